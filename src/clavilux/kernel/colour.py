"""Colour: levels of 8 bits, and luma."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LUMA", "as_bytes", "as_floats", "luma"]

Floats = NDArray[np.floating[Any]]
Picture = NDArray[np.float32]
"""Shape [..., 3], sRGB in [0, 1]."""

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Weights of ITU-R BT.709: of sRGB values in luma, of linear light in relative luminance."""


def as_floats(image: NDArray[np.uint8]) -> Picture:
    """Levels of 0 to 255 as float32 in [0, 1]."""
    return np.asarray(image, np.float32) / np.float32(255)


def as_bytes(picture: Picture) -> NDArray[np.uint8]:
    """Values in [0, 1] as levels of 0 to 255, rounded; what lies outside is clipped."""
    levels = np.asarray(picture, np.float32) * np.float32(255)
    return np.clip(np.rint(levels, out=levels), 0, 255, out=levels).astype(np.uint8)


def luma(picture: Picture) -> Picture:
    """Luma of sRGB values, [..., 3] -> [...]."""
    return np.asarray(picture @ LUMA, np.float32)
