"""Blurred edges made crisp, as of paint."""

from __future__ import annotations

import cv2
import numpy as np
from numba import njit
from numpy.typing import NDArray

from clavilux.kernel.bands import in_bands

__all__ = ["crisped"]

Whole = NDArray[np.int16]

REACH = 2
"""Pixels to each side that are looked at in one round."""
SMOOTH = 0.6
"""Deviation of the last blur, pixels: else edges would be steps."""


def crisped(picture: Whole, width: float, *, threads: int = 1) -> Whole:
    """A picture whose edges are as narrow as they can be: every value goes to the least or the greatest one around it.

    To the nearer of both, again and again, so that ground meets ground (Kramer and Bruckner, "Iterations of a
    non-linear transformation for enhancement of digital images", Pattern Recognition, 1975).

    Parameters
    ----------
    picture : ndarray, int16, [h, w, channels]
    width : float
        Deviation of the blur that is to be undone, pixels; one of less than a pixel is left as it is.
    threads : int
        Makes no difference to the result.
    """
    around = np.ones((2 * REACH + 1, 2 * REACH + 1), np.uint8)
    rounds = round(width / REACH)
    for _ in range(rounds):
        least, most = cv2.erode(picture, around), cv2.dilate(picture, around)
        picture = _nearer(picture, least.astype(np.int16, copy=False), most.astype(np.int16, copy=False), threads)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), SMOOTH), np.int16) if rounds else picture


def _nearer(picture: Whole, least: Whole, most: Whole, threads: int) -> Whole:
    """Of two values, the one that is nearer to the picture's."""
    out = np.empty_like(picture)
    in_bands(lambda first, end: _choose(picture, least, most, out, first, end), len(picture), threads)
    return out


@njit(nogil=True, cache=True)
def _choose(picture: Whole, least: Whole, most: Whole, out: Whole, first: int, end: int) -> None:
    for y in range(first, end):
        for x in range(picture.shape[1]):
            for c in range(picture.shape[2]):
                low, high = least[y, x, c], most[y, x, c]
                out[y, x, c] = low if picture[y, x, c] - low < high - picture[y, x, c] else high
