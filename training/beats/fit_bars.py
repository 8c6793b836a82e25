"""Fit what `clavilux.listen.trust` weighs of bars, on songs that were kept apart: ``python fit_bars.py``.

What is fitted is the share of downbeats within 70 ms of a true one; every song counts as much as any other.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from apart import heard, thrown, written
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, xlogy

from clavilux.listen.beat_network import FPS
from clavilux.listen.beats import bars_of, found_frames
from clavilux.listen.trust import signs_of_bars

WITHIN = 0.07  # seconds
STIFFNESS = 0.01
BINS = (0, 0.25, 0.5, 0.7, 0.8, 0.9, 1.01)

Floats = NDArray[np.float64]


def main() -> None:
    """Print the weights, and how well they tell."""
    rows, right, shares = [], [], []
    for data in thrown() + written():
        found = found_frames(heard(data))
        bars = bars_of(found)
        if not len(bars.downbeats):
            continue
        times = found.frames[bars.positions == 0] / FPS
        rows.append(signs_of_bars(bars.downbeats, bars.lengths == 2))
        right.append(np.abs(times[:, None] - data["downbeats"]).min(axis=1) <= WITHIN)
        shares.append(np.full(len(times), 1 / len(times)))
    every, truth, share = np.concatenate(rows), np.concatenate(right), np.concatenate(shares)
    weights = fit(every, truth, share / share.sum())
    print(np.round(weights, 2).tolist())
    told = expit(every @ weights)
    for low, high in pairwise(BINS):
        here = (told >= low) & (told < high)
        print(f"told {told[here].mean():.2f}, right {truth[here].mean():.2f}: {here.sum()} downbeats")


def fit(rows: Floats, truth: NDArray[np.bool_], share: Floats) -> Floats:
    """Logistic regression."""
    scale = np.append(1.0, rows[:, 1:].std(axis=0))

    def loss(scaled: Floats) -> float:
        told = np.clip(expit(rows @ (scaled / scale)), 1e-6, 1 - 1e-6)
        entropy = -(share * (xlogy(truth, told) + xlogy(~truth, 1 - told))).sum()
        return float(entropy + STIFFNESS * np.square(scaled[1:]).sum())

    return np.asarray(minimize(loss, np.zeros(rows.shape[1])).x / scale)


if __name__ == "__main__":
    main()
