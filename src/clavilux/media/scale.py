"""What full scale is in a file of floating-point samples, which should be 1 and is not always."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Scale", "find_scale"]

OVERSHOOT = 2.0
"""Over full scale, 6 dB: what lossy codecs and filters make of sound that is not too loud."""

LOUDEST = 16.0
"""Over full scale, 24 dB: no recording, but damaged data."""

QUIETEST = 1 / 16
"""Of full scale: where all is below, it is not what the samples were scaled to."""

FULL_SCALES = (1.0, 2.0**15, 2.0**23, 2.0**31)
"""Of floating-point sound, and of integers of 16, 24 and 32 bits."""

MANY = 0.1
"""Share of the samples that are not zero: more are not damage. Music is rarely 24 dB below its peak for longer."""

FEW = 1e-5
"""Share of them, less than one a second: a click and no music."""

EXPONENTS = 130  # of float32 and a few to spare


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How the samples of a file become sound."""

    gain: float = 1.0
    """What they are multiplied by."""
    limit: float = LOUDEST
    """Larger ones, before that, are damage."""


def find_scale(blocks: Iterable[NDArray[np.float32]]) -> Scale:
    """Find out from all samples of a file what they were scaled to.

    Full scale is the least of `FULL_SCALES` that hardly any sample exceeds. Samples that fill it keep their loudness;
    those that go beyond `OVERSHOOT`, or do not come near it, are scaled to their own peak.

    Parameters
    ----------
    blocks : iterable of ndarray
        float32, any shape. Numbers that are not finite are damage and do not count.
    """
    total = 0
    counts = np.zeros(EXPONENTS, np.int64)  # of samples in [2 ** (e - 1), 2 ** e)
    peaks = np.zeros(EXPONENTS)
    for block in blocks:
        sizes = np.abs(block)
        total += int(np.count_nonzero(sizes))
        if not sizes.max(initial=0) <= OVERSHOOT:  # or not a number
            loud = sizes[(sizes > OVERSHOOT) & np.isfinite(sizes)]
            exponents = np.frexp(loud)[1]
            counts += np.bincount(exponents, minlength=EXPONENTS)
            np.maximum.at(peaks, exponents, loud)
    beyond = counts[::-1].cumsum()[::-1]  # [e]: samples of at least 2 ** (e - 1)

    def exceeding(level: float) -> int:
        return int(beyond[int(np.log2(level)) + 1])

    full = next((s for s in FULL_SCALES if exceeding(OVERSHOOT * s) <= MANY * total), FULL_SCALES[-1])
    limit = LOUDEST * full
    peak = float(peaks[peaks <= limit].max())
    near = QUIETEST * full <= peak <= OVERSHOOT * full
    sound = full == 1 and exceeding(OVERSHOOT) <= FEW * total  # at any loudness, and the few are clicks
    # Amid damage the peak may be damage too.
    return Scale(gain=1 / (full if near or sound or exceeding(limit) else peak), limit=limit)
