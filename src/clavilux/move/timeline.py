"""From seconds to frames: the only place where that happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from clavilux import recipe
from clavilux.move import envelopes
from clavilux.types import Envelope, FloatArray, Hearing, Timeline

__all__ = ["frame_count", "timeline"]

LOUD = 90
"""Percentile of the beats' percussive power that counts as a full beat; a single crash does not flatten the rest."""

REACH = 0.07
"""Seconds around a beat in which its drum is looked for; the tolerance of beat trackers."""


def frame_count(duration: float, fps: Fraction) -> int:
    """Number of frames of a video of so many seconds: round(duration * fps), at least one."""
    return max(1, round(Fraction(duration) * fps))


def timeline(hearing: Hearing, arrivals: Sequence[float], choices: recipe.Move, fps: Fraction) -> Timeline:
    """Lay the music over the keyframes.

    Parameters
    ----------
    hearing : Hearing
        What was heard.
    arrivals : sequence of float
        Seconds at which each keyframe is reached, ascending, the first 0 and the last the end of the song.
    choices : recipe.Move
        Weights and shapes of the curves.
    fps : Fraction
        Frames per second.

    Returns
    -------
    Timeline
        With the envelopes ``travel`` (position from one keyframe to the next, restarting at each) and ``pulse``.
    """
    frames = frame_count(hearing.duration, fps)
    times = np.arange(frames) / float(fps)
    borders = (*(min(frames, round(Fraction(at) * fps)) for at in arrivals[:-1]), frames)
    curves = {"travel": _travel(hearing, times, borders, choices), "pulse": _pulse(hearing, times, choices)}
    return Timeline(fps=fps, frames=frames, borders=borders, envelopes=_named(curves))


def _travel(hearing: Hearing, times: FloatArray, borders: Sequence[int], choices: recipe.Move) -> FloatArray:
    clock = np.arange(hearing.harmonic.size) / hearing.rate
    if not clock.size:  # a blink of sound, too short for one value
        return np.zeros(times.size)
    harmonic, percussive = (np.interp(times, clock, part) for part in (hearing.harmonic, hearing.percussive))
    position = np.ones(times.size)
    for start, end in pairwise(borders):
        here = slice(start, end)
        energies = envelopes.energy(
            harmonic[here],
            percussive[here],
            harmonic_weight=choices.harmonic,
            percussive_weight=choices.percussive,
        )
        position[here] = envelopes.travel(energies, choices.travel)
    return position


def _pulse(hearing: Hearing, times: FloatArray, choices: recipe.Move) -> FloatArray:
    """Beats, as strong as the drums are around them: the picture rests where the drums rest."""
    reach = max(1, round(REACH * hearing.rate))
    centres = np.round(hearing.beats * hearing.rate).astype(int)
    peaks = np.array([hearing.percussive[max(0, c - reach) : c + reach + 1].max(initial=0.0) for c in centres])
    loud = np.percentile(peaks, LOUD) if peaks.size else 0.0
    if loud <= 0:
        return np.zeros(times.size)
    # Square root: power to amplitude, so that a beat of half the loudness still shows.
    strengths = np.sqrt(np.clip(peaks / loud, 0, 1))
    return envelopes.pulse(hearing.beats, strengths, times, decay=choices.decay)


def _named(curves: Mapping[str, FloatArray]) -> Mapping[str, Envelope]:
    return MappingProxyType({k: Envelope(name=k, values=np.asarray(v, np.float32)) for k, v in curves.items()})
