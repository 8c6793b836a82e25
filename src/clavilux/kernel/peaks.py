"""Peaks of the spectral flux: where something begins to sound."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["onset_peaks"]

NEAR, AROUND, WAIT = 0.03, 0.10, 0.03  # seconds: see `onset_peaks`
STANDING_OUT = 0.07  # share of the largest flux by which a peak exceeds the mean around it


def onset_peaks(flux: NDArray[np.float32], rate: float) -> NDArray[np.intp]:
    """Frames that are the largest of the 30 ms before, clearly above the mean of 100 ms around, and 30 ms apart.

    The rule of Böck, Krebs & Schedl (ISMIR 2012), with the settings of librosa: of two frames too near to each other
    the first counts.

    Parameters
    ----------
    flux : ndarray
        float32, shape [n], scaled to [0, 1].
    rate : float
        Its frames per second.

    Returns
    -------
    ndarray
        int, ascending.
    """
    before, around, wait = (int(seconds * rate) for seconds in (NEAR, AROUND, WAIT))
    padded = np.pad(flux, (before, 0))
    largest = flux >= np.lib.stride_tricks.sliding_window_view(padded, before + 1).max(axis=1)
    sums, at = np.concatenate([[0.0], np.cumsum(flux, dtype=np.float64)]), np.arange(len(flux))
    first, end = np.maximum(at - around, 0), np.minimum(at + around + 1, len(flux))
    high = flux >= (sums[end] - sums[first]) / (end - first) + STANDING_OUT
    kept: list[int] = []
    for frame in np.flatnonzero(largest & high):
        if not kept or frame - kept[-1] > wait:
            kept.append(int(frame))
    return np.array(kept, np.intp)
