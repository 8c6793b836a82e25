"""What can be measured in a section, beside its tags. The thresholds were set on some thirty excerpts of recordings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clavilux.values import FloatArray, Hearing, Section

__all__ = ["SectionFeatures", "section_features"]

SILENT = 1e-3  # of full scale, root mean square: 60 dB below
PAUSE = 2.0  # seconds of silence that are worth a word
EVEN = 0.06  # of a beat: how much half of the intervals between beats may deviate from the middle one
ODD = 0.3  # of a beat: an interval that deviates more is a missed or an additional beat, and does not count
SAME_TEMPO = 0.05  # deviation from the tempo of the song that is none; with a larger one, neither is to be trusted
DRUMS, DRUMS_TREBLE = 28.0, -12.0  # dB of strokes above the level, all and those above 5 kHz, where there are drums
NO_DRUMS, NO_DRUMS_TREBLE = 24.0, -10.0  # the same, below which there are none
DRUM_TAGS = {"drums": 0.25, "beat": 0.25, "techno": 0.5, "house": 0.3, "rock": 0.5, "metal": 0.5, "punk": 0.4}


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFeatures:
    """What was measured in a section; levels are in dB of full scale, and leave silence out."""

    silent: bool
    """There is nothing to hear in it."""
    silent_start: bool
    """It begins with two seconds of silence or more."""
    silent_end: bool
    """It ends with two seconds of silence or more."""
    level: float
    """Root mean square."""
    thirds: tuple[float, ...]
    """Levels of its beginning, middle and end."""
    last: float
    """Level of its last half second."""
    percussive: float
    """Power of the strongest 3% of percussive moments, dB."""
    treble: float
    """Power of the strongest 10% of percussive moments above 5 kHz, dB."""
    bpm: float
    """Of the song; 0 when its beats are not to be trusted, do not come evenly, or come at another pace."""
    onset_rate: float
    """Onsets per second."""
    drums: bool | None
    """None when it cannot be told."""


def section_features(hearing: Hearing, section: Section) -> SectionFeatures:
    """Measure a section of what was heard. All signals have one rate."""
    loudness, percussive, treble = (
        hearing.signals[name].between(section.start, section.end) for name in ("loudness", "percussive", "treble")
    )
    rate = hearing.signals["loudness"].rate
    sounding = np.flatnonzero(loudness >= SILENT)
    silent, pause = not len(sounding), PAUSE * rate
    heard = loudness[sounding]
    level = _level(heard)
    hits, hiss = _power(percussive[sounding], 97), _power(treble[sounding], 90)
    return SectionFeatures(
        silent=silent,
        silent_start=not silent and sounding[0] >= pause,
        silent_end=not silent and len(loudness) - 1 - sounding[-1] >= pause,
        level=level,
        thirds=tuple(_level(third) for third in np.array_split(heard, 3)),
        last=_level(loudness[-max(1, round(rate / 2)) :]),
        percussive=hits,
        treble=hiss,
        bpm=_bpm(hearing, section),
        onset_rate=len(hearing.events["onsets"].between(section.start, section.end)) / (section.end - section.start),
        drums=None if silent else _drums(section, hits - level, hiss - level),
    )


def _level(loudness: FloatArray) -> float:
    """Level of a stretch of root mean squares, dB; -120 when there is none."""
    return float(10 * np.log10(max(1e-12, np.mean(np.square(loudness)) if len(loudness) else 0.0)))


def _power(curve: FloatArray, percentile: float) -> float:
    """Percentile of a curve of powers, dB; -120 when there is none."""
    return float(10 * np.log10(max(1e-12, np.percentile(curve, percentile) if len(curve) else 0.0)))


def _bpm(hearing: Hearing, section: Section) -> float:
    """Tempo of the song, where it can be trusted and a section has at least five even beats that agree; else 0."""
    intervals = np.diff(hearing.events["beats"].between(section.start, section.end).times)
    if not hearing.has_sure_beats or len(intervals) < 4:
        return 0.0
    deviations = np.abs(intervals / np.median(intervals) - 1)
    if np.median(deviations) > EVEN:
        return 0.0
    bpm = float(60 / intervals[deviations <= ODD].mean())
    return hearing.tempo if abs(bpm / max(hearing.tempo, 1) - 1) < SAME_TEMPO else 0.0


def _drums(section: Section, hit: float, hiss: float) -> bool | None:
    """Whether there are drums, from the tags and from strokes relative to the level."""
    if any(section.tags.get(tag, 0) >= least for tag, least in DRUM_TAGS.items()) or (
        hit >= DRUMS and hiss >= DRUMS_TREBLE
    ):
        return True
    tagged = max(section.tags.get(tag, 0) for tag in ("drums", "beat"))
    return False if hit < NO_DRUMS and hiss < NO_DRUMS_TREBLE and tagged < min(DRUM_TAGS.values()) / 2 else None
