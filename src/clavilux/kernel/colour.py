"""Colour: luma, and OKLab, in which equal distances look equal."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LUMA", "as_bytes", "as_floats", "luma", "oklab", "srgb"]

Floats = NDArray[np.floating[Any]]
Picture = NDArray[np.float32]
"""Shape [..., 3], sRGB in [0, 1] or OKLab."""

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Weights of ITU-R BT.709: of sRGB values in luma, of linear light in relative luminance."""

# Björn Ottosson, "A perceptual color space for image processing" (2020): linear sRGB -> cone responses -> Lab.
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
_TO_CONES, _TO_LAB = _CONES.T.astype(np.float32), _LAB.T.astype(np.float32)
_FROM_CONES = np.linalg.inv(_CONES).T.astype(np.float32)
_FROM_LAB = np.linalg.inv(_LAB).T.astype(np.float32)


def as_floats(image: NDArray[np.uint8]) -> Picture:
    """Levels of 0 to 255 as float32 in [0, 1]."""
    return np.asarray(image, np.float32) / np.float32(255)


def as_bytes(picture: Picture) -> NDArray[np.uint8]:
    """Values in [0, 1] as levels of 0 to 255, rounded; what lies outside is clipped."""
    return np.asarray(np.rint(np.clip(picture, 0, 1) * 255), np.uint8)


def luma(picture: Picture) -> Picture:
    """Luma of sRGB values, [..., 3] -> [...]."""
    return np.asarray(picture @ LUMA, np.float32)


def oklab(picture: Picture) -> Picture:
    """SRGB in [0, 1] -> OKLab: lightness in [0, 1], then green-red and blue-yellow, about [-0.4, 0.4]."""
    low = picture <= 0.04045
    linear = np.where(low, picture / 12.92, ((np.maximum(picture, 0.04045) + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear.astype(np.float32) @ _TO_CONES) @ _TO_LAB, np.float32)


def srgb(lab: Picture) -> Picture:
    """OKLab -> sRGB in [0, 1]; colours that no screen shows are clipped."""
    linear = np.clip((lab @ _FROM_LAB) ** 3 @ _FROM_CONES, 0, 1)
    low = linear <= 0.0031308
    out = np.where(low, 12.92 * linear, 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055)
    return np.asarray(np.clip(out, 0, 1), np.float32)
