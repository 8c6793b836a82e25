"""Pictures of another size."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

__all__ = ["blurred", "part_resized", "resized"]

NARROW = 2.0
"""Deviation, in pixels, with which a wide blur is made at a smaller size."""


def resized(values: NDArray[Any], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Values of pixels in another size: means of areas when it shrinks, cubic when it grows.

    Parameters
    ----------
    values : ndarray, [h, w] or [h, w, channels]
        Booleans count as 0 and 1.
    shape : tuple of int
        Height and width that are wanted.

    Returns
    -------
    ndarray, float32, within the range of `values`
    """
    array = np.ascontiguousarray(values, np.float32)
    if array.shape[:2] == shape:
        return array
    shrinks = shape[0] * shape[1] < array.shape[0] * array.shape[1]
    out = cv2.resize(array, shape[::-1], interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    if shrinks:
        return np.asarray(out, np.float32).reshape(*shape, *array.shape[2:])
    # Cubic curves overshoot at edges: no channel may leave the range that it had. One by one, as that is far quicker.
    grown = np.asarray(out, np.float32).reshape(*shape, -1)
    for channel, own in zip(
        np.moveaxis(grown, -1, 0), np.moveaxis(array.reshape(*array.shape[:2], -1), -1, 0), strict=True
    ):
        np.clip(channel, own.min(), own.max(), out=channel)
    return grown.reshape(*shape, *array.shape[2:])


def blurred(values: NDArray[Any], sigma: float) -> NDArray[np.float32]:
    """A Gaussian blur of deviation `sigma` pixels; the border is reflected.

    A wide one is made at a smaller size, as nothing fine is left of it.
    """
    array = np.ascontiguousarray(values, np.float32)
    height, width = array.shape[:2]
    factor = min(int(sigma / NARROW), height, width)
    if factor < 2:
        out = cv2.GaussianBlur(array, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    else:
        small = cv2.resize(array, (-(-width // factor), -(-height // factor)), interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), sigma / factor, borderType=cv2.BORDER_REFLECT)
        out = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(out, np.float32).reshape(array.shape)


def part_resized(values: NDArray[Any], box: tuple[float, float, float, float], shape: tuple[int, int]) -> NDArray[Any]:
    """A part of a picture or of a mask at another size: Lanczos for pictures, bilinear for masks.

    Parameters
    ----------
    values : ndarray
        uint8 [h, w, 3], or bool [h, w].
    box : tuple of float
        Left, top, right and bottom of the part, pixels.
    shape : tuple of int
        Height and width that are wanted.
    """
    if values.dtype == bool:
        image = Pillow.fromarray(values.astype(np.uint8) * np.uint8(255))
        return np.asarray(image.resize(shape[::-1], Pillow.Resampling.BILINEAR, box=box)) >= 128
    image = Pillow.fromarray(values)
    return np.asarray(image.resize(shape[::-1], Pillow.Resampling.LANCZOS, box=box, reducing_gap=3.0))
