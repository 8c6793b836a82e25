"""Depth maps that people give: brought into the frame of the film, as their picture was."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.errors import UserError

__all__ = ["in_frame"]

Map = NDArray[np.uint8]
UNLIKE = 0.02
"""By which the shapes of a map and its picture may differ."""


def in_frame(given: Map, window: tuple[float, float, float, float], size: tuple[int, int]) -> Map:
    """A map of a picture's depth as the film shows the picture; beyond its borders it goes on as it is there.

    Parameters
    ----------
    given : ndarray
        uint8, [h, w], of the picture's shape at any resolution.
    window : tuple of float
        What of the picture the film shows; see `framing.Framed`.
    size : tuple of int
        Width and height of the film.

    Raises
    ------
    UserError
        If the map is of another shape than the picture.
    """
    left, top, right, bottom = window
    rows, columns = given.shape
    own, wanted = columns / rows, (bottom - top) * size[0] / ((right - left) * size[1])
    if max(own / wanted, wanted / own) > 1 + UNLIKE + 1 / min(rows, columns):
        raise UserError(
            f"the depth map has another shape ({own:.2f} times as wide as high) than the picture ({wanted:.2f}); "
            "make it from the very same picture"
        )
    across, down = (right - left) * columns / size[0], (bottom - top) * rows / size[1]
    matrix = np.array([[across, 0, left * columns + (across - 1) / 2], [0, down, top * rows + (down - 1) / 2]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(given, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)
