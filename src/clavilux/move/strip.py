"""The strip: which pictures a stretch between two keyframes is made of, and how frames are mixed from them.

The picture changes smoothly along the way from one keyframe to the next, so a few of them, evenly spaced, hold all that
lies between: any frame is a mixture of its two neighbours. That is many times cheaper than decoding every frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clavilux.types import Image

__all__ = ["Layer", "Strip", "mixed", "strip"]

Layer = NDArray[np.int16]
"""What a field of noise adds to a picture: [h, w, 3]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strip:
    """The pictures of a stretch of n frames, in the order in which the frames first need them."""

    places: NDArray[np.float32]
    """Positions on the way between the keyframes, in [0, 1]: shape [m]."""
    behind: NDArray[np.intp]
    """Which picture lies behind each frame: shape [n]."""
    ahead: NDArray[np.intp]
    """Which lies ahead of it: shape [n]."""
    weights: NDArray[np.float32]
    """Share of the one ahead: shape [n]."""

    def last_needed(self) -> NDArray[np.intp]:
        """The last frame that needs each picture: shape [m]."""
        last = np.zeros(self.places.size, np.intp)
        for needed in (self.behind, self.ahead):
            np.maximum.at(last, needed, np.arange(needed.size))
        return last


def strip(shares: NDArray[np.float32], stops: int) -> Strip:
    """Lay out the pictures that frames at some positions are mixed from.

    Parameters
    ----------
    shares : ndarray, shape [n]
        Position of each frame, in [0, 1].
    stops : int
        Pictures on the whole way, evenly spaced, the first keyframe not counted; 0 gives every frame its own.
    """
    n = shares.size
    if stops == 0:
        own = np.arange(n)
        return Strip(places=shares, behind=own, ahead=own, weights=np.zeros(n, np.float32))
    below = np.floor(shares * stops).astype(np.intp)
    weights = (shares * stops - below).astype(np.float32)
    above = np.where(weights > 0, below + 1, below)
    needed, first, index = np.unique(np.stack([below, above], axis=1), return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    behind, ahead = rank[index.reshape(n, 2)].T
    return Strip(places=(needed[order] / stops).astype(np.float32), behind=behind, ahead=ahead, weights=weights)


def mixed(behind: Image, ahead: Image, weight: float, layers: Sequence[tuple[Layer, float]] = ()) -> Image:
    """A frame between two pictures, with so much of each layer upon it.

    Parameters
    ----------
    behind, ahead : uint8, [h, w, 3]
    weight : float
        Share of `ahead`, in [0, 1].
    layers : sequence of (int16 [h, w, 3], float)
        At most two.
    """
    if weight == 0 and not layers:
        return behind
    nothing = (np.zeros((0, 0, 0), np.int16), 0.0)
    (one, much), (two, more) = (*layers, nothing, nothing)[:2]
    out = np.empty_like(behind)
    _mix(behind, ahead, one, two, np.array([weight, much, more], np.float32), out)
    return out


@njit(cache=True, nogil=True, fastmath=True)
def _mix(behind: Image, ahead: Image, one: Layer, two: Layer, shares: NDArray[np.float32], out: Image) -> None:
    rows, columns, channels = behind.shape
    weight, much, more = shares
    for y in range(rows):
        for x in range(columns):
            for c in range(channels):
                value = behind[y, x, c] + weight * (np.float32(ahead[y, x, c]) - np.float32(behind[y, x, c]))
                if much > 0:
                    value += much * one[y, x, c]
                if more > 0:
                    value += more * two[y, x, c]
                out[y, x, c] = np.uint8(min(max(value, np.float32(0)), np.float32(255)) + np.float32(0.5))
