"""What is seen of a picture: a part of it, as large as the whole."""

from __future__ import annotations

import cv2
import numpy as np

from clavilux.render.optics import finely
from clavilux.values import Image

__all__ = ["viewed"]


def viewed(image: Image, *, zoom: float, x: float, y: float, mirrored: bool = False) -> Image:
    """A part of a picture, enlarged to the picture's size; the very same picture when it is all of it.

    Parameters
    ----------
    image : uint8, [h, w, 3]
    zoom : float
        1 is the whole picture, 2 half its width and half its height.
    x, y : float
        Middle of the part, as a share of the picture's width and height.
    mirrored : bool
        Left and right change places, after the part was chosen.
    """
    height, width = image.shape[:2]
    if zoom > 1:
        left, top = (width * (x - 0.5 / zoom), height * (y - 0.5 / zoom))
        if mirrored:
            return finely(image, (-1 / zoom, 0.0, left + width / zoom, 0.0, 1 / zoom, top))
        return finely(image, (1 / zoom, 0.0, left, 0.0, 1 / zoom, top))
    return np.asarray(cv2.flip(image, 1), np.uint8) if mirrored else image
