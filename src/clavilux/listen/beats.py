"""Tempo, beats, downbeats and onsets."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from clavilux.listen.beat_network import FPS, BeatActivations, beat_activations
from clavilux.listen.beat_network import RATE as HEARD_RATE
from clavilux.listen.meter import FASTEST, SLOWEST, bars
from clavilux.listen.onsets import onsets as onsets_of
from clavilux.listen.pieces import Resampled, span
from clavilux.listen.speech import is_speech
from clavilux.media.mono import RATE, SILENT
from clavilux.values import Events, FloatArray, Samples

__all__ = ["Rhythm", "rhythm", "within"]

SHORTEST = 1.0  # seconds; in less there is no beat to speak of
SAME = 1.1  # times as long as another may a beat be that goes at the same tempo
CERTAIN = 0.25  # mean probability of the beats, at least: see `rhythm`
DISTINCT = 1.6  # the same, over the mean probability of all frames
SPOKEN = 2.3  # the same, of what may be speech, to be music all the same: syllables have 2.05 at most
AROUND = 2  # frames on each side that tell where between two frames a beat lies
REACH = 0.05  # seconds by which a beat may lie outside of what sounds
EARLY = 0.008  # seconds by which the networks, which see 32 ms ahead, hear a stroke before its attack
ONSET_LATE = 0.02  # seconds by which a peak of the flux comes after the attack, on average
DOTTED = (3 / 4, 4 / 3)  # of the beat's tempo is that of its dotted notes, or the reverse
CLEARLY = 1.3  # times as strongly does a pulse recur that is the beat after all
RECURRING = np.arange(1, 9)  # beats after which it is looked for
SLACK = np.linspace(0.985, 1.015, 31)  # of a tempo
FIRMLY = 400.0  # leaning to a tempo that was settled otherwise; see `meter`
CALM, CALM_TEMPO, DENSITY_PER_OCTAVE = 2.8, 70.0, 2.0  # see `_expected`
EXPECTED_LEAST, EXPECTED_MOST = 60.0, 140.0  # BPM
NONE = Events(times=np.empty(0), strengths=np.empty(0))


class Rhythm(NamedTuple):
    """When things happen in a song."""

    tempo: float
    """BPM; 0 when there is no beat."""
    beats: Events
    """Downbeats among them. Strength: the networks' probability of any beat at that moment."""
    downbeats: Events
    """The first beat of each bar. Strength: the networks' probability of a downbeat."""
    onsets: Events
    """Strength: the spectral flux, scaled to [0, 1] over the song."""
    spoken: bool = False
    """Whether it sounds like somebody who speaks, without a beat."""


def rhythm(mono: Samples, sr: int = RATE) -> Rhythm:
    """Find tempo, beats, downbeats and onsets.

    Beats and downbeats are the likeliest bars of 3 or 4 beats under the networks of `beat_network`; see `meter`. Where
    the pulse recurs more strongly at 3/4 or 4/3 of their tempo, they were dotted notes, and the bars are sought at that
    tempo. A song has beats when the networks' mean probability at the beats is at least 0.25, and 1.6 times that of all
    frames; 2.3 times where it sounds like speech. Drones, noise and speech have none, but strokes at random moments may
    be taken for a beat. The tempo is that of the typical beat, also when it drifts. Onsets are peaks of the spectral
    flux, with librosa's settings. All times are those of the attack.

    Parameters
    ----------
    mono : Samples
        Cut piece by piece where it is at 22050 Hz, so that memory does not grow with the song.
    sr : int
        Its samples per second, Hz.

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
    beats, downbeats = _beats(beat_activations(sound), SPOKEN if speech else DISTINCT)
    beats, downbeats = _sounding(beats, sound), _sounding(downbeats, sound)
    if len(beats) < 2:
        return Rhythm(0.0, NONE, NONE, onsets, spoken=speech)
    return Rhythm(_tempo(beats.times), beats, downbeats, onsets)


def within(found: Rhythm, start: float, duration: float) -> Rhythm:
    """The rhythm of a part of a song, with times from its start; the tempo stays the song's where there are beats."""
    beats, downbeats, onsets = (
        _moved(events.between(start, start + duration), -start)
        for events in (found.beats, found.downbeats, found.onsets)
    )
    return Rhythm(found.tempo if len(beats) else 0.0, beats, downbeats, onsets, spoken=found.spoken)


