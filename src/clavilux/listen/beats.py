"""Tempo, beats, downbeats and onsets."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from clavilux.listen.beat_network import FPS, Pulse, pulse
from clavilux.listen.beat_network import RATE as HEARD_RATE
from clavilux.listen.meter import FASTEST, SLOWEST, bars
from clavilux.listen.onsets import onsets as onsets_of
from clavilux.listen.pieces import Resampled, span
from clavilux.listen.speech import is_speech
from clavilux.media.mono import RATE, SILENT
from clavilux.types import FloatArray, Samples

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
CALM, CALM_TEMPO, BUSTLE_PER_OCTAVE = 2.8, 70.0, 2.0  # see `_expected`
EXPECTED_LEAST, EXPECTED_MOST = 60.0, 140.0  # BPM


class Rhythm(NamedTuple):
    """When things happen in a song."""

    tempo: float
    """BPM; 0 when there is no beat."""
    beats: FloatArray
    """Seconds, ascending; downbeats among them."""
    downbeats: FloatArray
    """Seconds, ascending: the first beat of each bar."""
    onsets: FloatArray
    """Seconds, ascending."""
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
    nothing = np.empty(0)
    if len(mono) < SHORTEST * sr or not span(mono, SILENT)[1]:
        return Rhythm(0.0, nothing, nothing, nothing)
    onsets = np.maximum(onsets_of(mono, sr) - ONSET_LATE, 0.0)
    sound: Samples = mono if sr == HEARD_RATE else Resampled(mono, sr, HEARD_RATE)
    halting = is_speech(sound, HEARD_RATE)
    beats, places = _beats(pulse(sound), SPOKEN if halting else DISTINCT)
    sounding = _sounding(beats, sound)
    beats, places = beats[sounding], places[sounding]
    if len(beats) < 2:
        return Rhythm(0.0, nothing, nothing, onsets, spoken=halting)
    return Rhythm(_tempo(beats), beats, beats[places == 0], onsets)


def within(found: Rhythm, start: float, duration: float) -> Rhythm:
    """The rhythm of a part of a song, with times from its start; the tempo stays the song's where there are beats."""
    beats, downbeats, onsets = (
        times[(times >= start) & (times < start + duration)] - start
        for times in (found.beats, found.downbeats, found.onsets)
    )
    return Rhythm(found.tempo if len(beats) else 0.0, beats, downbeats, onsets, spoken=found.spoken)


def _beats(heard: Pulse, distinct: float) -> tuple[FloatArray, NDArray[np.int64]]:
    """Times of the beats and their places in the bar; none when the networks are not certain enough."""
    frames, places = bars(heard.activations, _expected(heard.bustle))
    either = heard.activations.sum(axis=1)
    if len(frames) > RECURRING[-1] and (undotted := _undotted(either, _tempo(frames / FPS))):
        frames, places = bars(heard.activations, undotted, FIRMLY)
    near = frames[:, None] + np.arange(-AROUND, AROUND + 1)
    weights = np.where((near >= 0) & (near < len(either)), either[np.clip(near, 0, len(either) - 1)], 0.0) + 1e-9
    certainty = weights.max(axis=1)
    if certainty.mean() < max(CERTAIN, distinct * either.mean()):
        return np.empty(0), np.empty(0, np.int64)
    times = (near * weights).sum(axis=1) / weights.sum(axis=1) / FPS + EARLY
    return np.maximum(times, 0.0), places


def _undotted(either: NDArray[np.float32], tempo: float) -> float | None:
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


def _sounding(beats: FloatArray, sound: Samples) -> NDArray[np.bool_]:
    """Which beats are not in the silence before and after a song."""
    first, end = span(sound, SILENT)
    return np.asarray((beats > first / HEARD_RATE - REACH) & (beats < end / HEARD_RATE + REACH))


def _expected(bustle: float) -> float:
    """BPM that listeners are likely to count, where a tempo and its double fit alike: calm music is counted slowly."""
    tempo = CALM_TEMPO * 2 ** ((bustle - CALM) / BUSTLE_PER_OCTAVE)
    return float(np.clip(tempo, EXPECTED_LEAST, EXPECTED_MOST))


def _tempo(beats: FloatArray) -> float:
    """BPM of most of the beats: the mean of the intervals within a tenth of one to which the most others are near."""
    intervals = np.sort(np.diff(beats))
    alike = np.searchsorted(intervals, SAME * intervals, side="right") - np.arange(len(intervals))
    usual = np.median(intervals[alike.argmax() :][: alike.max()])
    return float(60 / intervals[np.abs(intervals - usual) <= (SAME - 1) * usual].mean())
