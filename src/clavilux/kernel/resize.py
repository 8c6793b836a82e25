"""Pictures of another size."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["blurred", "resized"]


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
    # Cubic curves overshoot at edges: no channel may leave the range that it had.
    flat = array.reshape(-1, *array.shape[2:])
    return np.asarray(np.clip(out.reshape(*shape, *array.shape[2:]), flat.min(0), flat.max(0)), np.float32)


def blurred(values: NDArray[Any], sigma: float) -> NDArray[np.float32]:
    """A Gaussian blur of deviation `sigma` pixels; the border is reflected."""
    array = np.ascontiguousarray(values, np.float32)
    out = cv2.GaussianBlur(array, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    return np.asarray(out, np.float32).reshape(array.shape)
