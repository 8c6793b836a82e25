"""Fit what `clavilux.listen.rivals` weighs, on songs that were kept apart: ``python fit_rivals.py``.

A conditional logit: of the grids among which it chooses, the one whose beats are right is to have the most points. What
speaks for the grid that is found first, before all rivals, is fitted on accompaniments that people wrote (`accompany`),
as dice throw tempi that people do not.
"""

from __future__ import annotations

from typing import NamedTuple

import mir_eval
import numpy as np
from apart import Song, heard, thrown, written
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import log_softmax, softmax

from clavilux.listen.bar_network import bar_probabilities, strokes
from clavilux.listen.beat_network import FPS
from clavilux.listen.beats import candidates
from clavilux.listen.rivals import FEWEST, evidence, with_those_beside

SHARP = 12.0  # times the difference of F by which the right one is likelier to be wanted
STIFFNESS = 0.01

Floats = NDArray[np.float64]


class Choice(NamedTuple):
    """The grids of a song."""

    evidence: Floats
    """Shape [grids, 5]; the first grid is the one that is found first."""
    wanted: Floats
    """How likely each is wanted, [grids]."""
    right: Floats
    """F of its beats, [grids]."""


def choice(data: Song) -> Choice:
    """Of a song."""
    said, curves = heard(data), strokes(data["kept"])
    bars = bar_probabilities(said.kept, said.probabilities)
    grids, mixed = candidates(said, bars)
    every = [grid for pair in with_those_beside(grids, len(mixed)) for grid in pair if len(grid) >= FEWEST]
    right = np.array([mir_eval.beat.f_measure(data["beats"], grid / FPS) for grid in every])
    rows = np.array([evidence(grid, mixed, bars, curves) for grid in every])
    return Choice(rows, softmax(SHARP * right), right)


def main() -> None:
    """Print the weights, and how often they take the right grid."""
    dice, people = [choice(data) for data in thrown()], [choice(data) for data in written()]
    weights = fit(dice + people)
    first = float(minimize_scalar(lambda extra: loss(people, weights, extra), bounds=(0, 6), method="bounded").x)
    print(np.round(weights, 2).tolist(), round(first, 2))
    for name, songs in (("thrown with dice", dice), ("accompaniments", people)):
        best = [points(one, weights, first).argmax() for one in songs]
        mean = np.mean([one.right[i] for one, i in zip(songs, best, strict=True)])
        print(f"{name}: F {np.mean([one.right[0] for one in songs]):.3f} of the first, {mean:.3f} of the taken")


def points(one: Choice, weights: Floats, first: float = 0.0) -> Floats:
    """Of each grid of a song."""
    return one.evidence @ weights + first * (np.arange(len(one.right)) == 0)


def loss(songs: list[Choice], weights: Floats, first: float = 0.0) -> float:
    """Mean cross-entropy."""
    return float(-np.mean([one.wanted @ log_softmax(points(one, weights, first)) for one in songs]))


def fit(songs: list[Choice]) -> Floats:
    """The weights; large ones cost, in units of what the evidence varies."""
    scale = np.concatenate([one.evidence for one in songs]).std(axis=0)

    def cost(scaled: Floats) -> float:
        return loss(songs, scaled / scale) + STIFFNESS / 2 * float(np.square(scaled).sum())

    return np.asarray(minimize(cost, np.zeros(len(scale))).x / scale)


if __name__ == "__main__":
    main()
