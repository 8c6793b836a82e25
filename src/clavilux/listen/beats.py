"""Tempo, beats, downbeats and onsets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from clavilux.errors import warn
from clavilux.listen.bar_network import bar_probabilities
from clavilux.listen.beat_network import FPS, BeatActivations, beat_activations
from clavilux.listen.beat_network import RATE as HEARD_RATE
from clavilux.listen.meter import METERS, Bars, beat_frames, counted
from clavilux.listen.onsets import onsets as onsets_of
from clavilux.listen.pieces import Excerpt, Resampled, span
from clavilux.listen.rivals import likeliest, multiples
from clavilux.listen.speech import is_speech
from clavilux.listen.trust import CLAIMED, CLAIMED_OF_SPEECH, signs, trust, trust_in_bars
from clavilux.media.mono import RATE, SILENT
from clavilux.plan import Beat
from clavilux.values import Events, FloatArray, Mono, Samples

__all__ = ["Found", "Rhythm", "bars_of", "candidates", "found_frames", "rhythm", "told", "within"]

SHORTEST = 1.0  # seconds; in less there is no beat to speak of
SAME = 1.1  # times as long as another may a beat be that goes at the same tempo
AROUND = 2  # frames on each side that tell where between two frames a beat lies
REACH = 0.05  # seconds by which a beat may lie outside of what sounds
ONSET_LATE = 0.02  # seconds by which a peak of the flux comes after the attack, on average
LEAST = 1e-4  # probability
SHARE, USUAL_SHARE = 0.3, 0.5  # of the networks that were trained on recordings, freely and with a usual tempo
TOP, DEAF = 0.98, 0.4  # of all moments, so many are no beat, or hardly one, to a network of bars that hears no music
SURE, EVEN = 0.75, 0.1  # see `_clockwork`
SLOWER, DOUBLE, COUNTED = 0.75, (1.8, 2.2), (60.0, 88.0)  # see `_rather`
CALM, CALM_TEMPO, DENSITY_PER_OCTAVE = 2.8, 70.0, 2.0  # see `_expected`
EXPECTED_LEAST, EXPECTED_MOST = 60.0, 140.0  # BPM
Floats = NDArray[np.float32]
NONE = Events(times=np.empty(0), strengths=np.empty(0))


class Grid(NamedTuple):
    """Beats, before anybody asks whether they are to be believed."""

    times: FloatArray
    """Seconds."""
    strengths: FloatArray
    """Probability of a beat at each."""
    bars: Bars
    """How they are counted."""
    trust: float
    """Share of them that are likely right."""


class Found(NamedTuple):
    """The likeliest beats, and what the networks say."""

    frames: FloatArray
    """Beats, with fractions."""
    bars: Floats
    """Probability of a beat and of a downbeat to the network of bars, [n, 2]."""
    networks: Floats
    """Probability of any beat to the other networks, [n]."""
    on: float
    """Probability that they are on the beat, and not half a beat beside it."""


class Rhythm(NamedTuple):
    """When things happen in a song."""

    tempo: float
    """BPM; 0 when there is no beat."""
    beats: Events
    """Downbeats among them. Strength: probability of a beat at that moment."""
    downbeats: Events
    """The first beat of each bar. Strength: how likely it is that one begins there, see `trust.trust_in_bars`."""
    onsets: Events
    """Strength: the spectral flux, scaled to [0, 1] over the song."""
    spoken: bool = False
    """Whether it sounds like somebody who speaks, without a beat."""
    meter: int = 0
    """Beats per bar, of most bars; 0 when unknown."""
    confidence: float = 0.0
    """Share of the beats that are likely to be right, in [0, 1]; 0 when there is no beat."""


def rhythm(mono: Samples, sr: int = RATE, *, tempo: float | None = None, meter: int | None = None) -> Rhythm:
    """Find tempo, beats, downbeats and onsets.

    Beats are the likeliest, at 40 to 232 BPM, under the networks of `beat_network` and `bar_network`, unless more
    speaks for what they may be mistaken for (`rivals`); downbeats the likeliest bars of 2 to 7 of them (`meter`). Beats
    that are hardly to be trusted are not told, unless somebody knows the tempo: drones, noise and speech have none. The
    tempo is that of the typical beat, also when it drifts.
    Onsets are peaks of the spectral flux, with librosa's settings. All times are those of the attack.

    Parameters
    ----------
    mono : Samples
        Cut piece by piece where it is at 22050 Hz, so that memory does not grow with the song.
    sr : int
        Its samples per second, Hz.
    tempo : float, optional
        BPM, when somebody knows it: the beats keep to it within about a tenth.
    meter : int, optional
        Beats per bar, when somebody knows them.

    Returns
    -------
    Rhythm
        Empty for silence and for sound of less than a second.
    """
    if len(mono) < SHORTEST * sr or not span(mono, SILENT)[1]:
        return Rhythm(0.0, NONE, NONE, NONE)
    onsets = _moved(onsets_of(mono, sr), -ONSET_LATE)
    sound: Samples = mono if sr == HEARD_RATE else Resampled(mono, sr, HEARD_RATE)
    speech = is_speech(sound, HEARD_RATE)
    grid = _grid(beat_activations(sound), tempo, meter)
    beats = _sounding(Events(times=grid.times, strengths=grid.strengths), sound)
    least = 0.0 if tempo else CLAIMED_OF_SPEECH if speech else CLAIMED
    if len(beats) < 2 or grid.trust < least:
        return Rhythm(0.0, NONE, NONE, onsets, spoken=speech)
    sure = trust_in_bars(grid.bars.downbeats, (grid.bars.lengths == 2) & (meter is None))
    downbeats = _sounding(Events(times=grid.times[grid.bars.positions == 0], strengths=sure), sound)
    return Rhythm(
        _tempo(beats.times),
        beats,
        downbeats,
        onsets,
        meter=_meter(grid.bars.positions),
        confidence=grid.trust,
    )


def told(audio: Mono, beats: Sequence[Beat]) -> Rhythm:
    """The rhythm of a song whose beats somebody knows.

    Parameters
    ----------
    audio : Mono
        What is heard.
    beats : sequence of plan.Beat
        At least two. Those outside of what is heard are left out.

    Warns
    -----
    ClaviluxWarning
        If fewer than two of them lie in what is heard; there is no beat then.
    """
    onsets = _moved(onsets_of(Excerpt.of(audio), audio.rate), -ONSET_LATE)
    seconds, positions = np.array(beats, float).T
    inside = (seconds >= audio.offset) & (seconds < audio.offset + audio.duration)
    times, first = seconds[inside] - audio.offset, positions[inside] == 1
    if len(times) < 2:
        warn(
            f"{len(times)} of the {len(beats)} beats that are given lie in what is heard, from second {audio.offset:g} "
            f"to {audio.offset + audio.duration:g} of the song: there is no beat"
        )
        return Rhythm(0.0, NONE, NONE, onsets)
    sure = Events(times=times, strengths=np.ones(len(times)))
    downbeats = Events(times=times[first], strengths=np.ones(int(first.sum())))
    counted = positions[inside].astype(np.int64) - 1
    return Rhythm(_tempo(times), sure, downbeats, onsets, meter=_meter(counted), confidence=1.0)


def within(found: Rhythm, start: float, duration: float) -> Rhythm:
    """The rhythm of a part of a song, with times from its start; the tempo stays the song's where there are beats."""
    beats, downbeats, onsets = (
        _moved(events.between(start, start + duration), -start)
        for events in (found.beats, found.downbeats, found.onsets)
    )
    if not len(beats):
        return Rhythm(0.0, NONE, NONE, onsets, spoken=found.spoken)
    return found._replace(beats=beats, downbeats=downbeats, onsets=onsets)


