"""Sizes of pictures: width and height, pixels."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Size", "centre", "covering", "reduced"]

Size = tuple[int, int]
"""Width and height, pixels."""


def reduced(picture: NDArray[np.uint8], longest: int) -> NDArray[np.uint8]:
    """The picture with a longer side of at most so many pixels, each the mean of those that it stands for.

    Parameters
    ----------
    picture : ndarray
        uint8, shape [h, w] or [h, w, 3].
    longest : int
        Pixels.

    Returns
    -------
    ndarray
        uint8, of the same proportions; the picture itself if it is no larger.
    """
    scale = longest / max(picture.shape[:2])
    if scale >= 1:
        return picture
    size = max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1)
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def covering(size: Size, multiple: int) -> Size:
    """The smallest size whose sides are multiples of a number, and that covers a size."""
    width, height = (-(-side // multiple) * multiple for side in size)
    return width, height


def centre(picture: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    """The centre of a picture, of that width and height; a view."""
    width, height = size
    top, left = (picture.shape[0] - height) // 2, (picture.shape[1] - width) // 2
    return picture[top : top + height, left : left + width]
