"""Whether a sound is nothing but noise: wind, hiss, applause."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from clavilux.kernel.dsp import frequencies, stft
from clavilux.media.mono import RATE

__all__ = ["is_noise"]

WINDOW = 2048
LOWEST, HIGHEST = 200.0, 6500.0  # Hz: where music has its tones
AROUND = 41  # bins, 440 Hz: over which the level of the spectrum is smoothed, whatever its colour
TONAL = 9.8
"""Decibels by which the strongest hundredth of the bins stand out of a spectrum with tones. In noise of any colour the
power of a bin is exponentially distributed, which makes it 9.0; of 18 songs, death metal has the least with 10.6."""
FAINT = 1e-4
"""Of the power of the loudest moment, 40 dB below: what is fainter are the pauses, in which a converter hisses."""


def is_noise(mono: NDArray[np.float32], sr: int = RATE) -> bool:
    """Whether no tone stands out of the spectrum at any time.

    Parameters
    ----------
    mono : ndarray
        float32, shape [n]. Of less than a window nothing is known: False, as for silence.
    sr : int
        Samples per second, Hz.
    """
    if len(mono) < WINDOW or not mono.any():
        return False
    power = np.square(np.abs(stft(mono, WINDOW, WINDOW, centred=False)))
    first, last = np.searchsorted(frequencies(sr, WINDOW), (LOWEST, HIGHEST))
    total = power.sum(axis=0)
    level = 10 * np.log10(power[first:last, total > FAINT * total.max()] + 1e-12)
    standing_out = np.percentile(level - uniform_filter1d(level, AROUND, axis=0), 99, axis=0)
    return bool(np.median(standing_out) < TONAL)
