"""Sampling by flow matching: from noise to picture along the velocity that a network predicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from clavilux.types import FloatArray

__all__ = ["Velocity", "denoise", "schedule"]

Velocity = Callable[[NDArray[np.float32], float], NDArray[np.float32]]
"""velocity(x, t) = noise - picture, as predicted for latents x at time t."""


def schedule(steps: int, *, shift: float = 2.0) -> FloatArray:
    """Times from 1 (noise) to 0 (picture), shape [steps + 1].

    Parameters
    ----------
    steps : int
        At least 1.
    shift : float
        Above 1 spends more of the steps near the noise, where composition and palette are decided:
        t' = shift t / (1 + (shift - 1) t).

    References
    ----------
    Esser et al., "Scaling rectified flow transformers", arXiv 2403.03206, section 5.3.2 (shifted times).
    """
    t = np.linspace(1.0, 0.0, steps + 1)
    return shift * t / (1 + (shift - 1) * t)


def denoise(velocity: Velocity, noise: NDArray[np.float32], times: FloatArray) -> Iterator[NDArray[np.float32]]:
    """Yield the latents after every step, the last being the picture.

    Second-order Adams-Bashforth: one evaluation a step, as Euler, with the slope extrapolated from the step before.

    Parameters
    ----------
    velocity : callable
        One evaluation of the network.
    noise : ndarray
        Latents at ``times[0]``.
    times : ndarray
        Descending, ends at 0.
    """
    x, before, span_before = noise, None, 1.0
    for t, after in pairwise(times):
        span = float(after - t)
        slope = velocity(x, float(t))
        ahead = slope if before is None else slope + (slope - before) * np.float32(span / (2 * span_before))
        x = x + np.float32(span) * ahead
        before, span_before = slope, span
        yield x
