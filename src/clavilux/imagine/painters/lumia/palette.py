"""The colours of one picture turned into those of another. All colours here are OKLab, float32 [..., 3]."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

__all__ = ["Palette"]

Array = NDArray[np.float32]

TONE = 0.4
"""How far tones go towards those of the exemplar, at most: all the way would burn and crush."""
STEEPEST = 2.0
"""How many times as much tones may differ as before, at most: else noise of a dark picture would be seen."""
LEAST_GAIN, MOST_GAIN = 0.8, 2.5
"""How many times as colourful as itself a picture becomes, at least and at most: else much would turn to mud."""
QUANTILES = 256
SAMPLES = 40_000
"""Pixels that are enough to know the colours of a picture."""


class Palette:
    """From the colours of an artwork to those of an exemplar.

    Colours are moved by the linear map that gives them the exemplar's mean and covariance and moves them least of all
    such maps; light is moved, mostly, so that it has the exemplar's distribution.

    Parameters
    ----------
    artwork, exemplar : ndarray, [h, w, 3]

    References
    ----------
    Pitié and Kokaram, "The linear Monge-Kantorovitch linear colour mapping for example-based colour transfer", CVMP
    2007.
    """

    def __init__(self, artwork: Array, exemplar: Array) -> None:
        have, want = _sampled(artwork), _sampled(exemplar)
        self._linear, self._from, self._to = _monge(have, want), have.mean(0), want.mean(0)
        shares = np.linspace(0, 1, QUANTILES)
        tones, wanted = (np.quantile(colours[:, 0], shares) for colours in (have, want))
        # Equal tones, as of a flat ground, stay equal: of those that are wanted for them they take the nearest.
        self._tones, first, count = np.unique(tones, return_index=True, return_counts=True)
        wanted = np.clip(self._tones, wanted[first], wanted[first + count - 1])
        self._wanted = _gentle(self._tones, wanted, count)

    def __call__(self, colours: Array) -> Array:
        """Colours of the artwork in those of the exemplar."""
        out = (colours - self._from) @ self._linear + self._to
        light = colours[..., 0]
        out[..., 0] = light + TONE * (np.interp(light, self._tones, self._wanted) - light)
        return np.asarray(out, np.float32)


def _gentle(tones: NDArray[Any], wanted: NDArray[Any], counts: NDArray[np.intp]) -> NDArray[Any]:
    """The curve that is nearest to the wanted one, by the pixels of each tone, and not too steep anywhere."""
    steep = (1 + (STEEPEST - 1) / TONE) * tones
    return np.asarray(isotonic_regression(wanted - steep, weights=counts, increasing=False).x + steep)


def _sampled(picture: Array) -> Array:
    """Some colours of a picture, [n, 3], evenly spread."""
    step = max(1, int(np.sqrt(picture[..., 0].size / SAMPLES)))
    return picture[step // 2 :: step, step // 2 :: step].reshape(-1, 3)


def _monge(have: Array, want: Array) -> Array:
    """The matrix that gives colours [n, 3] the covariance of others."""
    first, second = (np.cov(colours.T, ddof=0) for colours in (have, want))
    root = _root(first + 1e-4 * np.eye(3))
    back = np.linalg.inv(root)
    gains, axes = np.linalg.eigh(back @ _root(root @ (second + 1e-5 * np.eye(3)) @ root) @ back)
    return np.asarray((axes * np.clip(gains, LEAST_GAIN, MOST_GAIN)) @ axes.T, np.float32)


def _root(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The square root of a symmetric matrix."""
    values, axes = np.linalg.eigh(matrix)
    return np.asarray((axes * np.sqrt(np.maximum(values, 0))) @ axes.T)
