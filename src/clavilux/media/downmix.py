"""Many channels into one, as a person hears them who sits between the loudspeakers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

__all__ = ["downmixed"]

Floats = NDArray[np.float32]

SPAN = 10.0
"""Seconds for which the weights of the channels are found at a time."""

CANCELLED = 0.5
"""The mean of the channels is given up where it holds less than this share of what unrelated channels would leave in
it: of two channels, 6 dB less than they have themselves."""


def downmixed(blocks: Iterable[Floats], rate: int) -> Iterator[Floats]:
    """Mix channels into one.

    Mono is the mean. Where channels cancel each other, as those of a stereo widener do, it is their first principal
    component: the sum, with signs and weights, that holds most of their power. Weights are found every `SPAN` from the
    `SPAN` around that moment, and move evenly in between, so nothing jumps.

    Parameters
    ----------
    blocks : iterable of ndarray
        float32, shape [channels, n]; the number of channels may change.
    rate : int
        Samples per second, Hz.

    Yields
    ------
    ndarray
        float32, shape [n]; as many samples as came in.
    """
    for channels, run in groupby(blocks, key=len):
        if channels == 1:
            yield from (block[0] for block in run)
        else:
            yield from _mixed(_chunks(run, round(SPAN * rate)))


def _chunks(blocks: Iterable[Floats], length: int) -> Iterator[Floats]:
    """The same samples in blocks of one length; the last may be shorter."""
    waiting: list[Floats] = []
    count = 0
    for block in blocks:
        waiting.append(block)
        count += block.shape[1]
        if count >= length:
            together = np.concatenate(waiting, axis=1)
            whole = count - count % length
            yield from (together[:, first : first + length] for first in range(0, whole, length))
            waiting, count = [together[:, whole:]], count - whole
    if count:
        yield np.concatenate(waiting, axis=1)


def _mixed(chunks: Iterable[Floats]) -> Iterator[Floats]:
    """Each chunk with weights that move evenly from those of its beginning to those of its end."""
    before = late = start = None
    for chunk in chunks:
        early, later = (_products(half) for half in np.array_split(chunk, 2, axis=1))
        here = _weights(early if late is None else late + early, start)
        if before is not None and start is not None:
            yield _weighted(before, start, here)
        before, late, start = chunk, later, here
    if before is not None and late is not None and start is not None:
        yield _weighted(before, start, _weights(late, start))


def _products(part: Floats) -> NDArray[np.float64]:
    """Sum over time of every channel times every other, shape [channels, channels]."""
    return np.asarray(part @ part.T, np.float64)


def _weights(products: NDArray[np.float64], before: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """Weight of each channel, shape [channels]; a component has the sign that is nearer to the weights before."""
    count = len(products)
    mean = np.full(count, 1 / count)
    if mean @ products @ mean >= CANCELLED / count * np.trace(products) / count:
        return mean
    component = np.linalg.eigh(products)[1][:, -1] / np.sqrt(count)
    towards = component @ before if before is not None else 0.0
    return np.asarray(component * np.sign(towards or component[np.abs(component).argmax()]))


def _weighted(chunk: Floats, start: NDArray[np.float64], end: NDArray[np.float64]) -> Floats:
    if (start == end).all() and (start == start[0]).all():
        return np.asarray(chunk.mean(axis=0), np.float32)
    share = np.linspace(0, 1, chunk.shape[1], endpoint=False, dtype=np.float32)
    first, last = (weights.astype(np.float32) @ chunk for weights in (start, end))
    return np.asarray(first + share * (last - first), np.float32)
