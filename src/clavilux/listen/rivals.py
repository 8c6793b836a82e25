"""Which of several grids of beats to take: one that was found, or what it may be mistaken for.

Whoever counts music errs in few ways: half or twice as fast, a waltz by its bars, or half a beat off. Of each grid four
things speak, each a law of music: its beats are heard; bars of them are heard (bars of 4 at one tempo are bars of 2, or
halves of bars, at another); kick and bass are on the beat, and chords and snares, where they take turns with the bass,
are not; people count at about 110 BPM.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from clavilux.listen.bar_network import strokes
from clavilux.listen.beat_network import FPS
from clavilux.listen.meter import CERTAIN, EMPTY, FASTEST, METERS, SLOWEST, bar_score, beat_frames
from clavilux.values import FloatArray

__all__ = ["FIRST", "evidence", "likeliest", "multiples", "with_those_beside"]

MULTIPLES = (1 / 2, 2, 3)
"""Of a tempo, where it may be mistaken for another."""
AROUND = 2  # frames on each side of a beat in which it may be heard
FEWEST = 8  # beats that can be judged
COUNTED = 110.0  # BPM that people like to count
LEAST = 1e-4  # probability
WEIGHTS = np.array([0.44, 1.08, 0.7, -1.27, -1.11])
"""Of `evidence`, by ``training/beats/fit_rivals.py``."""
FIRST = 1.05
"""What speaks for the grid that was found first, by the same."""

Floats = NDArray[np.float32]


def multiples(frames: FloatArray, probabilities: Floats) -> list[FloatArray]:
    """Grids at multiples of the tempo of one: the likeliest beats within 13 % of each, frames."""
    tempo = 60 * FPS / float(np.median(np.diff(frames)))
    return [beat_frames(probabilities, tempo * times) for times in MULTIPLES if SLOWEST <= tempo * times <= FASTEST]


def likeliest(
    grids: Sequence[FloatArray], heard: Floats, bars: Floats, kept: NDArray[np.float16], meters: Sequence[int] = METERS
) -> tuple[FloatArray, float]:
    """The grid for which most speaks, of some and of what lies half a beat beside each.

    Parameters
    ----------
    grids : sequence of ndarray
        Beats in frames; the first is taken if the others have hardly more for them.
    heard : ndarray
        Probability of a beat at every frame, [n].
    bars : ndarray
        Probability of a beat and of a downbeat to the network of bars, [n, 2].
    kept : ndarray
        Of `bar_network.summary`, [n, 92].
    meters : sequence of int
        Beats that a bar may have.

    Returns
    -------
    tuple
        The grid, and how likely it is that it, and not the one half a beat beside it, is right.
    """
    if len(grids[0]) < FEWEST:
        return grids[0], 0.5
    curves = strokes(kept)
    pairs = with_those_beside(grids, len(heard))
    points = np.array([[WEIGHTS @ evidence(grid, heard, bars, curves, meters) for grid in pair] for pair in pairs])
    points[0, 0] += FIRST
    best, side = np.unravel_index(points.argmax(), points.shape)
    return pairs[best][side], float(expit(points[best, side] - points[best, 1 - side]))


def evidence(
    frames: FloatArray, heard: Floats, bars: Floats, curves: tuple[Floats, Floats], meters: Sequence[int] = METERS
) -> FloatArray:
    """What speaks for a grid.

    Parameters
    ----------
    frames : ndarray
        Beats.
    heard, bars, meters
        As for `likeliest`.
    curves : tuple of ndarray
        Of `bar_network.strokes`.

    Returns
    -------
    ndarray
        Log odds of its beats per second, and of its bars; how much more the low bands rise on the beats than between
        them, in [-1, 1], and the middle ones; squared octaves from what people count.
    """
    seconds, interval = len(heard) / FPS, float(np.median(np.diff(frames))) / FPS
    odds = logit(np.clip(_near(heard, frames), CERTAIN, 1 - CERTAIN))
    beats = np.where(odds > 0, odds, odds * interval / EMPTY).sum()
    strengths, downbeats = (_near(said, frames) for said in bars.T)
    score = bar_score(downbeats / np.maximum(strengths, downbeats + LEAST), meters)
    low, middle = (_contrast(curve, frames) for curve in curves)
    return np.array([beats / seconds, score / seconds, low, middle, np.log2(60 / interval / COUNTED) ** 2])


def _near(curve: Floats, frames: FloatArray) -> FloatArray:
    """The most of a curve near each of some moments."""
    near = np.rint(frames).astype(np.int64)[:, None] + np.arange(-AROUND, AROUND + 1)
    return np.asarray(curve[np.clip(near, 0, len(curve) - 1)].max(axis=1), np.float64)


def with_those_beside(grids: Sequence[FloatArray], count: int) -> list[tuple[FloatArray, FloatArray]]:
    """Each grid that can be judged, of so many frames, and what lies half a beat beside it."""
    return [(grid, _beside(grid, count)) for grid in grids if len(grid) >= FEWEST]


def _beside(frames: FloatArray, count: int) -> FloatArray:
    """The middles between beats, and those before the first and after the last."""
    middles = (frames[1:] + frames[:-1]) / 2
    ends = middles[0] - (frames[1] - frames[0]), middles[-1] + (frames[-1] - frames[-2])
    shifted = np.concatenate([[ends[0]], middles, [ends[1]]])
    return shifted[(shifted >= 0) & (shifted < count)]


def _contrast(curve: Floats, frames: FloatArray) -> float:
    on = _near(curve, frames).mean()
    between = _near(curve, (frames[1:] + frames[:-1]) / 2).mean()
    return float((on - between) / (on + between + 1e-6))