def _moved(events: Events, seconds: float) -> Events:
    """The same so much later, but not before the start."""
    return Events(times=np.maximum(events.times + seconds, 0.0), strengths=events.strengths)


def found_frames(heard: BeatActivations, tempo: float | None = None, meters: Sequence[int] = METERS) -> Found:
    """The likeliest beats.

    Parameters
    ----------
    heard : BeatActivations
        What the networks of `beat_network` say.
    tempo : float, optional
        As for `rhythm`.
    meters : sequence of int
        Beats that a bar may have.
    """
    networks, bars = heard.probabilities.sum(axis=1), bar_probabilities(heard.kept, heard.probabilities)
    if np.quantile(bars[:, 0], TOP) < DEAF and _clockwork(frames := beat_frames(networks, tempo), networks):
        bars = np.column_stack([networks, heard.probabilities[:, 1]])
        return Found(_refined(frames, networks), bars, networks, 1.0)
    grids, mixed = candidates(heard, bars, tempo)
    taken, on = likeliest(grids, mixed, bars, heard.kept, meters)
    return Found(taken, bars, networks, on)


def candidates(heard: BeatActivations, bars: Floats, tempo: float | None = None) -> tuple[list[FloatArray], Floats]:
    """Grids of beats among which the right one likely is, the likeliest first, and the probability of a beat, [n]."""
    networks = heard.probabilities.sum(axis=1)
    mixed = _mixed(bars[:, 0], networks, SHARE)
    found: list[FloatArray] = [beat_frames(mixed, tempo)]
    if tempo is None and len(found[0]) > 2:
        usual = beat_frames(_mixed(bars[:, 0], networks, USUAL_SHARE), usual=_expected(heard.onset_density))
        if len(usual) > 2:
            found.insert(0 if _rather(_tempo(usual / FPS), _tempo(found[0] / FPS)) else 1, usual)
        found += multiples(found[0], mixed)
    return [_refined(frames, mixed) for frames in found], mixed


