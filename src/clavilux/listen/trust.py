"""How much of a grid of beats is likely right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from clavilux.values import FloatArray

__all__ = ["CLAIMED", "CLAIMED_OF_SPEECH", "signs", "trust"]

CLAIMED = 0.38
"""Trust below which no beat is claimed: beats of music have more, what has no beat has less."""
CLAIMED_OF_SPEECH = 0.5
"""The same of what may be speech."""
WEIGHTS = np.array([-1.51, 2.04, 1.74, 0.5, -0.05, 0.36])
"""Of `signs`, by ``training/beats/fit_trust.py``."""


def trust(times: FloatArray, bars: NDArray[np.float32], networks: NDArray[np.float32], on: float) -> float:
    """Share of the beats that is likely right, in [0, 1].

    Calibrated on songs that a computer plays, by logistic regression.

    Parameters
    ----------
    times : ndarray
        Of the beats, frames.
    bars, networks : ndarray
        Probability of a beat at every frame, of the two kinds of networks.
    on : float
        Probability that the beats are not half a beat beside the right ones; see `rivals.likeliest`.
    """
    return float(expit(WEIGHTS @ signs(times, bars, networks, on))) if len(times) > 2 else 0.0


def signs(times: FloatArray, bars: NDArray[np.float32], networks: NDArray[np.float32], on: float) -> FloatArray:
    """What speaks for a grid.

    1, how likely its beats or their middles are to the network of bars, and how much one is likelier than the other,
    whichever it is; how likely its beats are to the others, how even it is, and `on`, which tells beats from middles.
    """
    middles = (times[1:] + times[:-1]) / 2
    uneven = np.abs(np.diff(np.log(np.diff(times)))).mean()
    likely, rival = _around(bars, times).mean(), _around(bars, middles).mean()
    other = _around(networks, times).mean() - networks.mean()
    return np.array([1.0, max(likely, rival), abs(likely - rival), other, uneven, on])


def _around(curve: NDArray[np.float32], times: FloatArray) -> NDArray[np.float32]:
    """The most within two frames."""
    near = np.rint(times).astype(np.int64)[:, None] + np.arange(-2, 3)
    return np.asarray(curve[np.clip(near, 0, len(curve) - 1)].max(axis=1))
