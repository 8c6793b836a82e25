"""Stops: the few pictures of a path that the frames of a shot are mixed from.

The picture changes smoothly along the path, so a few of them, evenly spaced, hold all that lies between: any frame is a
mixture of its two neighbours. That is many times cheaper than making every frame.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from clavilux.render.mixture import mixed
from clavilux.render.paths import Path
from clavilux.values import Image

__all__ = ["Stops", "pictures", "since", "stops"]

T = TypeVar("T", bound=np.generic)

AHEAD = 2
"""Pictures that are made before they are asked for, at least: some take much longer than others."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stops:
    """Places on a path, and which of them each of n frames is mixed from."""

    positions: NDArray[np.float32]
    """Of the stops, in [0, 1], in the order in which the frames first need them: shape [m]."""
    ends: NDArray[np.intp]
    """Number of the stop before and of the one after each frame: shape [n, 2]."""
    t: NDArray[np.float32]
    """Where each frame is between the two, in [0, 1): shape [n]."""


def stops(positions: NDArray[np.float32], spacing: int) -> Stops:
    """Lay out the stops of a shot.

    Parameters
    ----------
    positions : ndarray, shape [n]
        Of each frame on the path, in [0, 1].
    spacing : int
        Stops on the whole path, evenly spaced, its start not counted. Frames have pictures of their own if it is 0, and
        where those are fewer.
    """
    ends, t = np.stack([positions, positions], axis=1), np.zeros_like(positions)
    if spacing:
        before = np.floor(positions * spacing)
        t = np.asarray(positions * spacing - before, np.float32)
        ends = np.asarray(np.stack([before, np.where(t > 0, before + 1, before)], axis=1) / spacing, np.float32)
    places, numbers = _in_order(ends)
    if spacing and places.size > positions.size:
        return stops(positions, 0)
    return Stops(positions=places, ends=numbers, t=t)


def since(laid: Stops, first: int) -> Stops:
    """The same for the frames from one on: only the stops that they need, in the order in which they need them."""
    numbers, ends = _in_order(laid.ends[first:])
    return Stops(positions=laid.positions[numbers], ends=ends, t=laid.t[first:])


def _in_order(ends: NDArray[T]) -> tuple[NDArray[T], NDArray[np.intp]]:
    """Different values in the order in which they come, and the number of each."""
    values, first, index = np.unique(ends, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return values[order], np.argsort(order)[index.reshape(ends.shape)]


def pictures(path: Path, laid: Stops, worker: Executor, frames: int) -> Iterator[Image]:
    """The pictures of a shot's first frames, in order.

    The worker makes the stops ahead, as many at once as the path likes, in batches that do not depend on how many
    frames are wanted. Stops that no later frame needs are let go.
    """
    last = {int(stop): frame for frame, ends in enumerate(laid.ends) for stop in ends}
    coming = enumerate(_made(path, laid.positions, int(laid.ends[:frames].max()) + 1, worker))
    held: dict[int, Image] = {}
    for frame, ((start, end), t) in enumerate(zip(laid.ends[:frames].tolist(), laid.t[:frames].tolist(), strict=True)):
        while start not in held or end not in held:
            held |= [next(coming)]
        yield mixed(held[start], held[end], t)
        held = {stop: picture for stop, picture in held.items() if last[stop] > frame}


def _made(path: Path, positions: NDArray[np.float32], needed: int, worker: Executor) -> Iterator[Image]:
    """The pictures of all stops up to those that are needed, some batches ahead."""
    batch = path.batch
    ahead = -(-AHEAD // batch)
    batches = (worker.submit(path.at, positions[first : first + batch]) for first in range(0, needed, batch))
    coming = deque(islice(batches, ahead))
    while coming:
        coming.extend(islice(batches, 1))
        yield from coming.popleft().result()
