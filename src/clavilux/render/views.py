"""What is seen of a picture: a part of it, as large as the whole, and with depth where the camera has moved."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.render.optics import SMALL, finely
from clavilux.values import Image

__all__ = ["viewed"]

Map = NDArray[np.float32]

ROUNDS = 4
"""Steps towards what is seen at a place. Each leaves less than a fifth of what was amiss, as depths are gentle."""


def viewed(
    image: Image,
    depth: Map | None = None,
    *,
    zoom: float,
    x: float,
    y: float,
    right: float = 0.0,
    down: float = 0.0,
    ahead: float = 0.0,
    mirrored: bool = False,
) -> Image:
    """A part of a picture, enlarged to the picture's size; the very same picture when it is all of it.

    Parameters
    ----------
    image : uint8, [h, w, 3]
    depth : float32, [rows, columns], optional
        How near each place of the picture is, on a coarse grid; flat when left out.
    zoom : float
        1 is the whole picture, 2 half its width and half its height.
    x, y : float
        Middle of the part, as a share of the picture's width and height.
    right, down, ahead : float
        The parallax: what is seen at a place s of the frame, in its widths and heights from the middle, lies at depth d
        by d (right - ahead s_x) further right and by d (down - ahead s_y) further down in the picture than in a flat
        one, in the frame's widths and heights; see `direct.views.seen`.
    mirrored : bool
        Left and right change places, after the part was chosen.
    """
    if depth is not None and (right, down, ahead) != (0, 0, 0):
        return _deep(image, depth, (zoom, x, y), (right, down, ahead), -1 if mirrored else 1)
    height, width = image.shape[:2]
    if zoom > 1:
        left, top = (width * (x - 0.5 / zoom), height * (y - 0.5 / zoom))
        if mirrored:
            return finely(image, (-1 / zoom, 0.0, left + width / zoom, 0.0, 1 / zoom, top))
        return finely(image, (1 / zoom, 0.0, left, 0.0, 1 / zoom, top))
    return np.asarray(cv2.flip(image, 1), np.uint8) if mirrored else image


def _deep(
    image: Image, depth: Map, view: tuple[float, float, float], eye: tuple[float, float, float], turned: int
) -> Image:
    """A part of a picture as a pinhole camera sees it that has moved.

    What is seen at a place depends on how near it is there: the place is found by a fixed-point iteration, on the
    depth's grid, where all is smooth.
    """
    zoom, x, y = view
    right, down, ahead = eye
    size = depth.shape[1], depth.shape[0]
    across, below = turned * _places(size[0]), _places(size[1])
    shifts = (right - ahead * across) / zoom, ((down - ahead * below) / zoom)[:, None]
    flat = x + across / zoom, (y + below / zoom)[:, None]
    near = np.zeros_like(depth)
    for _ in range(ROUNDS):
        x_at, y_at = (_pixels(at + near * shift, side) for at, shift, side in zip(flat, shifts, size, strict=True))
        near = np.asarray(cv2.remap(depth, x_at, y_at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)
    height, width = image.shape[:2]
    columns = _pixels(x + turned * _places(width) / zoom, width)
    rows = _pixels(y + _places(height) / zoom, height)[:, None]
    x_map, y_map = (
        cv2.resize((near * shift * side).astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR) + at
        for shift, side, at in zip(shifts, (width, height), (columns, rows), strict=True)
    )
    kernel = cv2.INTER_CUBIC if height * width <= SMALL else cv2.INTER_LINEAR
    return np.asarray(cv2.remap(image, x_map, y_map, kernel, borderMode=cv2.BORDER_REFLECT_101), np.uint8)


def _places(count: int) -> Map:
    """Middles of so many cells of a frame, in its sides from its middle."""
    return ((np.arange(count) + 0.5) / count - 0.5).astype(np.float32)


def _pixels(places: Map, side: int) -> Map:
    """Shares of a side as OpenCV counts pixels: their centres are at whole numbers."""
    return (places * np.float32(side) - np.float32(0.5)).astype(np.float32, copy=False)
