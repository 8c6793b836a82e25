"""Spherical interpolation of latents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["slerp"]

PARALLEL = 0.9995
"""Above this cosine the arc is so short that a straight line is used, as in the paper."""


def slerp(t: float, a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    r"""Point at share `t` of the way from `a` to `b`, on the arc between the flattened arrays.

    Parameters
    ----------
    t : float
        0 gives `a`, 1 gives `b`.
    a, b : ndarray, same shape
        Latents. When one of them is zero there is no angle, and the way is a straight line.

    Returns
    -------
    ndarray, float32, of that shape
        ``sin((1-t) w) / sin(w) a + sin(t w) / sin(w) b`` with w the angle between a and b; linear when
        \|cos w\| > 0.9995.

    References
    ----------
    Shoemake, "Animating rotation with quaternion curves", SIGGRAPH 1985.
    """
    norms = float(np.linalg.norm(a)) * float(np.linalg.norm(b))
    cosine = float(np.vdot(a, b)) / norms if norms > 0 else 1.0
    if abs(cosine) > PARALLEL:
        return np.asarray((1 - t) * a + t * b, np.float32)
    angle = np.arccos(cosine)
    return np.asarray((np.sin((1 - t) * angle) * a + np.sin(t * angle) * b) / np.sin(angle), np.float32)
