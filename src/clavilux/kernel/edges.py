"""Blurred edges made crisp, as of paint."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["crisped"]

Whole = NDArray[np.int16]

REACH = 2
"""Pixels to each side that are looked at in one round."""
WIDE = 1.0
"""Deviation of the blur that tells a value's surroundings, as a share of that which is to be undone."""
SMOOTH = 0.6
"""Deviation of the last blur, pixels: else edges would be steps."""


def crisped(picture: Whole, width: float) -> Whole:
    """A picture whose edges are as narrow as they can be: every value goes to the least or the greatest one around it.

    To the least where it lies below its surroundings, to the greatest where above, again and again, so that ground
    meets ground. Which of both is told once, from the blurred picture, and so changes along smooth lines only: asked
    anew in each round, rounding would decide on every even slope, and edges become combs.

    Parameters
    ----------
    picture : ndarray, int16, [h, w, channels]
    width : float
        Deviation of the blur that is to be undone, pixels; one of less than a pixel is left as it is.

    References
    ----------
    Osher and Rudin, "Feature-oriented image enhancement using shock filters", SIAM Journal on Numerical Analysis, 1990;
    the blur: Alvarez and Mazorra, "Signal and image restoration using shock filters and anisotropic diffusion", 1994.
    """
    around = np.ones((2 * REACH + 1, 2 * REACH + 1), np.uint8)
    rounds = round(width / REACH)
    if not rounds:
        return picture
    least = cv2.GaussianBlur(picture, (0, 0), WIDE * width)
    below = cv2.compare(picture, least, cv2.CMP_LT)
    for _ in range(rounds):
        cv2.erode(picture, around, dst=least)
        picture = np.asarray(cv2.copyTo(least, below, cv2.dilate(picture, around)), np.int16)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), SMOOTH), np.int16)
