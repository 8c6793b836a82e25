"""From seconds to frames: the only place where that happens."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from scipy.ndimage import median_filter

from clavilux import recipe
from clavilux.move import envelopes
from clavilux.types import Envelope, FloatArray, Hearing, Timeline

__all__ = ["frame_count", "straight", "timeline"]

LOUD = 90
"""Percentile of what is struck or sung that counts as full; a single crash does not flatten the rest."""

REACH = 0.07
"""Seconds around a beat in which its drum is looked for; the tolerance of beat trackers."""

DRUMMED = (-36.0, -22.0)
"""Percussive against harmonic energy, decibels, at which hits begin to count, and fully do: pads have no beat."""

GROOVE = 0.6
"""Least strength of a beat, as a share of the median of the beats around it, where anything sounds: a dancer does not
stop for a missing stroke."""

NEIGHBOURS = 5
"""Beats of which that median is taken, itself in the middle."""


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
        With the envelopes ``travel`` (position from one keyframe to the next, restarting at each), ``pulse`` (beats and
        other hits), ``sway`` (how strongly the music sings), ``shimmer`` (how it sizzles), ``swell`` (how loud it is)
        and ``cut`` (1 where a keyframe's section begins, falling to 0 on the way to the next; 0 with soft cuts). The
        formulas are in `envelopes`; the swell scales sway and shimmer, its square root the pulse, so that all rest
        where the music rests.
    """
    frames = frame_count(hearing.duration, fps)
    times = np.arange(frames) / float(fps)
    borders = (*(min(frames, round(Fraction(at) * fps)) for at in arrivals[:-1]), frames)
    rate = hearing.rate
    swell = _sampled(envelopes.swell(hearing.loudness, rate), rate, times)
    travel = _travel(hearing, times, borders, choices)
    curves = {
        "travel": travel,
        "pulse": _pulse(hearing, times, choices),
        "sway": swell * _sampled(envelopes.sway(hearing.harmonic, rate), rate, times),
        "shimmer": swell * _sampled(envelopes.shimmer(hearing.treble, hearing.percussive, rate), rate, times),
        "swell": swell,
        "cut": _cut(travel, borders, choices),
    }
    named = {name: Envelope(name=name, values=np.asarray(curve, np.float32)) for name, curve in curves.items()}
    return Timeline(fps=fps, frames=frames, borders=borders, envelopes=MappingProxyType(named))


def straight(frames: int, fps: Fraction, *, music: float = 0.0) -> Timeline:
    """An even way from one keyframe to the next, for pictures without a song and for measurements.

    Parameters
    ----------
    frames : int
        The first shows one keyframe, the last the other.
    fps : Fraction
        Frames per second.
    music : float
        What all other envelopes stay at, in [0, 1]; 0 is silence.
    """
    curves = dict.fromkeys(("pulse", "sway", "shimmer", "swell", "cut"), np.full(frames, music, np.float32))
    curves["travel"] = np.linspace(0, 1, frames, dtype=np.float32)
    named = {name: Envelope(name=name, values=curve) for name, curve in curves.items()}
    return Timeline(fps=fps, frames=frames, borders=(0, frames), envelopes=MappingProxyType(named))


def _sampled(curve: FloatArray, rate: float, times: FloatArray) -> FloatArray:
    """A curve of the hearing at other times; nothing if the sound was too short for one value."""
    return np.interp(times, np.arange(curve.size) / rate, curve) if curve.size else np.zeros(times.size)


def _travel(hearing: Hearing, times: FloatArray, borders: Sequence[int], choices: recipe.Move) -> FloatArray:
    if not hearing.harmonic.size:  # a blink of sound, too short for one value
        return np.zeros(times.size)
    harmonic, percussive = (_sampled(part, hearing.rate, times) for part in (hearing.harmonic, hearing.percussive))
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


def _cut(travel: FloatArray, borders: Sequence[int], choices: recipe.Move) -> FloatArray:
    """What is left of the way, from the second section on; a picture that is not to travel is not to leap either."""
    cut = np.zeros(travel.size)
    if choices.cut == "hard" and choices.travel != "constant":
        cut[borders[1] :] = 1 - travel[borders[1] :]
    return cut


def _pulse(hearing: Hearing, times: FloatArray, choices: recipe.Move) -> FloatArray:
    """Beats and other onsets, as strong as the drums are around them and as loud as the music is."""
    beats, others = _hits(hearing)
    struck, between = (_peaks(hearing.percussive, events, hearing.rate) for events in (beats, others))
    loud = _loud(np.concatenate([struck, between]))
    felt = _danced(envelopes.sensation(struck, loud), beats, hearing)
    strengths = np.concatenate([felt, choices.offbeat * envelopes.sensation(between, loud)])
    strengths *= envelopes.presence(loud, _loud(hearing.harmonic), DRUMMED)
    events = np.concatenate([beats, others])
    swell = _sampled(envelopes.swell(hearing.loudness, hearing.rate), hearing.rate, events)
    return envelopes.pulse(events, strengths * np.sqrt(swell), times, attack=choices.attack, decay=choices.decay)


def _danced(felt: FloatArray, beats: FloatArray, hearing: Hearing) -> FloatArray:
    """Strengths of the beats, with those that have no stroke of their own carried by their neighbours."""
    if not felt.size:
        return felt
    power = np.square(hearing.loudness, dtype=float)
    sounding = envelopes.sensation(_peaks(power, beats, hearing.rate), _loud(power))
    return np.asarray(np.maximum(felt, GROOVE * sounding * median_filter(felt, size=NEIGHBOURS, mode="nearest")))


def _loud(values: FloatArray) -> float:
    return float(np.percentile(values, LOUD)) if values.size else 0.0


def _hits(hearing: Hearing) -> tuple[FloatArray, FloatArray]:
    """Seconds of the beats, each at its onset where it has one, and of all other onsets."""
    beats, onsets = np.asarray(hearing.beats, float), np.asarray(hearing.onsets, float)
    nearest = _nearest(beats, onsets)
    beats = np.unique(np.where(np.abs(nearest - beats) <= REACH, nearest, beats))
    return beats, onsets[np.abs(_nearest(onsets, beats) - onsets) > REACH]


def _nearest(times: FloatArray, among: FloatArray) -> FloatArray:
    """For each time the closest of some others, ascending; infinity if there are none."""
    fenced = np.concatenate([[-np.inf], among, [np.inf]])
    after = np.searchsorted(fenced, times).clip(1)
    before = after - 1
    return np.asarray(np.where(times - fenced[before] < fenced[after] - times, fenced[before], fenced[after]))


def _peaks(curve: FloatArray, events: FloatArray, rate: float) -> FloatArray:
    """The largest value within `REACH` of each event."""
    reach = max(1, round(REACH * rate))
    centres = np.round(events * rate).astype(int)
    return np.array([curve[max(0, c - reach) : c + reach + 1].max(initial=0.0) for c in centres])
