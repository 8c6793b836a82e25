"""Sound as the ears are given it: one channel at 22050 Hz, always at the same level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import soxr
from numpy.typing import NDArray

from clavilux.media.downmix import downmixed
from clavilux.media.spool import Spool
from clavilux.values import Audio, Mono

__all__ = ["RATE", "SILENT", "mono", "spooled"]

Floats = NDArray[np.float32]

RATE = 22050
"""Hz, at which the paper listens."""

SILENT = 1e-4
"""Magnitude 80 dB below full scale, in a file and in what the ears are given: only the noise of a converter is left."""

MOMENT = RATE // 10
"""Samples whose peak is taken together, to find how loud a song is."""

LOUD = 95
"""Percentile of the peaks of the moments that sound: a single click says nothing about a song's level."""

LEVEL = 0.65
"""What that percentile is brought to: what the songs of ``bench/songs.toml`` have as they come, in the median."""


def mono(audio: Audio) -> Mono:
    """What the ears hear of sound in memory: all of it."""
    return Mono(samples=spooled(audio.blocks(), audio.rate), rate=RATE, duration=audio.duration)


def spooled(blocks: Iterable[Floats], rate: int) -> Spool:
    """Mix, resample and level sound, block by block.

    Parameters
    ----------
    blocks : iterable of ndarray
        float32, shape [channels, n]; the number of channels may change.
    rate : int
        Samples per second, Hz.

    Returns
    -------
    Spool
        One channel at `RATE`; all zeros if the sound is below `SILENT`, so that nobody takes its noise for music.
    """
    spool = Spool()
    peaks: list[float] = []
    for piece in _resampled(downmixed(blocks, rate), rate):
        spool.append(piece)
        peaks += [float(np.abs(piece[first : first + MOMENT]).max()) for first in range(0, len(piece), MOMENT)]
    sounding = [peak for peak in peaks if peak >= SILENT]
    spool.gain = LEVEL / float(np.percentile(sounding, LOUD)) if sounding else 0.0
    return spool


def _resampled(pieces: Iterable[Floats], rate: int) -> Iterator[Floats]:
    if rate == RATE:
        yield from pieces
        return
    stream = soxr.ResampleStream(rate, RATE, 1, dtype="float32", quality="HQ")
    for piece in pieces:
        yield stream.resample_chunk(piece)
    yield stream.resample_chunk(np.zeros(0, np.float32), last=True)
