"""Whether a picture combs: how often its patches come again nearby, as a reframed picture's must not."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from clavilux.kernel.colour import luma
from clavilux.values import Image

from .tones import shrunk

__all__ = ["repeats"]

SIDE = 24
"""Pixels of a patch, when the picture is brought to 12 times that height."""
NEAR = 3
"""Sides within which a patch is looked for."""
ALIKE = 0.9
"""Normalised cross-correlation above which two patches are the same."""
TEXTURED = 4.0
"""Levels: standard deviation below which a patch has no texture that could come again."""


def repeats(picture: Image) -> NDArray[np.int_]:
    """How often each textured patch of 1/12 of the height comes again within three times its size.

    Only what is finer than the patch is compared, so that a sky's gradient is no repetition; places half a patch apart
    and less are one place.

    Parameters
    ----------
    picture : uint8, [h, w, 3]

    Returns
    -------
    ndarray of int, [n]
        One number per textured patch; empty where nothing has texture.
    """
    height, width = picture.shape[:2]
    y = luma(shrunk(picture, round(12 * SIDE * min(height, width) / height)).astype(np.float32))
    fine = (y - gaussian_filter(y, SIDE / 2)).astype(np.float32)
    counts = []
    for top in range(0, fine.shape[0] - SIDE + 1, SIDE // 2):
        for left in range(0, fine.shape[1] - SIDE + 1, SIDE // 2):
            patch = fine[top : top + SIDE, left : left + SIDE]
            if patch.std() >= TEXTURED:
                counts.append(_again(fine, patch, top, left))
    return np.array(counts, int)


def _again(fine: NDArray[Any], patch: NDArray[Any], top: int, left: int) -> int:
    """Places beside its own at which a patch is seen."""
    y, x = (max(0, n - NEAR * SIDE) for n in (top, left))
    around = fine[y : top + (NEAR + 1) * SIDE, x : left + (NEAR + 1) * SIDE]
    alike = cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED)
    found = 0
    _forget(alike, top - y, left - x)
    while alike.max() > ALIKE:
        found += 1
        _forget(alike, *np.unravel_index(int(alike.argmax()), alike.shape))
    return found


def _forget(alike: NDArray[Any], row: Any, column: Any) -> None:
    half = SIDE // 2
    alike[max(0, row - half) : row + half + 1, max(0, column - half) : column + half + 1] = -1
