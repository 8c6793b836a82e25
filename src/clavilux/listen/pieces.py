"""Sound in pieces, so that memory does not grow with a song: whatever can be cut, `Samples`, is heard part by part."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import soxr
from numpy.typing import NDArray

from clavilux.values import Mono, Samples

__all__ = ["Excerpt", "Resampled", "mean_square", "padded", "pieces", "span"]

Floats = NDArray[np.float32]

MARGIN = 4096
"""Samples around a cut that are resampled with it."""

BLOCK = 1 << 20
"""Samples that are looked at together."""


class Excerpt:
    """A part of some samples, again `Samples`.

    Parameters
    ----------
    samples : Samples
        The whole.
    first, last : int
        Where the part begins and ends, exclusive; cut to what there is.
    """

    def __init__(self, samples: Samples, first: int, last: int) -> None:
        self._samples, self._first = samples, first
        self._length = max(0, min(last, len(samples)) - first)

    @classmethod
    def of(cls, audio: Mono) -> Excerpt:
        """The part of a song that is wanted, without what surrounds it."""
        first, last = (round((audio.lead + second) * audio.rate) for second in (0, audio.duration))
        return cls(audio.samples, first, last)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, part: slice, /) -> Floats:
        first, last, _ = part.indices(self._length)
        return self._samples[self._first + first : self._first + max(first, last)]


class Resampled:
    """Some samples at another rate, again `Samples`: each cut is resampled with what is around it, like the whole.

    Parameters
    ----------
    samples : Samples
        The sound.
    sr, rate : int
        Its samples per second, and those that are wanted, Hz.
    """

    def __init__(self, samples: Samples, sr: int, rate: int) -> None:
        common = math.gcd(sr, rate)
        self._samples, self._step, self._steps = samples, sr // common, rate // common
        self._length = math.ceil(len(samples) * self._steps / self._step)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, part: slice, /) -> Floats:
        first, last, _ = part.indices(self._length)
        if self._step == self._steps:
            return self._samples[first:last]
        # From a sample on that both rates have in common, and so far away that the filter does not see the cut.
        start = max(0, first // self._steps - -(-MARGIN // self._step))
        end = last * self._step // self._steps + MARGIN
        sound = soxr.resample(self._samples[start * self._step : end], self._step, self._steps)[
            first - start * self._steps :
        ]
        return np.pad(sound[: last - first], (0, max(0, last - first - len(sound))))


def padded(samples: Samples, first: int, last: int) -> Floats:
    """Samples `first` to `last`, exclusive, with silence before the beginning and after the end: [last - first]."""
    inside = samples[max(first, 0) : max(last, 0)]
    before = min(max(-first, 0), last - first)
    return np.pad(inside, (before, last - first - before - len(inside)))


def pieces(samples: Samples, window: int, hop: int, count: int = 1024) -> Iterator[Floats]:
    """Cut sound for a transform whose windows are centred at multiples of `hop`, with silence around the whole.

    The windows that lie wholly inside the pieces, `hop` apart from the first sample on, are one after another those of
    the whole: ``len(samples) // hop + 1`` of them.

    Parameters
    ----------
    samples : Samples
    window, hop : int
        Samples.
    count : int
        Windows in each piece, at most.
    """
    total = len(samples) // hop + 1
    for first in range(0, total, count):
        last = min(first + count, total) - 1
        start = first * hop - window // 2
        yield padded(samples, start, last * hop - window // 2 + window)


def span(samples: Samples, least: float) -> tuple[int, int]:
    """Where sound of at least this magnitude begins and ends, exclusive, in samples; (0, 0) when there is none."""
    first, end = 0, 0
    for start in range(0, len(samples), BLOCK):
        loud = np.flatnonzero(np.abs(samples[start : start + BLOCK]) >= least)
        if len(loud):
            first = start + int(loud[0]) if not end else first
            end = start + int(loud[-1]) + 1
    return first, end


def mean_square(samples: Samples) -> float:
    """Mean power of at least one sample."""
    total = sum(
        float(np.square(samples[start : start + BLOCK], dtype=np.float64).sum())
        for start in range(0, len(samples), BLOCK)
    )
    return total / len(samples)
