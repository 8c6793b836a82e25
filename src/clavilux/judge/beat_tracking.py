"""Beats of a whole sound: D. Ellis, Beat Tracking by Dynamic Programming (Journal of New Music Research 36, 2007).

With the settings of librosa 0.11, whose beats the paper takes: the same frames are found, to the last one. Where two
chains of beats are equally good, rounding decides; so sums are taken in librosa's order, and logarithms of C's `log`.
"""

from __future__ import annotations

import math

import numpy as np
import scipy.fft
from numpy.typing import NDArray

__all__ = ["beat_frames", "beat_period"]

Floats = NDArray[np.float64]
Frames = NDArray[np.intp]

USUAL, FASTEST = 120.0, 320.0  # BPM: what is likeliest, and what is too fast for a beat
SPAN = 8.0  # seconds in which a tempo is looked for
LOUD = 1e6  # by which autocorrelations are scaled before their logarithm is taken
BLOCK = 1024  # frames of which the tempo is looked for at a time: the tempogram of an hour would take half a gigabyte
TIGHT = 100.0  # cost of a beat whose distance is e periods; it goes with the square of the logarithm
NARROW = 32.0  # standard deviations of the bell that smooths the strength, in a beat
FAINT = 0.01  # share of the largest score below which no chain begins


def beat_frames(strength: NDArray[np.float32], rate: float) -> Frames:
    """Beats that are strong and evenly spaced.

    Parameters
    ----------
    strength : ndarray
        float32, shape [n]: the onset strength, 0 in its first three frames and not everywhere.
    rate : float
        Its frames per second.

    Returns
    -------
    ndarray
        int, ascending: frames of the beats, without weak ones at both ends.
    """
    period = beat_period(strength, rate)
    scores = _scores(strength / (strength.std(ddof=1) + np.finfo(strength.dtype).tiny), period)
    sums, before = _chains(scores, period)
    beats = [_last(sums)]
    while (beat := before[beats[-1]]) >= 0:
        beats.append(beat)
    return _trimmed(np.array(beats[::-1]), scores)


def beat_period(strength: NDArray[np.float32], rate: float) -> int:
    """Frames from beat to beat: the lag at which windows of the onset strength resemble themselves most, on average.

    An octave off 120 BPM must be far more alike: the logarithm is weighed with a bell on the octaves.
    """
    length = int(SPAN * rate)
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(strength, length // 2, mode="linear_ramp"), length)[
        : len(strength)
    ]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    size = scipy.fft.next_fast_len(2 * length - 1, real=True)
    total = np.zeros(length)
    for first in range(0, len(frames), BLOCK):
        spectrum = scipy.fft.rfft(window * frames[first : first + BLOCK], size)
        alike = scipy.fft.irfft(np.square(spectrum.real) + np.square(spectrum.imag), size)[:, :length]
        total += (alike / np.where(alike[:, :1] > 0, alike[:, :1], 1)).sum(axis=0)
    tempi = 60 * rate / np.arange(1, length)
    likely = np.log1p(LOUD * total[1:] / len(frames)) - 0.5 * np.square(np.log2(tempi / USUAL))
    return int(np.where(tempi < FASTEST, likely, -np.inf).argmax()) + 1


def _scores(strength: NDArray[np.float32], period: int) -> Floats:
    """The strength, smoothed by a bell that is narrow beside a beat, [n]."""
    bell = [math.exp(-0.5 * (NARROW * offset / period) ** 2) for offset in range(-period, period + 1)]
    around = np.pad(strength.astype(np.float64), period)
    scores = np.zeros(len(strength))
    for offset, weight in enumerate(bell):
        end = len(around) - offset
        scores += weight * around[end - len(strength) : end]
    return scores


def _chains(scores: Floats, period: int) -> tuple[Floats, Frames]:
    """For every frame the best sum of a chain of beats that ends there, and the beat before it, -1 for none.

    From half a beat to two beats lie between two beats. So half a beat of frames can be looked at as one block.
    """
    step, most, count = round(period / 2), 2 * period, len(scores)
    lags = np.arange(step, most + 1)
    cost = np.array([TIGHT * (math.log(lag) - math.log(period)) ** 2 for lag in lags.tolist()])
    padded = np.full(most + count, -np.inf)
    earlier = np.lib.stride_tricks.sliding_window_view(padded, len(lags))[:, ::-1]  # [i]: sums of the frames i - lags
    sums, before = padded[most:], np.full(count, -1)
    for first in range(0, count, step):
        block = slice(first, min(first + step, count))
        reached = earlier[block] - cost
        best = reached.argmax(axis=1)  # of equals the nearest
        gain = reached[np.arange(len(best)), best]
        found = np.isfinite(gain)
        sums[block] = scores[block] + np.where(found, gain, 0)
        before[block] = np.where(found, np.arange(count)[block] - lags[best], -1)
    before[: (scores >= FAINT * scores.max()).argmax()] = -1
    return sums, before


def _last(sums: Floats) -> int:
    """The last of the peaks that reach half of their median; one that is not negative does, the largest."""
    steps = np.diff(sums)
    peaks = 1 + np.flatnonzero((steps > 0) & np.append(steps[1:] <= 0, True))
    return int(peaks[sums[peaks] >= 0.5 * np.median(sums[peaks])][-1])


def _trimmed(beats: Frames, scores: Floats) -> Frames:
    """Without those outside of all frames whose score is clear: above half of the smoothed beats' root mean square."""
    smooth = np.convolve(scores[beats], np.hanning(5))[2:]
    clear = np.flatnonzero(scores > 0.5 * np.sqrt(np.mean(np.square(smooth))))
    kept: Frames = beats[(beats >= clear[0]) & (beats <= clear[-1])]
    return kept
