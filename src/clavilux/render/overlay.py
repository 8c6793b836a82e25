"""Letters upon a picture, readable on any.

Behind the letters the frame is darkened over its whole width, so far that they stand out from white by `CONTRAST`;
above and below that fades. It does not look at the picture, so nothing flickers, and the letters stand out from any.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.render.optics import veiled
from clavilux.render.typesetting import Row
from clavilux.values import FloatArray, Image

__all__ = ["CONTRAST", "Colour", "Ink", "Placed", "Veil", "darken", "is_light", "luminance", "placed", "veil", "write"]

CONTRAST = 4.5
"""Of letters to what is behind them: (L + 0.05) / (l + 0.05), as WCAG 2.2 asks of text."""
SPARE = 0.12
"""Of that contrast besides: encoding takes some."""
LIGHT = 0.4
"""Luminance of letters, at least; that of white is 1."""

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""


class Placed(NamedTuple):
    """A row of letters at its place in a frame."""

    row: Row
    mask: Image
    """Its letters, for three channels."""
    top: int
    left: int


class Veil(NamedTuple):
    """A stretch of the frame that is darkened."""

    top: int
    taken: NDArray[np.float64]
    """Share that is taken from each row, shape [h]."""


class Ink(NamedTuple):
    """How the columns of a row are drawn."""

    colour: NDArray[np.float32]
    """0 to 255, shape [w, 3]."""
    shown: NDArray[np.float32]
    """How much is seen of each, in [0, 1], shape [w]."""


def placed(rows: Sequence[Row], top: int, frame: Image) -> list[Placed]:
    """Rows in the middle of a frame's width; what would be outside of it is left out.

    Parameters
    ----------
    rows : sequence of Row
    top : int
        Where they begin, pixels.
    frame : uint8, [h, w, 3]
        Any of the film.
    """
    return [_placed(row, top + row.top, frame.shape[1] // 2 + row.left, *frame.shape[:2]) for row in rows]


def veil(top: float, bottom: float, reach: float, frame: Image, colours: Sequence[Colour]) -> Veil:
    """What darkens a frame behind letters.

    Parameters
    ----------
    top, bottom : float
        Between which it is whole, pixels.
    reach : float
        How far beyond it fades, pixels.
    frame : uint8, [h, w, 3]
        Any of the film.
    colours : sequence of Colour
        Those that letters have.
    """
    up, down = max(0, int(top - reach)), min(len(frame), int(bottom + reach + 1))
    y = np.arange(up, down) + 0.5
    near = 1 - np.maximum(np.maximum(top - y, y - bottom), 0) / reach
    return Veil(up, _taken(colours) * near * near * (3 - 2 * near))


def darken(image: Image, veil: Veil, share: float) -> None:
    """Lay so much of a veil, in [0, 1], upon a picture that is changed."""
    behind = image[veil.top : veil.top + len(veil.taken)]
    kept = np.floor(255 * (1 - share * veil.taken)).astype(np.uint8)
    whole = np.ascontiguousarray(np.broadcast_to(kept[:, None, None], behind.shape))
    cv2.multiply(behind, whole, dst=behind, scale=1 / 255)


def write(image: Image, placed: Placed, ink: Ink, share: float) -> None:
    """Write so much of a row, in [0, 1], upon a picture that is changed."""
    height, width = placed.mask.shape[:2]
    under = image[placed.top : placed.top + height, placed.left : placed.left + width]
    cover = placed.mask
    if share < 1 or (ink.shown < 1).any():
        cover = _multiplied(cover, np.repeat(255 * share * ink.shown[:, None], 3, axis=1))
    under[:] = veiled(under, _multiplied(cover, ink.colour), cover)


def is_light(colour: Colour) -> bool:
    """Whether letters of a colour stand out from a picture that is darkened, but not black."""
    return float(luminance(np.array(colour) / 255)) >= LIGHT


def luminance(colour: FloatArray) -> FloatArray:
    """Relative luminance of sRGB colours in [0, 1], shape [..., 3], as WCAG 2.2 defines it."""
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.2126, 0.7152, 0.0722])


def _placed(row: Row, top: int, left: int, height: int, width: int) -> Placed:
    up, before = max(0, -top), max(0, -left)
    down, across = slice(up, max(up, height - top)), slice(before, max(before, width - left))
    mask = np.asarray(cv2.cvtColor(row.cover[down, across], cv2.COLOR_GRAY2RGB), np.uint8)
    kept = row._replace(cover=mask[..., 0], sung=row.sung[across], begun=row.begun[across])
    return Placed(kept, mask, top + up, left + before)


def _taken(colours: Sequence[Colour]) -> float:
    """Share of all levels that is taken from a picture: what is left of white has the contrast to all colours."""
    darkest = float(luminance(np.array(colours) / 255).min())
    left = (darkest + 0.05) / (CONTRAST + SPARE) - 0.05
    return float(1.055 - 1.055 * left ** (1 / 2.4))


def _multiplied(mask: Image, columns: NDArray[np.float32]) -> Image:
    """A mask times what its columns are, 0 to 255, shape [w, 3]."""
    levels = np.ascontiguousarray(np.broadcast_to(np.rint(columns).astype(np.uint8), mask.shape))
    return np.asarray(cv2.multiply(mask, levels, scale=1 / 255), np.uint8)
