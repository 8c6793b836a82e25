"""The harmonic and the percussive part of a song."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.dsp import istft, softmask, stft

__all__ = ["medians", "separate"]

Floats = NDArray[np.float32]

WINDOW, HOP = 2048, 512  # of librosa's separation
SPAN = 31  # values under a median
GROUP = (SPAN + 1) // 2  # medians that are found together; a power of two
TILE = 16384  # values that are handled in one go: few enough for the processor's cache


def separate(mono: Floats, margin: float = 5.0) -> tuple[Floats, Floats]:
    """Split sound into what sings and what strikes.

    Median filtering by Fitzgerald (2010), with the margins of Driedger, Müller and Disch (2014): what is neither
    clearly harmonic nor clearly percussive goes to neither part. The same as `librosa.effects.hpss`, several times
    faster.

    Parameters
    ----------
    mono : ndarray
        float32, shape [n].
    margin : float
        How many times stronger a part must be to count, at least 1.

    Returns
    -------
    harmonic, percussive : ndarray
        float32, shape [n] each.
    """
    # Sound shorter than one window is followed by silence.
    padded = np.pad(mono, (0, max(0, WINDOW - len(mono))))
    spectrum = stft(padded, WINDOW, HOP)
    magnitude = np.abs(spectrum)
    sings, strikes = medians(magnitude.T).T, medians(magnitude)
    split = margin == 1
    masks = (
        softmask(sings, strikes * margin, split_zeros=split),
        softmask(strikes, sings * margin, split_zeros=split),
    )
    harmonic, percussive = (istft(spectrum * mask, HOP, len(padded)) for mask in masks)
    return harmonic[: len(mono)], percussive[: len(mono)]


def medians(table: Floats) -> Floats:
    """Median of every value and its 15 neighbours on either side, along the first axis.

    Exact, and the same as ``scipy.ndimage.median_filter(table, size=(31, 1), mode="reflect")``. Neighbouring medians
    share most of their values, so 16 of them are found together: the shared values are sorted once, and wherever the
    group is halved, the values that join are merged in and those that can no longer be the median are dropped. (The
    idea of Adams, "Fast median filters using separable sorting networks", 2021, in one dimension.) Each step is a
    minimum or maximum of whole rows, which NumPy does eight at a time and outside Python's lock.

    Parameters
    ----------
    table : ndarray
        float32, shape [n, m], without NaN.

    Returns
    -------
    ndarray
        float32, shape [n, m].
    """
    length, width = table.shape
    groups = -(-length // GROUP)
    mirrored = np.pad(np.ascontiguousarray(table), ((SPAN // 2, SPAN // 2), (0, 0)), mode="symmetric")
    padded = np.pad(mirrored, ((0, groups * GROUP - length), (0, 0)))
    found = np.empty((groups, GROUP, width), dtype=table.dtype)
    step = max(1, TILE // width)
    for first in range(0, groups, step):
        tile = padded[first * GROUP : (first + step) * GROUP + SPAN - 1]
        count = min(step, groups - first)
        # rows[k] has value k of what each group of the tile looks at.
        rows = [tile[k::GROUP][:count] for k in range(GROUP + SPAN - 1)]
        shared = _sorted(rows[GROUP - 1 : SPAN])
        for place, median in enumerate(_narrowed(rows, shared)):
            found[first : first + count, place] = median
    return found.reshape(-1, width)[:length]


def _narrowed(rows: Sequence[Floats], kept: list[Floats]) -> Iterator[Floats]:
    """Medians of ``len(kept)`` neighbouring windows, the first of which begins at ``rows[0]``.

    `kept` are the values that all these windows share, sorted, without those too low or too high to be a median.
    """
    if len(kept) == 1:
        yield kept[0]
        return
    half = len(kept) // 2
    for first, joining in ((0, rows[half - 1 : 2 * half - 1]), (half, rows[SPAN : SPAN + half])):
        yield from _narrowed(rows[first:], _middle(kept, _sorted(joining)))


def _middle(kept: list[Floats], joining: list[Floats]) -> list[Floats]:
    """Of two sorted lists, n and n / 2 long, the values that have ranks n / 2 to n - 1 in both together."""
    half = len(joining)
    return [
        # Of the rank + 1 lowest values some come from one list and the rest from the other.
        reduce(np.minimum, (np.maximum(kept[rank - 1 - i], joining[i]) for i in range(half)), kept[rank])
        for rank in range(half, 2 * half)
    ]


def _sorted(rows: Sequence[Floats]) -> list[Floats]:
    """Sort element by element over a power of two of arrays, by Batcher's odd-even merge sort (1968)."""
    if len(rows) == 1:
        return list(rows)
    half = len(rows) // 2
    return _merged(_sorted(rows[:half]), _sorted(rows[half:]))


def _merged(left: list[Floats], right: list[Floats]) -> list[Floats]:
    """Merge two sorted lists of the same power of two of arrays."""
    if len(left) == 1:
        return [np.minimum(left[0], right[0]), np.maximum(left[0], right[0])]
    even, odd = _merged(left[::2], right[::2]), _merged(left[1::2], right[1::2])
    merged = [even[0]]
    for one, other in zip(odd[:-1], even[1:], strict=True):
        merged += [np.minimum(one, other), np.maximum(one, other)]
    return [*merged, odd[-1]]
