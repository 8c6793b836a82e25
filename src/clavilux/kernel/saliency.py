"""Saliency: where in a picture an eye looks first."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["saliency"]

Array = NDArray[np.float32]

SIDE = 64
"""Pixels of both sides of the picture that is looked at: one sees at a glance what matters."""
SMOOTH = 3
"""Side of the mean that tells how a spectrum usually falls."""
SPREAD = 2.5
"""Deviation of the blur of what was found, pixels."""


def saliency(picture: NDArray[np.uint8]) -> Array:
    """How much each place of a picture stands out from what pictures usually are: the spectral residual.

    What is left of the logarithm of the amplitude spectrum without its local mean, with the phase as it is, back in the
    picture and squared; in lightness and in both opponent colours.

    Parameters
    ----------
    picture : ndarray
        uint8 sRGB, [h, w, 3].

    Returns
    -------
    ndarray
        Float32 [`SIDE`, `SIDE`], not negative; its sum is 1.

    References
    ----------
    Hou & Zhang, "Saliency detection: a spectral residual approach", CVPR 2007.
    """
    small = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32) / np.float32(255)
    found = np.sum([_residual(lab[..., channel]) for channel in range(3)], axis=0)
    found = cv2.GaussianBlur(found, (0, 0), SPREAD).astype(np.float32)
    total = float(found.sum())
    return np.asarray(found / total if total > 0 else np.full_like(found, 1 / found.size), np.float32)


def _residual(channel: Array) -> Array:
    spectrum = np.fft.fft2(channel - channel.mean())
    amplitude = np.abs(spectrum)
    usual = np.log(amplitude + amplitude.mean() * 1e-3 + 1e-9).astype(np.float32)
    residual = np.exp(usual - cv2.blur(usual, (SMOOTH, SMOOTH), borderType=cv2.BORDER_REFLECT_101))
    phase = np.where(amplitude > 0, spectrum / np.maximum(amplitude, 1e-12), 0)
    # A channel counts for as much as it varies.
    return np.asarray(np.abs(np.fft.ifft2(residual * phase)) ** 2 * channel.std(), np.float32)
