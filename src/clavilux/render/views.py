"""What is seen of a picture: a part of it, as large as the whole, and with depth where the camera has moved."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.render.optics import PLAIN, Affine, bent, finely, kernel_for, middles
from clavilux.values import Image

__all__ = ["viewed"]

Map = NDArray[np.float32]
Eye = tuple[float, float, float]
"""How far the camera has moved: right, down, ahead; see `viewed`."""

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
    lens: Affine = PLAIN,
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
    lens : tuple of float
        Where the frame is sampled by a camera that sees it; see `optics.about_middle`. All is resampled once.
    """
    height, width = image.shape[:2]
    part = _Part(width=width, height=height, zoom=zoom, x=x, y=y, turned=-1 if mirrored else 1)
    if depth is not None and (right, down, ahead) != (0, 0, 0):
        return bent(image, _shifts(depth, part, (right, down, ahead), lens), part.through(lens), kernel_for(image))
    if zoom > 1 or lens != PLAIN:
        return finely(image, part.through(lens))
    return np.asarray(cv2.flip(image, 1), np.uint8) if mirrored else image


class _Part(NamedTuple):
    """What is shown of a picture."""

    width: int
    height: int
    """Of the picture, and of the frame, in pixels."""
    zoom: float
    x: float
    y: float
    turned: int
    """-1 where left and right change places."""

    def through(self, lens: Affine) -> Affine:
        """Where the picture is sampled by a camera that sees the frame."""
        a, b, c, d, e, f = lens
        across, down = self.turned / self.zoom, 1 / self.zoom
        left, top = self.width * (self.x - across / 2), self.height * (self.y - down / 2)
        return across * a, across * b, across * c + left, down * d, down * e, down * f + top


def _shifts(depth: Map, part: _Part, eye: Eye, lens: Affine) -> tuple[Map, Map]:
    """How much further right and down in the picture, in pixels, things are seen than in a flat one: on a coarse grid.

    What is seen at a place depends on how near it is there: the place is found by a fixed-point iteration.
    """
    right, down, ahead = eye
    sides, size = (part.width, part.height), (depth.shape[1], depth.shape[0])
    cells = [middles(side, count) for side, count in zip(sides, size, strict=True)]
    frame, flat = _sampled(lens, *cells), _sampled(part.through(lens), *cells)
    across, below = (at / side - np.float32(0.5) for at, side in zip(frame, sides, strict=True))
    # At depth 1.
    shifts = (
        (right - ahead * part.turned * across) * np.float32(part.width / part.zoom),
        (down - ahead * below) * np.float32(part.height / part.zoom),
    )
    near = np.zeros_like(depth)
    for _ in range(ROUNDS):
        x_at, y_at = (
            (at + near * shift) * np.float32(count / side) - np.float32(0.5)
            for at, shift, count, side in zip(flat, shifts, size, sides, strict=True)
        )
        near = np.asarray(cv2.remap(depth, x_at, y_at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)
    to_right, downwards = (np.asarray(near * shift, np.float32) for shift in shifts)
    return to_right, downwards


def _sampled(inverse: Affine, columns: NDArray[np.float64], rows: NDArray[np.float64]) -> tuple[Map, Map]:
    """Where the pixels of a grid are sampled: to the right and down, each [rows, columns]."""
    a, b, c, d, e, f = inverse
    x, y = np.meshgrid(columns, rows)
    return (a * x + b * y + c).astype(np.float32), (d * x + e * y + f).astype(np.float32)
