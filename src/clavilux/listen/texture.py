"""What a song sounds like from moment to moment, for whoever compares its parts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.dsp import chroma_bands, mel_bands, stft
from clavilux.listen.pieces import pieces
from clavilux.values import FloatArray, Samples

__all__ = ["Texture", "integrals", "means", "texture"]

Floats = NDArray[np.float32]

WINDOW, HOP = 2048, 1024  # samples
BANDS, REGIONS = 40, 4
DEPTH = 60.0  # dB under the loudest moment, below which nothing counts
COMPRESSION = 100.0  # of magnitudes: soft notes of a chord count nearly as much as loud ones


class Texture(NamedTuple):
    """Features of frames, [features, frames] each."""

    step: float
    """Seconds from frame to frame; the first is centred at 0."""
    decibels: Floats
    """Mel spectrogram in dB, 40 bands, nothing more than 60 dB below the loudest."""
    rises: Floats
    """Mean rise of the level since the frame before, in four regions from low to high, dB."""
    chroma: Floats
    """Twelve pitch classes from C on, unit norm, or less in silence."""


def texture(mono: Samples, sr: int) -> Texture:
    """Timbre, strokes and harmony of a song, piece by piece.

    Parameters
    ----------
    mono : Samples
        At least one.
    sr : int
        Its samples per second, Hz.
    """
    mels, pitches = mel_bands(sr, WINDOW, BANDS), chroma_bands(sr, WINDOW)
    powers, chromas = [], []
    for part in pieces(mono, WINDOW, HOP):
        magnitude = np.abs(stft(part, WINDOW, HOP, centred=False))
        powers.append(mels @ np.square(magnitude))
        chromas.append(pitches @ np.log1p(COMPRESSION * magnitude))
    decibels = 10 * np.log10(np.maximum(np.concatenate(powers, axis=1), 1e-6))
    decibels = np.maximum(decibels, decibels.max() - DEPTH)
    rises = np.maximum(np.diff(decibels, axis=1, prepend=decibels[:, :1]), 0)
    regions = np.stack([region.mean(axis=0) for region in np.array_split(rises, REGIONS)])
    chroma = np.concatenate(chromas, axis=1)
    return Texture(HOP / sr, decibels, regions, chroma / np.maximum(np.linalg.norm(chroma, axis=0), 1e-3))


def integrals(features: Floats, step: float, times: FloatArray) -> FloatArray:
    """Integrals of features from the start to some times, [features, times]; a frame stands for the time around it."""
    sums = np.pad(np.cumsum(features, axis=1, dtype=np.float64), ((0, 0), (1, 0))) * step
    ends = (np.arange(sums.shape[1]) - 0.5) * step
    return np.stack([np.interp(times, ends, row) for row in sums])


def means(features: Floats, step: float, edges: FloatArray) -> FloatArray:
    """Means of features between neighbouring times, [features, edges - 1]."""
    between: FloatArray = np.diff(integrals(features, step, edges), axis=1) / np.diff(edges)
    return between
