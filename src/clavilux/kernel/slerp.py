"""Spherical interpolation of latents."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["slerp"]

PARALLEL = 0.9995
"""Above this cosine the arc is so short that a straight line is used, as in the paper."""


def slerp(shares: ArrayLike, a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    r"""Points at shares of the way from `a` to `b`, on the arc between the flattened arrays.

    Parameters
    ----------
    shares : float, or array of any shape
        0 gives `a`, 1 gives `b`.
    a, b : ndarray, same shape
        Latents. When one of them is zero there is no angle, and the way is a straight line.

    Returns
    -------
    ndarray, float32, [*shares, *shape of a]
        ``sin((1-t) w) / sin(w) a + sin(t w) / sin(w) b`` with w the angle between a and b; linear when
        \|cos w\| > 0.9995.

    References
    ----------
    Shoemake, "Animating rotation with quaternion curves", SIGGRAPH 1985.
    """
    t = np.asarray(shares, np.float64)
    norms = float(np.linalg.norm(a)) * float(np.linalg.norm(b))
    cosine = float(np.vdot(a, b)) / norms if norms > 0 else 1.0
    if abs(cosine) > PARALLEL:
        weights = 1 - t, t
    else:
        angle = np.arccos(cosine)
        weights = np.sin((1 - t) * angle) / np.sin(angle), np.sin(t * angle) / np.sin(angle)
    much, more = (np.asarray(weight, np.float32) for weight in weights)  # latents of many frames take much memory
    return np.multiply.outer(much, a) + np.multiply.outer(more, b)
