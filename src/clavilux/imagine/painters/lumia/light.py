"""Strokes in another light."""

from __future__ import annotations

import cv2
import numpy as np
from numba import njit
from numpy.typing import NDArray

from clavilux.kernel.bands import in_bands

__all__ = ["lit"]

Array = NDArray[np.float32]


def lit(
    strokes: Array,
    change: Array,
    lights: tuple[float, float],
    *,
    kept: tuple[Array, Array] | None = None,
    threads: int = 1,
) -> Array:
    """Strokes with other light and colours; all in OKLab.

    Parameters
    ----------
    strokes : ndarray, float32, [h, w, 3]
    change : ndarray, float32, [h', w', 3]
        What is added to them; it may be smaller.
    lights : tuple of float
        The least and the greatest lightness of the result.
    kept : tuple of two ndarrays, float32, [h, w, 1] and [h, w, 3], optional
        How much of each pixel is to be as it is in another picture, and that picture.
    threads : int
        Makes no difference to the result.

    Returns
    -------
    ndarray, float32, [h, w, 3]
    """
    height, width = strokes.shape[:2]
    # Nothing fine is in the change.
    out = np.asarray(cv2.resize(change, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    near, whole = kept or (change[:0], change[:0])
    least, most = (np.float32(light) for light in lights)
    in_bands(lambda first, end: _light(strokes, near, whole, least, most, out, first, end), height, threads)
    return out


@njit(nogil=True, cache=True)
def _light(
    strokes: Array,
    near: Array,
    whole: Array,
    least: np.float32,
    most: np.float32,
    out: Array,
    first: int,
    end: int,
) -> None:
    for y in range(first, end):
        for x in range(out.shape[1]):
            for c in range(3):
                value = out[y, x, c] + strokes[y, x, c]
                if near.size > 0:
                    value += near[y, x, 0] * (whole[y, x, c] - value)
                out[y, x, c] = value
            out[y, x, 0] = min(max(out[y, x, 0], least), most)
