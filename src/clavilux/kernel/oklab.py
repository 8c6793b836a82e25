"""OKLab: colours of which equal distances look equal.

References
----------
Björn Ottosson, "A perceptual color space for image processing" (2020).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clavilux.kernel.bands import in_bands

__all__ = ["oklab", "srgb"]

Array = NDArray[np.float32]

LEVELS = 8192
"""Of light, between which its curve is interpolated: exact to a hundredth of a level of 8 bits."""

# Linear sRGB -> cone responses, whose cube roots -> Lab.
_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_TO_CONES, _TO_LAB = _CONES.astype(np.float32), _LAB.astype(np.float32)
_FROM_LAB, _FROM_CONES = (np.linalg.inv(matrix).astype(np.float32) for matrix in (_LAB, _CONES))
_SHARES = np.linspace(0, 1, LEVELS + 1)
_LIGHT = np.where(_SHARES <= 0.04045, _SHARES / 12.92, ((_SHARES + 0.055) / 1.055) ** 2.4).astype(np.float32)
_LEVEL = np.where(_SHARES <= 0.0031308, 12.92 * _SHARES, 1.055 * _SHARES ** (1 / 2.4) - 0.055).astype(np.float32)


def oklab(picture: Array, *, threads: int = 1) -> Array:
    """SRGB in [0, 1], [..., 3], as OKLab: lightness in [0, 1], then green-red and blue-yellow, about [-0.4, 0.4].

    `threads` makes no difference to the result.
    """
    return _each(_oklab, picture, threads)


def srgb(lab: Array, *, threads: int = 1) -> Array:
    """OKLab, [..., 3], as sRGB in [0, 1]; colours that no screen shows are clipped.

    `threads` makes no difference to the result.
    """
    return _each(_srgb, lab, threads)


def _each(work: Any, colours: Array, threads: int) -> Array:
    """The colours that the work makes of colours, row by row."""
    rows = np.ascontiguousarray(colours, np.float32).reshape(len(colours) if colours.ndim > 2 else 1, -1, 3)
    out = np.empty_like(rows)
    in_bands(lambda first, end: work(rows, out, first, end), len(rows), threads)
    return out.reshape(colours.shape)


@njit(nogil=True, cache=True, fastmath={"reassoc", "contract", "nsz"})
def _oklab(picture: Array, out: Array, first: int, end: int) -> None:
    for y in range(first, end):
        for x in range(picture.shape[1]):
            red, green, blue = _curved(picture[y, x], _LIGHT)
            one, two, three = _times(_TO_CONES, red, green, blue)
            third = np.float32(1 / 3)
            out[y, x, 0], out[y, x, 1], out[y, x, 2] = _times(_TO_LAB, one**third, two**third, three**third)


@njit(nogil=True, cache=True, fastmath={"reassoc", "contract", "nsz"})
def _srgb(lab: Array, out: Array, first: int, end: int) -> None:
    for y in range(first, end):
        for x in range(lab.shape[1]):
            one, two, three = _times(_FROM_LAB, lab[y, x, 0], lab[y, x, 1], lab[y, x, 2])
            out[y, x, 0], out[y, x, 1], out[y, x, 2] = _times(_FROM_CONES, one**3, two**3, three**3)
            out[y, x, 0], out[y, x, 1], out[y, x, 2] = _curved(out[y, x], _LEVEL)


@njit(nogil=True, cache=True, inline="always")
def _times(matrix: Any, one: Any, two: Any, three: Any) -> Any:
    return (
        matrix[0, 0] * one + matrix[0, 1] * two + matrix[0, 2] * three,
        matrix[1, 0] * one + matrix[1, 1] * two + matrix[1, 2] * three,
        matrix[2, 0] * one + matrix[2, 1] * two + matrix[2, 2] * three,
    )


@njit(nogil=True, cache=True, inline="always")
def _curved(colour: Any, curve: Any) -> Any:
    return _at(colour[0], curve), _at(colour[1], curve), _at(colour[2], curve)


@njit(nogil=True, cache=True, inline="always")
def _at(value: Any, curve: Any) -> Any:
    """A curve over [0, 1], between its points."""
    place = min(max(value, np.float32(0)), np.float32(1)) * np.float32(LEVELS)
    below = min(int(place), LEVELS - 1)
    return curve[below] + (place - np.float32(below)) * (curve[below + 1] - curve[below])
