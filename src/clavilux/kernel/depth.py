"""Depth: what in a picture is near and what is far, so soft that a camera may move over it without tearing anything.

It is inverse depth, as in the maps of networks: larger is nearer, and even steps of it are even steps of parallax. That
of a plane is linear in the picture, so a camera that moves leaves straight lines on the plane straight.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["STEEPEST", "depth"]

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]

ROWS = 90
"""Short side of a depth, cells: what is finer would tear."""
STEEPEST = 4.0
"""What it changes by over a short side's length at most: from far to near it takes a quarter of it."""
HORIZON = 0.4, 0.8
"""Between which shares of the height a horizon is looked for."""
RIM = 4
"""Cells around a piece that go along with it: the blur does not reach it then."""
SOFT = 1.0
"""Deviation of the blur that takes off the edges, cells."""


def depth(picture: NDArray[np.uint8], kept: Mask, given: NDArray[np.uint8] | None = None) -> Array:
    """How near each place of a picture is.

    Where nobody gives a map, the picture is taken for a ground, from its lower edge to a horizon, before a wall; what
    must stay whole stands upright on the ground, as near as its foot. Each such piece has one depth, and moves as a
    whole. Around what is near the depth falls off gently, so that nothing is uncovered behind it: a camera that moves
    by a share of the short side stretches the picture there, by less than that times `STEEPEST`.

    Parameters
    ----------
    picture : ndarray
        uint8 sRGB, [h, w, 3].
    kept : ndarray
        bool, [h, w]: what must stay whole.
    given : ndarray, optional
        uint8, [h, w]: a map of its depth, lighter is nearer.

    Returns
    -------
    ndarray
        Float32, [rows, columns] of a coarse grid over the picture, in [-1, 1]. 0 is how near the pieces are in the
        mean, or all of the picture if there are none: what a camera looks at stays where it is.
    """
    scale = ROWS / min(kept.shape)
    size = max(1, round(kept.shape[1] * scale)), max(1, round(kept.shape[0] * scale))
    whole = np.asarray(cv2.resize(kept.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.25)
    if given is None:
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        near = _ground(small.astype(np.uint8, copy=False))
    else:
        near = cv2.resize(given, size, interpolation=cv2.INTER_AREA).astype(np.float32) / np.float32(255)
    soft = cv2.GaussianBlur(_gentle(near, whole, by_foot=given is None), (0, 0), SOFT)
    return np.asarray(soft - (soft[whole] if whole.any() else soft).mean(), np.float32)


def _ground(picture: NDArray[np.uint8]) -> Array:
    """Ground before a wall: 0 from the upper edge to the horizon, and evenly up to 1 at the lower edge."""
    rows, columns = picture.shape[:2]
    horizon = _horizon(picture)
    nearer = np.clip((np.arange(rows) + 0.5 - horizon) / (rows - horizon), 0, 1)
    return np.repeat(nearer.astype(np.float32)[:, None], columns, axis=1)


def _horizon(picture: NDArray[np.uint8]) -> int:
    """The row from which on the colours differ most from those above it, in the sense of Otsu (1979)."""
    rows = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB).astype(np.float32).mean(1)
    first, last = (round(share * len(rows)) for share in HORIZON)
    tried = range(max(first, 1), min(last, len(rows) - 1) + 1)
    apart = [n * (len(rows) - n) * np.square(rows[:n].mean(0) - rows[n:].mean(0)).sum() for n in tried]
    return tried[int(np.argmax(apart))] if tried else 0


def _gentle(near: Array, whole: Mask, *, by_foot: bool) -> Array:
    """Nowhere too steep, with each piece at one depth: that of its foot, or its mean, or what is close raises it to."""
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * RIM + 1,) * 2)
    count, labels = cv2.connectedComponents(whole.astype(np.uint8))
    levels, around = near.copy(), []
    for piece in (labels == label for label in range(1, count)):
        around.append(cv2.dilate(piece.astype(np.uint8), brush) > 0)
        levels[around[-1]] = near[np.flatnonzero(piece.any(1))[-1] if by_foot else piece].mean()
    for _ in around:  # one may raise the next
        levels = _sloped(levels, STEEPEST / ROWS)
        for piece in around:
            levels[piece] = levels[piece].max()
    return _sloped(levels, STEEPEST / ROWS)


def _sloped(near: Array, steepest: float) -> Array:
    """The least surface above another one that rises nowhere by more from cell to cell."""
    cross, square = (cv2.getStructuringElement(kind, (3, 3)) for kind in (cv2.MORPH_CROSS, cv2.MORPH_RECT))
    steps = (cross, np.float32(steepest)), (square, np.float32(steepest * 2**0.5))
    for _ in range(int(np.ceil(1 / steepest))):
        around = [cv2.dilate(near, brush) - step for brush, step in steps]
        near = np.maximum(near, np.maximum(*around)).astype(np.float32, copy=False)
    return near
