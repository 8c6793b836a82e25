"""Whether somebody speaks, without music: it halts between words, and hardly any tone lasts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from clavilux.kernel.dsp import frequencies, rms, stft
from clavilux.listen.pieces import pieces, span
from clavilux.values import Samples

__all__ = ["is_speech"]

Floats = NDArray[np.float32]

WINDOW = 2048
FLOOR = 1e-9  # magnitude: less is nothing at all
PER_SECOND = 50  # moments
SHORTEST = 3.0  # seconds; a sentence
BLOCK = 10.0  # seconds whose spectrum is looked at together, so that memory does not grow with the song
LOWEST, HIGHEST = 200.0, 4000.0  # Hz: where voices have their overtones, also on the telephone
AROUND = 41  # bins, 440 Hz at a rate of 22050 Hz: over which the level of the spectrum is smoothed, whatever its colour
LASTING = 0.16  # seconds: a sung or played note stays that long where it is, a spoken vowel glides
# Set on three voices, two of people and one synthetic, against the songs of bench/ and drums alone.
SOFT = 0.17  # share of moments below half of the level of the second around them; speech has 0.18 at least
HALTING = 0.8  # deviation of the logarithm of the level; speech has 0.83 at least
STEADY = 0.12  # likeness of the spectrum's peaks 0.16 s apart; speech has 0.10 at most, drums alone 0.12 at least
FAINT = 0.01  # of the loudest moment's level: below, all is as quiet


def is_speech(mono: Samples, sr: int) -> bool:
    """Whether a sound is like speech: by pauses, and by overtones that glide (after Scheirer & Slaney, 1997).

    Strokes without tones are near to it, so whoever asks should also know that there is no clear beat.

    Parameters
    ----------
    mono : Samples
        Of less than 3 s nothing is known: False, as for silence.
    sr : int
        Samples per second, Hz.
    """
    if len(mono) < SHORTEST * sr or not span(mono, FLOOR)[1]:
        return False
    hop = sr // PER_SECOND
    parts = [rms(part, WINDOW, hop, centred=False) for part in pieces(mono, WINDOW, hop)]
    level = np.concatenate(parts).astype(np.float64)
    soft = np.mean(level < 0.5 * uniform_filter1d(level, PER_SECOND))
    if soft < SOFT or np.log(np.maximum(level, FAINT * level.max())).std() < HALTING:
        return False
    borders = np.linspace(0, len(mono), max(1, round(len(mono) / (BLOCK * sr))) + 1).astype(int)
    blocks = (mono[first:last] for first, last in pairwise(borders))
    likeness, weight = np.sum([_steadiness(block, sr, hop) for block in blocks], axis=0)
    return bool(likeness < STEADY * weight)


def _steadiness(mono: Floats, sr: int, hop: int) -> tuple[float, float]:
    """Correlation of the spectrum's peaks with those a little later, summed with the power as weight; the weights."""
    power = np.square(np.abs(stft(mono, WINDOW, hop, centred=False)))
    first, last = np.searchsorted(frequencies(sr, WINDOW), (LOWEST, HIGHEST))
    level = 10 * np.log10(power[first:last] + 1e-10 * power.max() + 1e-20)
    peaks = level - uniform_filter1d(level, AROUND, axis=0)
    lag = round(LASTING * PER_SECOND)
    now, later = peaks[:, :-lag], peaks[:, lag:]
    size = np.sqrt(np.square(now).sum(axis=0) * np.square(later).sum(axis=0)) + 1e-9
    likeness = (now * later).sum(axis=0) / size
    weight = np.minimum(power.sum(axis=0)[:-lag], power.sum(axis=0)[lag:])
    return float((likeness * weight).sum()), float(weight.sum())
