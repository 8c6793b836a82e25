"""Captioner ``tags``: sentences from the tags of the music and from what was measured in it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from clavilux.listen.captioners.changes import changes
from clavilux.listen.captioners.description import Description
from clavilux.listen.captioners.groove_words import groove_words, paced_words
from clavilux.listen.captioners.key import key
from clavilux.listen.captioners.section_features import SectionFeatures, section_features
from clavilux.listen.groove import groove
from clavilux.listen.noise import is_noise
from clavilux.values import Hearing, Mono, Section

__all__ = ["TagsCaptioner"]

SURE = 0.25
"""Confidence from which on the genre is named."""
QUICK = 115.0  # BPM
FEW_NOTES, MANY_NOTES = 1.2, 5.0  # onsets per second
INSTRUMENTS = 3
AROUND = 4.0  # seconds
CLAUSES = 2
"""Changes that are told, at most."""


class TagsCaptioner:
    """Captions from tags and measurements, without another network.

    The first sentence tells mood, genre, instruments, voices, key, tempo and groove, the second what happens compared
    with the rest of the song. What lacks evidence is left out: ``words.toml`` holds every word with the evidence that
    it needs, `section_features`, `changes`, `key` and `groove_words` the thresholds of what is measured. What is as
    before is not told again: see `Description.after`. The genre is spelt as in the style book, and no other genre is
    named. A section without sound is ``"Silence."``, one without tags or tones ``"Noise."``, and a recording of
    somebody who speaks ``"Speech."``
    """

    name = "tags"
    licence = "ISC"

    def captions(self, audio: Mono, hearing: Hearing) -> Iterator[str]:
        """One or two sentences for each section."""
        features = [section_features(hearing, section) for section in hearing.sections]
        before: Description | None = None
        told: list[str] = []  # of what happened in the section before
        repeats, labels = 0, [section.label for section in hearing.sections]
        for index, (section, measured) in enumerate(zip(hearing.sections, features, strict=True)):
            if name := _unmusical(audio, hearing, section, measured):
                yield name
                before = None
                continue
            happening = [clause for clause in changes(features, index) if clause not in told][:CLAUSES]
            here = _description(audio, hearing, section, measured)
            repeats = repeats + 1 if here == before else 0
            first = here.after(before, repeats, drums_told=any("drums" in clause for clause in happening))
            if _returns(labels, index):
                first = f"the {section.label} part returns: {here.phrase()}"
            second = ", and ".join(happening)
            yield " ".join([_sentence(first), *([_sentence(second)] if second else [])])
            before, told = here, happening


def _unmusical(audio: Mono, hearing: Hearing, section: Section, measured: SectionFeatures) -> str | None:
    """What is to be said of a section without music; None where there is some, or the user knows of some."""
    if measured.silent:
        return "Silence."
    if section.genre is not None:
        return None
    if hearing.spoken:
        return "Speech."
    noise = not section.tags and is_noise(audio.between(section.start, section.end), audio.rate)
    return "Noise." if noise else None


def _returns(labels: Sequence[str], index: int) -> bool:
    """Whether a part of the form comes back after another one."""
    return bool(labels[index]) and labels[index] in labels[:index] and labels[index - 1] != labels[index]


def _description(audio: Mono, hearing: Hearing, section: Section, measured: SectionFeatures) -> Description:
    """Such as ``"a calm instrumental classical piece with piano and strings in D minor at 72 BPM in three"``."""
    sound = audio.between(section.start, section.end)
    tonality = key(sound, audio.rate)
    evidence = _evidence(section, measured, tonality)
    voice = next(_fitting("voices", evidence), None)
    genre = section.genre if section.genre and section.confidence >= SURE else None
    noun = "song" if voice else "piece" if genre == "classical" else "track" if genre else "piece of music"
    instrumental = not voice and _fits(_lexicon()["instrumental"], evidence)
    instruments = _instruments(evidence) or (["drums"] if measured.drums else [])
    # Without drums a beat is often found at double or half its pace.
    paced = bool(measured.bpm) and measured.drums is not False
    return Description(
        moods=tuple(_moods(evidence)),
        kind=" ".join([*(["instrumental"] if instrumental else []), *([genre] if genre else []), noun]),
        parts=(*instruments, *([voice["word"]] if voice else [])),
        tonality=f"in {tonality}" if tonality else "",
        pace=paced_words(measured.bpm, hearing.meter) if paced else "",
        groove=_groove(audio, hearing, section, measured) if paced else "",
    )


def _groove(audio: Mono, hearing: Hearing, section: Section, measured: SectionFeatures) -> str:
    """Words for the groove of a section and a little around it, as few beats say little."""
    start, end = max(0.0, section.start - AROUND), min(hearing.duration, section.end + AROUND)
    beats = hearing.events["beats"].between(start, end).times - start
    heard = groove(audio.between(start, end), audio.rate, beats)
    return groove_words(heard, measured.bpm, drums=measured.drums is True)


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


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


@cache
def _lexicon() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
