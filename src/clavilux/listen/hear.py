"""The whole of listening: from samples to all that is known of a song."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from clavilux.errors import warn
from clavilux.listen.beats import Rhythm, rhythm, told, within
from clavilux.listen.energy import Curves, curves
from clavilux.listen.genre import Guess, guess
from clavilux.listen.groove import Groove, groove
from clavilux.listen.noise import is_noise
from clavilux.listen.pieces import Excerpt, span
from clavilux.listen.sections import fixed, musical
from clavilux.listen.tags import Tagging, tag
from clavilux.media.mono import SILENT
from clavilux.plan import Beat, Listen
from clavilux.protocols import Captioner, ChecksSections, Prepares
from clavilux.values import FloatArray, Hearing, Mono, Progress, Section, Signal

__all__ = ["hear"]

SHORT = 1.0  # seconds
THREADS = 2
"""Sections whose energy is measured at a time: more threads would need more memory than most songs are worth."""


def hear(
    audio: Mono,
    choices: Listen,
    *,
    beats: Sequence[Beat] = (),
    genre: str | None = None,
    captioner: Captioner | None = None,
    progress: Progress | None = None,
) -> Hearing:
    """Listen to a song, or a part of it.

    Beats, tempo, tags and genre are found with what surrounds a part, and then cut to it; sections and energies are
    those of the part itself.

    Parameters
    ----------
    audio : Mono
        The song: all of the part that is wanted is heard, `choices.start` and `choices.duration` were for the decoder.
    choices : plan.Listen
        Sections, tempo and metre that somebody knows, separation margin, mel bands, and the rate of the signals.
    beats : sequence of plan.Beat
        What the file says that `choices.beats` names; they are heard when left out.
    genre : str, optional
        Genre of the whole song when somebody knows it; every section gets it with confidence 1.
    captioner : Captioner, optional
        Writes the captions, ``plugins.create("captioners", choices.captioner)`` usually; none are written without.
    progress : callable, optional
        Called as ``progress("listen", done, total)``: once for the rhythm, once for the tags, then for the energy and,
        with a captioner, for the caption of every section.

    Returns
    -------
    Hearing
        Each signal has round(duration * choices.rate) values, and all times are from the start of the part. Strengths
        of events: of beats the probability that the network of bars gives them, of downbeats how likely it is that a
        bar begins there, of onsets the spectral flux, scaled to [0, 1] over all that was heard.

    Raises
    ------
    UserError
        If the captioner cannot be used, or not with the sections that are found.

    Warns
    -----
    ClaviluxWarning
        If the part is silent or shorter than a second. Its hearing is calm: no beats, and no energy in silence.
    """
    if isinstance(captioner, Prepares):
        captioner.prepare()
    if not span(Excerpt.of(audio), SILENT)[1]:
        warn("the song is silent, so the video will be calm")
    elif audio.duration < SHORT:
        warn(f"the song is only {audio.duration:.2f} s long, so the video will be short and calm")
    beat, all_beats = _rhythm(audio, choices, beats)
    sections = _sections(audio, beat, choices)
    if isinstance(captioner, ChecksSections):
        captioner.check(sections, audio.offset)
    done = _Counter(progress, total=2 + (2 if captioner else 1) * len(sections))
    done()
    tagging = tag(audio.samples, audio.rate).later(-audio.lead)
    grooved = groove(audio.samples, audio.rate, all_beats)
    done()
    song, sections = _named(audio, sections, tagging, grooved, genre, spoken=beat.spoken)
    heard = _curves(audio, sections, choices, done)
    hearing = Hearing(
        duration=audio.duration,
        offset=audio.offset,
        tempo=beat.tempo,
        meter=beat.meter,
        beat_confidence=beat.confidence,
        signals=MappingProxyType(
            {name: Signal(rate=choices.rate, values=values) for name, values in heard._asdict().items()}
        ),
        events=MappingProxyType({"beats": beat.beats, "downbeats": beat.downbeats, "onsets": beat.onsets}),
        sections=sections,
        tags=MappingProxyType(tagging.tags() if any(section.tags for section in sections) else {}),
        genre=song.genre,
        confidence=song.confidence,
        spoken=beat.spoken,
    )
    return _captioned(hearing, captioner, audio, done) if captioner else hearing


def _rhythm(audio: Mono, choices: Listen, known: Sequence[Beat]) -> tuple[Rhythm, FloatArray]:
    """The rhythm of the part, and the beats also of what surrounds it, in seconds of the samples."""
    if known:
        beat = told(audio, known)
        return beat, beat.beats.times + audio.lead
    found = rhythm(audio.samples, audio.rate, tempo=choices.tempo, meter=choices.meter)
    return within(found, audio.lead, audio.duration), found.beats.times


def _sections(audio: Mono, beat: Rhythm, choices: Listen) -> tuple[Section, ...]:
    if choices.sections == "fixed":
        return fixed(audio.duration, choices.section)
    return musical(
        Excerpt.of(audio),
        audio.rate,
        beats=beat.beats.times,
        downbeats=beat.downbeats.times,
        length=choices.section,
        duration=audio.duration,
    )


def _named(
    audio: Mono, sections: Sequence[Section], tagging: Tagging, grooved: Groove, genre: str | None, *, spoken: bool
) -> tuple[Guess, tuple[Section, ...]]:
    """The song's genre, and the sections with tags and genres of their own; silence, noise and speech have neither."""
    if genre is not None:
        song, guesses = Guess(genre, 1.0), tuple(Guess(genre, 1.0) for _ in sections)
    else:
        song, guesses = guess(tagging, grooved, [(section.start, section.end) for section in sections])
    named, musical = [], False
    for section, heard in zip(sections, guesses, strict=True):
        part = audio.between(section.start, section.end)
        unmusical = spoken or np.sqrt(np.square(part).mean()) < SILENT or is_noise(part, audio.rate)
        musical |= not unmusical
        told = Guess(None, 0.0) if unmusical and genre is None else heard
        tags = {} if unmusical else tagging.between(section.start, section.end).tags()
        named.append(replace(section, tags=MappingProxyType(tags), genre=told.genre, confidence=told.confidence))
    return song if musical or genre is not None else Guess(None, 0.0), tuple(named)


def _curves(audio: Mono, sections: Sequence[Section], choices: Listen, done: Callable[[], None]) -> Curves:
    """Energies of the whole song at its own moments i / rate; every section is separated on its own (the paper)."""
    rate = choices.rate

    def measure(section: Section) -> Curves:
        # Cut where the values stand, as a border may lie between two of them; the last section ends with the song.
        first, last = round(section.start * rate), round(section.end * rate)
        part = audio.between(first / rate, audio.duration if section is sections[-1] else last / rate)
        return curves(part, last - first, audio.rate, rate=rate, margin=choices.hpss_margin, bands=choices.mel_bands)

    parts = []
    with ThreadPoolExecutor(THREADS) as pool:
        for part in pool.map(measure, sections):
            parts.append(part)
            done()
    return Curves(*(np.concatenate(kind) for kind in zip(*parts, strict=True)))


def _captioned(hearing: Hearing, captioner: Captioner, audio: Mono, done: Callable[[], None]) -> Hearing:
    sections = []
    for section, caption in zip(hearing.sections, captioner.captions(audio, hearing), strict=True):
        sections.append(replace(section, caption=caption))
        done()
    return replace(hearing, sections=tuple(sections))


class _Counter:
    """Counts the steps of listening and reports each."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total, self.count = progress, total, 0

    def __call__(self) -> None:
        self.count += 1
        if self.progress:
            self.progress("listen", self.count, self.total)