def _refined(frames: FloatArray, probabilities: Floats) -> FloatArray:
    """Where between two frames each beat lies."""
    near = np.rint(frames)[:, None] + np.arange(-AROUND, AROUND + 1)
    weights = _values_at(near.astype(np.int64), probabilities) + LEAST
    return np.asarray((near * weights).sum(axis=1) / weights.sum(axis=1))


def _clockwork(frames: FloatArray, networks: Floats) -> bool:
    """Whether beats are as sure and as even as the clicks of a metronome, which the network of bars does not know."""
    if len(frames) < 3:
        return False
    _, likely, _, _, uneven, _ = signs(frames, networks, networks, 1.0)
    return bool(likely > SURE and uneven < EVEN)


def _mixed(bars: Floats, networks: Floats, share: float) -> Floats:
    """Mean of the log odds of a beat of the network that hears bars, and of those trained on recordings."""
    own, other = (logit(np.clip(said, LEAST, 1 - LEAST)) for said in (bars, networks))
    return np.asarray(expit((1 - share) * own + share * other), np.float32)


def _rather(usual: float, free: float) -> bool:
    """Whether to take the tempo that leans to what listeners count, and not the one that leans nowhere.

    Where the free one is slower it counts too few; where it is the double of one that people do count, too many.
    """
    ratio = free / usual
    return ratio < SLOWER or (DOUBLE[0] < ratio < DOUBLE[1] and COUNTED[0] <= usual <= COUNTED[1])


def _expected(onset_density: float) -> float:
    """BPM that listeners are likely to count, where a tempo and its double fit alike: calm music is counted slowly."""
    tempo = CALM_TEMPO * 2 ** ((onset_density - CALM) / DENSITY_PER_OCTAVE)
    return float(np.clip(tempo, EXPECTED_LEAST, EXPECTED_MOST))


def _grid(heard: BeatActivations, tempo: float | None, meter: int | None) -> Grid:
    """The likeliest beats and bars."""
    meters = METERS if meter is None else [meter]
    found = found_frames(heard, tempo, meters)
    strengths = _heard_at(found.frames, found.bars[:, 0])
    sure = trust(found.frames, found.bars[:, 0], found.networks, found.on)
    return Grid(np.maximum(found.frames / FPS, 0.0), strengths, bars_of(found, meters), sure)


def bars_of(found: Found, meters: Sequence[int] = METERS) -> Bars:
    """The likeliest bars of some beats; `meters` as for `found_frames`."""
    beats, downbeats = (_heard_at(found.frames, said) for said in found.bars.T)
    return counted(beats, downbeats, meters)


def _heard_at(frames: FloatArray, curve: Floats) -> FloatArray:
    """The most of a curve near each beat."""
    near = np.rint(frames).astype(np.int64)[:, None] + np.arange(-AROUND, AROUND + 1)
    return np.asarray(_values_at(near, curve).max(axis=1))


def _values_at(frames: NDArray[np.int64], curve: Floats) -> FloatArray:
    """Values of a curve at some frames, 0 outside of it; shape of `frames`."""
    inside = (frames >= 0) & (frames < len(curve))
    return np.where(inside, curve[np.clip(frames, 0, len(curve) - 1)], 0.0)


def _sounding(beats: Events, sound: Samples) -> Events:
    """The beats that are not in the silence before and after a song."""
    first, end = span(sound, SILENT)
    return beats.between(first / HEARD_RATE - REACH, end / HEARD_RATE + REACH)


def _meter(positions: NDArray[np.int64]) -> int:
    """Beats of most bars; 0 without a whole bar."""
    lengths = np.diff(np.flatnonzero(positions == 0))
    return int(np.bincount(lengths).argmax()) if len(lengths) else 0


def _tempo(beats: FloatArray) -> float:
    """BPM of most of the beats: the mean of the intervals within a tenth of one to which the most others are near."""
    intervals = np.sort(np.diff(beats))
    alike = np.searchsorted(intervals, SAME * intervals, side="right") - np.arange(len(intervals))
    usual = np.median(intervals[alike.argmax() :][: alike.max()])
    return float(60 / intervals[np.abs(intervals - usual) <= (SAME - 1) * usual].mean())
