"""Noise that flows: what makes brushwork boil."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["flow"]

STEP = 0.25
"""Seconds from one independent field of noise to the next."""


def flow(second: float, shape: tuple[int, ...], seed: int) -> NDArray[np.float32]:
    """White noise of unit variance that changes smoothly in time and never returns.

    Between the fields n_k and n_k+1, one every `STEP` seconds, it is cos(pi/2 s) n_k + sin(pi/2 s) n_k+1 at share s of
    the way: unlike a straight line, that keeps the variance.

    Parameters
    ----------
    second : float
        Not negative.
    shape : tuple of int
    seed : int
        Same seed, same noise.
    """
    k, share = divmod(second / STEP, 1)
    here, there = _field(int(k), shape, seed), _field(int(k) + 1, shape, seed)
    return np.asarray(np.cos(np.pi / 2 * share) * here + np.sin(np.pi / 2 * share) * there, np.float32)


@lru_cache(maxsize=2)
def _field(k: int, shape: tuple[int, ...], seed: int) -> NDArray[np.float32]:
    return np.random.default_rng((seed, k)).standard_normal(shape, dtype=np.float32)
