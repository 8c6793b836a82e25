"""How much of a grid of beats is likely right, and each of its bars."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d
from scipy.special import expit, logit

from clavilux.values import FloatArray

__all__ = ["CLAIMED", "CLAIMED_OF_SPEECH", "signs", "signs_of_bars", "trust", "trust_in_bars"]

CLAIMED = 0.38
"""Trust below which no beat is claimed: beats of music have more, what has no beat has less."""
CLAIMED_OF_SPEECH = 0.5
"""The same of what may be speech."""
WEIGHTS = np.array([-1.51, 2.04, 1.74, 0.5, -0.05, 0.36])
"""Of `signs`, by ``training/beats/fit_trust.py``."""
OF_BARS = np.array([0.3, 0.36, 0.33, -0.36, 0.41])
"""Of `signs_of_bars`, by ``training/beats/fit_bars.py``."""
NEAR = 4
"""Bars on each side that speak for one, too: a fill hides the beat that it leads to, but not those around it."""
CERTAIN = 1e-3  # least and most probability that is told apart


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


def trust_in_bars(downbeats: FloatArray, halves: NDArray[np.bool_]) -> FloatArray:
    """How likely it is that a bar begins where one is counted, shape [n], in [0, 1].

    Bars are lost where beats are not: a tracker is half a bar off, or half a beat for the length of a break.
    Calibrated on songs that a computer plays, by logistic regression.

    Parameters
    ----------
    downbeats : ndarray
        Probability that the first beat of each bar, if it is a beat, is a downbeat, [n].
    halves : ndarray
        Whether each may be half a bar, as most bars of two that are heard, [n].
    """
    return np.asarray(expit(signs_of_bars(downbeats, halves) @ OF_BARS))


def signs_of_bars(downbeats: FloatArray, halves: NDArray[np.bool_]) -> FloatArray:
    """What speaks for each bar, [n, 5]; parameters as for `trust_in_bars`.

    1, log odds of its own downbeat, and the mean of those around it; whether it may be half a bar, and then by how much
    every other one around it, itself among them, is likelier than the rest.
    """
    odds = logit(np.clip(downbeats, CERTAIN, 1 - CERTAIN))
    even = np.arange(len(odds)) % 2 == 0
    ahead = _mean_near(odds, even) - _mean_near(odds, ~even)
    rival = halves * np.where(even, ahead, -ahead)
    return np.column_stack([np.ones(len(odds)), odds, _mean_near(odds, even | ~even), halves, rival])


def _mean_near(values: FloatArray, counted: NDArray[np.bool_]) -> FloatArray:
    """Mean of those that are counted, of each and its `NEAR` neighbours on both sides; 0 where there are none."""
    total, count = (uniform_filter1d(row, 2 * NEAR + 1, mode="constant") for row in (values * counted, counted * 1.0))
    return np.asarray(np.divide(total, count, out=np.zeros(len(values)), where=count > 1e-9))


def _around(curve: NDArray[np.float32], times: FloatArray) -> NDArray[np.float32]:
    """The most within two frames."""
    near = np.rint(times).astype(np.int64)[:, None] + np.arange(-2, 3)
    return np.asarray(curve[np.clip(near, 0, len(curve) - 1)].max(axis=1))