def _moved(events: Events, seconds: float) -> Events:
    """The same so much later, but not before the start."""
    return Events(times=np.maximum(events.times + seconds, 0.0), strengths=events.strengths)


def _beats(heard: BeatActivations, distinct: float) -> tuple[Events, Events]:
    """Beats and downbeats; none when the networks are not certain enough."""
    frames, positions = bars(heard.probabilities, _expected(heard.onset_density))
    either = heard.probabilities.sum(axis=1)
    if len(frames) > RECURRING[-1] and (tempo := _fix_dotted_tempo(either, _tempo(frames / FPS))):
        frames, positions = bars(heard.probabilities, tempo, FIRMLY)
    near = frames[:, None] + np.arange(-AROUND, AROUND + 1)
    weights = _values_at(near, either) + 1e-9
    strengths = np.minimum(weights.max(axis=1), 1.0)
    if strengths.mean() < max(CERTAIN, distinct * either.mean()):
        return NONE, NONE
    times = np.maximum((near * weights).sum(axis=1) / weights.sum(axis=1) / FPS + EARLY, 0.0)
    first = positions == 0
    downbeat = _values_at(near[first], heard.probabilities[:, 1]).max(axis=1)
    return Events(times=times, strengths=strengths), Events(times=times[first], strengths=downbeat)


def _values_at(frames: NDArray[np.int64], curve: NDArray[np.float32]) -> FloatArray:
    """Values of a curve at some frames, 0 outside of it; shape of `frames`."""
    inside = (frames >= 0) & (frames < len(curve))
    return np.where(inside, curve[np.clip(frames, 0, len(curve) - 1)], 0.0)


def _fix_dotted_tempo(either: NDArray[np.float32], tempo: float) -> float | None:
    """The tempo whose dotted notes were taken for beats, or that of the dotted notes of which the beats are made."""
    recurrence = _autocorrelation(either - either.mean())

    def strength(bpm: float) -> float:
        lags = 60 * FPS / bpm * np.outer(SLACK, RECURRING)
        return float(np.interp(lags, np.arange(len(recurrence)), recurrence, right=0).mean(axis=1).max())

    best = max((share * tempo for share in DOTTED), key=strength)
    clear = strength(best) > CLEARLY * max(0.0, strength(tempo))
    return best if clear and SLOWEST <= best <= FASTEST else None


def _autocorrelation(curve: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of a curve with itself, at lags from 0 to its length: [n]."""
    size = scipy.fft.next_fast_len(2 * len(curve) - 1, real=True)
    power = np.square(np.abs(scipy.fft.rfft(curve, n=size)))
    return np.asarray(scipy.fft.irfft(power, n=size)[: len(curve)])


def _sounding(beats: Events, sound: Samples) -> Events:
    """The beats that are not in the silence before and after a song."""
    first, end = span(sound, SILENT)
    return beats.between(first / HEARD_RATE - REACH, end / HEARD_RATE + REACH)


def _expected(onset_density: float) -> float:
    """BPM that listeners are likely to count, where a tempo and its double fit alike: calm music is counted slowly."""
    tempo = CALM_TEMPO * 2 ** ((onset_density - CALM) / DENSITY_PER_OCTAVE)
    return float(np.clip(tempo, EXPECTED_LEAST, EXPECTED_MOST))


def _tempo(beats: FloatArray) -> float:
    """BPM of most of the beats: the mean of the intervals within a tenth of one to which the most others are near."""
    intervals = np.sort(np.diff(beats))
    alike = np.searchsorted(intervals, SAME * intervals, side="right") - np.arange(len(intervals))
    usual = np.median(intervals[alike.argmax() :][: alike.max()])
    return float(60 / intervals[np.abs(intervals - usual) <= (SAME - 1) * usual].mean())
