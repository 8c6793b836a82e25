"""Fit what `clavilux.listen.trust` weighs, on songs that were kept apart: ``python fit_trust.py``.

What is fitted is the share of beats that are right, F within 70 ms; nothing is right in what has no beat.
"""

from __future__ import annotations

from itertools import pairwise

import mir_eval
import numpy as np
from apart import heard, thrown, written
from beatless import beatless
from numpy.typing import NDArray
from practice import bare
from scipy.optimize import minimize
from scipy.special import expit, xlogy
from train import BEATLESS, song

from clavilux.listen.beat_network import FPS
from clavilux.listen.beats import found_frames
from clavilux.listen.trust import signs

SILENT = range(BEATLESS, BEATLESS + 15)
BARE = range(15)
TIMES = 3  # as much as one song does each of what has no beat count
STIFFNESS = 0.02
BINS = (0, 0.25, 0.5, 0.7, 0.8, 0.9, 1.01)


def main() -> None:
    """Print the weights, and how well they tell."""
    songs = thrown() + written() + [song(bare, seed) for seed in BARE]
    songs += TIMES * [song(beatless, seed) for seed in SILENT]
    rows, rights = [], []
    for data in songs:
        found = found_frames(heard(data))
        rows.append(signs(found.frames, found.bars[:, 0], found.networks, found.on))
        rights.append(mir_eval.beat.f_measure(data["beats"], found.frames / FPS) if len(data["beats"]) else 0.0)
    weights = fit(np.array(rows), np.array(rights))
    print(np.round(weights, 2).tolist())
    told = expit(np.array(rows) @ weights)
    for low, high in pairwise(BINS):
        here = (told >= low) & (told < high)
        if here.any():
            print(f"told {told[here].mean():.2f}, right {np.array(rights)[here].mean():.2f}: {here.sum()} songs")
    print("most told of what has no beat", told[-len(SILENT) :].max().round(2))


def fit(rows: NDArray[np.float64], rights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression onto shares."""

    def loss(weights: NDArray[np.float64]) -> float:
        told = np.clip(expit(rows @ weights), 1e-6, 1 - 1e-6)
        entropy = -(xlogy(rights, told) + xlogy(1 - rights, 1 - told)).mean()
        return float(entropy + STIFFNESS * np.square(weights[1:]).mean())

    return np.asarray(minimize(loss, np.zeros(rows.shape[1])).x)


if __name__ == "__main__":
    main()
