"""Onsets: peaks of the spectral flux, found piece by piece, so that memory does not grow with the song."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.dsp import mel_bands, stft
from clavilux.kernel.peaks import onset_peaks
from clavilux.listen.pieces import pieces
from clavilux.values import Events, Samples

__all__ = ["onsets"]

Floats = NDArray[np.float32]

WINDOW, HOP, BANDS = 2048, 512, 128
FRAMES = 2048  # that are transformed at a time
FAINTEST = 1e-10  # power
DEPTH = 80.0  # dB below the song's loudest moment, where hearing ends
LATE = 1 + WINDOW // (2 * HOP)  # frames by which the flux is moved: what rises is heard before a window's middle


def onsets(sound: Samples, rate: int) -> Events:
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
    Events
        None where nothing changes. The strength of each is that of the flux, scaled to [0, 1] over the whole sound.
    """
    floor = max((power.max() for power in _powers(sound, rate)), default=0.0)
    flux = _flux(sound, rate, 10 * np.log10(max(floor, FAINTEST)) - DEPTH)
    if not flux.any():
        return Events(times=np.empty(0), strengths=np.empty(0))
    flux = (flux - flux.min()) / np.ptp(flux)
    frames = onset_peaks(flux, rate / HOP)
    return Events(times=frames * HOP / rate, strengths=flux[frames])


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


@cache
def _bands(rate: int) -> Floats:
    return mel_bands(rate, WINDOW, BANDS)
