"""Pictures are looked at at a size that is as large as it need be."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["reduced"]


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
