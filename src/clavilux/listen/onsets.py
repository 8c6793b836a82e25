"""Onsets: peaks of the spectral flux, found piece by piece, so that memory does not grow with the song."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.dsp import mel_bands, stft
from clavilux.listen.pieces import pieces
from clavilux.types import FloatArray, Samples

__all__ = ["onsets"]

Floats = NDArray[np.float32]

WINDOW, HOP, BANDS = 2048, 512, 128
FRAMES = 2048  # that are transformed at a time
FAINTEST = 1e-10  # power
DEPTH = 80.0  # dB below the song's loudest moment, where hearing ends
LATE = 1 + WINDOW // (2 * HOP)  # frames by which the flux is moved: what rises is heard before a window's middle
NEAR, AROUND, WAIT = 0.03, 0.10, 0.03  # seconds: see `_peaks`
STANDING_OUT = 0.07  # share of the largest flux by which a peak exceeds the mean around it


def onsets(sound: Samples, rate: int) -> FloatArray:
    """When something begins to sound.

    The same as ``librosa.onset.onset_detect(y=sound, sr=rate, units="time")``, with its settings.

    Parameters
    ----------
    sound : Samples
        float32, shape [n].
    rate : int
        Samples per second, Hz.

    Returns
    -------
    ndarray
        Seconds, ascending; empty where nothing changes.
    """
    floor = max((power.max() for power in _powers(sound, rate)), default=0.0)
    flux = _flux(sound, rate, 10 * np.log10(max(floor, FAINTEST)) - DEPTH)
    frames = _peaks(flux, rate) if flux.any() else np.empty(0, int)
    return frames * HOP / rate


def _flux(sound: Samples, rate: int, floor: float) -> Floats:
    """Mean rise of the bands' levels since the frame before, dB; levels below the floor are lifted to it."""
    parts, before = [], None
    for power in _powers(sound, rate):
        level = np.maximum(10 * np.log10(np.maximum(power, np.float32(FAINTEST))), np.float32(floor))
        joined = level if before is None else np.hstack([before, level])
        parts.append(np.maximum(np.diff(joined, axis=1), 0).mean(axis=0))
        before = level[:, -1:]
    rises = np.concatenate(parts)
    return np.pad(rises, (LATE, 0))[: len(rises) + 1]


def _powers(sound: Samples, rate: int) -> Iterator[Floats]:
    """Power in mel bands, [128, frames], block by block; frame i is the window around sample i * HOP."""
    for part in pieces(sound, WINDOW, HOP, FRAMES):
        yield _bands(rate) @ np.square(np.abs(stft(part, WINDOW, HOP, centred=False)))


def _peaks(flux: Floats, rate: int) -> NDArray[np.intp]:
    """Frames that are the largest of the 30 ms before, clearly above the mean of 100 ms around, and 30 ms apart.

    The rule of Böck, Krebs & Schedl (ISMIR 2012): of two frames too near to each other the first counts.
    """
    flux = (flux - flux.min()) / np.ptp(flux)
    before, around, wait = (int(seconds * rate // HOP) for seconds in (NEAR, AROUND, WAIT))
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


@cache
def _bands(rate: int) -> Floats:
    return mel_bands(rate, WINDOW, BANDS)
