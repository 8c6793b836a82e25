"""Captioner ``tags``: sentences from the tags of the music and from what was measured in it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from clavilux.listen.captioners.changes import changes
from clavilux.listen.captioners.key import key
from clavilux.listen.captioners.section_features import SectionFeatures, section_features
from clavilux.listen.noise import is_noise
from clavilux.values import Hearing, Mono, Section

__all__ = ["TagsCaptioner"]

SURE = 0.25
"""Confidence from which on the genre is named."""
QUICK = 115.0  # BPM
FEW_NOTES, MANY_NOTES = 1.2, 5.0  # onsets per second
INSTRUMENTS = 3
CLAUSES = 2
"""Changes that are told, at most."""


class TagsCaptioner:
    """Captions from tags and measurements, without another network.

    The first sentence tells mood, genre, instruments, voices, key and tempo, the second what happens compared with the
    rest of the song. What lacks evidence is left out: ``words.toml`` holds every word with the evidence that it needs,
    `section_features`, `changes` and `key` the thresholds of what is measured. The genre is spelt as in the style book,
    and no other genre is named. A section without sound is ``"Silence."``, one without tags or tones ``"Noise."``, and
    a recording of somebody who speaks ``"Speech."``
    """

    name = "tags"
    licence = "ISC"

    def captions(self, audio: Mono, hearing: Hearing) -> Iterator[str]:
        """One or two sentences for each section."""
        features = [section_features(hearing, section) for section in hearing.sections]
        for index, (section, measured) in enumerate(zip(hearing.sections, features, strict=True)):
            if measured.silent:
                yield "Silence."
                continue
            if hearing.spoken and section.genre is None:
                yield "Speech."
                continue
            sound = audio.between(section.start, section.end)
            if not section.tags and section.genre is None and is_noise(sound, audio.rate):
                yield "Noise."
                continue
            tonality = key(sound, audio.rate)
            second = ", and ".join(changes(features, index)[:CLAUSES])
            yield " ".join([_description(section, measured, tonality), *([_sentence(second)] if second else [])])


def _description(section: Section, measured: SectionFeatures, tonality: str | None) -> str:
    """Such as ``"A calm instrumental classical piece with piano and strings in D minor at 72 BPM."``"""
    evidence = _evidence(section, measured, tonality)
    voice = next(_fitting("voices", evidence), None)
    genre = section.genre if section.genre and section.confidence >= SURE else None
    noun = "song" if voice else "piece" if genre == "classical" else "track" if genre else "piece of music"
    instrumental = not voice and _fits(_lexicon()["instrumental"], evidence)
    kind = [*(["instrumental"] if instrumental else []), *([genre] if genre else []), noun]
    instruments = _instruments(evidence) or (["drums"] if measured.drums else [])
    with_what = [*instruments, *([voice["word"]] if voice else [])]
    parts = [
        " ".join([", ".join(_moods(evidence)), *kind]).strip(),
        f"with {_listed(with_what)}" if with_what else "",
        f"in {tonality}" if tonality else "",
        # Without drums a beat is often found at double or half its pace.
        f"at {measured.bpm:.0f} BPM" if measured.bpm and measured.drums is not False else "",
    ]
    first = parts[0].split()[0]
    article = "an" if first[0].lower() in "aeiou" or first == "R&B" else "a"
    return _sentence(" ".join([article, *filter(None, parts)]))


def _evidence(section: Section, measured: SectionFeatures, tonality: str | None) -> dict[str, float]:
    """The tags, and what was measured under names of its own."""
    facts = {
        "drums heard": measured.drums is True,
        "no drums": measured.drums is False,
        "steady": measured.bpm > 0,
        "quick": measured.bpm >= QUICK,
        "sparse": measured.onset_rate <= FEW_NOTES,
        "busy": measured.onset_rate >= MANY_NOTES,
        "major": tonality is not None and tonality.endswith("major"),
        "minor": tonality is not None and tonality.endswith("minor"),
    }
    return {**section.tags, **{name: float(fact) for name, fact in facts.items()}}


def _moods(evidence: Mapping[str, float]) -> list[str]:
    """At most one word of each kind."""
    words: dict[str, str] = {}
    for entry in _fitting("moods", evidence):
        words.setdefault(entry["kind"], entry["word"])
    return list(words.values())


def _instruments(evidence: Mapping[str, float]) -> list[str]:
    """The most probable ones, in the order of the lexicon."""
    found = list(_fitting("instruments", evidence))
    ranked = sorted(found, key=lambda entry: -max(evidence.get(tag, 0) for tag in entry["needs"][0]))
    return [entry["word"] for entry in found if entry in ranked[:INSTRUMENTS]]


def _fitting(table: str, evidence: Mapping[str, float]) -> Iterator[dict[str, Any]]:
    return (entry for entry in _lexicon()[table] if _fits(entry, evidence))


def _fits(entry: Mapping[str, Any], evidence: Mapping[str, float]) -> bool:
    """Whether there is evidence for a word, and none against it."""

    def reached(group: Mapping[str, float]) -> bool:
        return any(evidence.get(name, 0) >= least for name, least in group.items())

    return all(map(reached, entry["needs"])) and not reached(entry.get("unless", {}))


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


@cache
def _lexicon() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
