"""Where marks must be finer than they come, so that what is painted is seen; a painter takes a smaller brush there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.resize import blurred, resized

__all__ = ["finer", "smaller"]

Array = NDArray[np.float32]

SMALLER = 0.4
"""Size of the smaller marks beside the others, at least."""
SMALLEST = 0.012
"""The same as a share of the picture's short side: what is smaller is no longer seen as a mark."""
WORTH = 0.75
"""Smaller marks that are nearly as large as the others are not worth the trouble."""
CARRIED, LOST = 0.1, 0.5
"""Deviations, in marks, of the blurs between which that lies which smaller marks show and large ones do not."""
AROUND = 1.0
"""Over so many marks that is looked for."""
FAINT = 0.015
"""Contrast, in lightness, that never asks for smaller marks."""
BUSIEST = 0.4
"""Quantile of the contrast from where on it does: of a picture that is busy all over it is the busiest half."""
SEEN = 384
"""Short side at which contrast is looked for, pixels."""


def smaller(mark: float) -> float:
    """Size of the smaller marks beside large ones of that share of the short side; 1 where there are none."""
    size = max(SMALLER, SMALLEST / mark)
    return size if size < WORTH else 1.0


def finer(picture: Array, mark: float, known: NDArray[np.bool_] | None = None) -> Array:
    """How fine the marks are to be, from 0, as large as they come, to 1, the smaller ones.

    Parameters
    ----------
    picture : ndarray, float32, [h, w, 3]
        In OKLab.
    mark : float
        Size of the large marks, as a share of the short side.
    known : ndarray, bool, [h', w'], optional
        What must be known at a glance: there marks are fine.

    Returns
    -------
    ndarray, float32, [h, w]
    """
    shape = picture.shape[0], picture.shape[1]
    scale = min(1.0, SEEN / min(shape))
    small = max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))
    light, unit = resized(picture[..., 0], small), mark * min(small)
    lost = blurred(np.abs(blurred(light, CARRIED * unit) - blurred(light, LOST * unit)), AROUND * unit)
    least = max(FAINT, float(np.quantile(lost, BUSIEST)))
    share = np.clip(2 * lost / least - 2, 0, 1)
    if known is not None:
        share = np.maximum(share, np.minimum(1, 2 * blurred(resized(known, small), unit / 2)))
    return resized(share, shape)
