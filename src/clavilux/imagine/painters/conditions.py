"""What Lumia is told about a picture: structure and colour at latent resolution. Training uses the same functions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from clavilux.types import FloatArray, Image

__all__ = [
    "LUMA",
    "SIGMA_RANGE",
    "STRIDE",
    "STRUCTURE_STRIDE",
    "masked",
    "mean_colour",
    "smooth_colour",
    "smooth_structure",
    "standardised_luma",
]

STRIDE = 8
"""Pixels per latent."""
STRUCTURE_STRIDE = 4
"""Pixels per value of the structure: outlines are placed more finely than latents are."""
SIGMA_RANGE = (0.25, 4.0)
"""Least and most blur of the structure, in latent pixels."""
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Rec. 709 weights."""

Array = NDArray[np.float32]


def mean_colour(picture: Image, stride: int = STRIDE) -> Array:
    """Mean of every block of `stride` x `stride`: uint8 [stride h, stride w, 3] -> float32 [h, w, 3] in [-1, 1]."""
    h, w = (n // stride for n in picture.shape[:2])
    blocks = picture.reshape(h, stride, w, stride, 3)
    return np.asarray(blocks.mean((1, 3)) / 127.5 - 1, np.float32)


def standardised_luma(colour: FloatArray) -> Array:
    """Luma of [h, w, 3] with mean 0 and a standard deviation of about 0.5, so that tone is left to the style."""
    luma = colour.astype(np.float32) @ LUMA
    return np.asarray((luma - luma.mean()) / (2 * luma.std() + 0.05), np.float32)


def smooth_structure(luma: FloatArray, sigma: float) -> Array:
    """Blur luma by `sigma` latent pixels: the more, the freer the painting.

    Parameters
    ----------
    luma : ndarray, shape [2 h, 2 w]
        One value per `STRUCTURE_STRIDE` pixels.
    sigma : float
        Latent pixels.

    Returns
    -------
    ndarray, float32, shape [h, w, 4]
        The four values that lie in each latent pixel, row by row.
    """
    fine = STRIDE // STRUCTURE_STRIDE
    soft = ndimage.gaussian_filter(luma, fine * sigma, mode="nearest").astype(np.float32)
    h, w = (n // fine for n in soft.shape)
    return np.ascontiguousarray(soft.reshape(h, fine, w, fine).transpose(0, 2, 1, 3).reshape(h, w, fine * fine))


def smooth_colour(colour: FloatArray) -> Array:
    """Blur [h, w, 3] so that it tells colours and no shapes."""
    return np.asarray(ndimage.gaussian_filter(colour, (4, 4, 0), mode="nearest"), np.float32)


def masked(condition: FloatArray, *, keep: bool) -> Array:
    """Append a channel of ones to the last axis; when the condition is dropped, all is zero."""
    with_mask = np.concatenate([condition, np.ones_like(condition[..., :1])], axis=-1)
    return with_mask.astype(np.float32) * np.float32(keep)
