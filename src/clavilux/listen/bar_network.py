"""How likely every 20 ms of a song is a beat or a downbeat, to a network that hears whole bars.

The network is our own, a temporal convolutional network (Davies & Böck 2019) that sees 41 s on each side. It is shown
what `beat_network` says, and what tells one beat from the next: low and high bands, and how much harmony and timbre
change. It was trained on songs in all metres that a computer plays (``training/beats/``).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from clavilux.onnx import Session, session

__all__ = ["bar_probabilities", "shown", "strokes", "summary"]

Floats = NDArray[np.float32]

POOLED = 4  # neighbouring bands that are one
LOW = 12  # the lowest bands, kept apart: kicks and basses
TONAL = (200.0, 2500.0)  # Hz: where bands are notes
AROUND = (12, 25, 50)  # frames before and after a moment, whose harmonies are compared
TIMBRE = 25  # the same of timbre
LEVELS, RISES, CHROMA, LOWS = slice(0, 34), slice(34, 68), slice(68, 80), slice(80, 92)
"""Where they stand in what `summary` keeps."""
MIDDLE = slice(RISES.start + 5, RISES.start + 22)
"""Rises from 350 to 2700 Hz: chords and snares."""
CERTAIN = 1e-3  # least and most probability that is told apart
SEES = 2100  # frames on each side that matter
BLOCK = 9000  # frames heard at a time


def summary(levels: Floats, hertz: NDArray[np.float64]) -> NDArray[np.float16]:
    """What is kept of the bands of `beat_network.features`: small, as it is kept for a whole song.

    Parameters
    ----------
    levels : ndarray
        Shape [n, 2 * bands]: levels, then rises.
    hertz : ndarray
        Centre of each band.

    Returns
    -------
    ndarray
        Shape [n, 92]: levels in 34 bands, rises in 34 bands, 12 pitch classes, the 12 lowest bands.
    """
    bands = len(hertz)
    pooled = levels.reshape(len(levels), -1, POOLED).mean(axis=2)
    chroma = levels[:, :bands] @ _pitch_classes(tuple(hertz))
    return np.hstack([pooled, chroma, levels[:, :LOW]]).astype(np.float16)


@cache
def _pitch_classes(hertz: tuple[float, ...]) -> Floats:
    """Shape [bands, 12]: which band is which note."""
    centres = np.array(hertz)
    note = np.rint(12 * np.log2(centres / 440)).astype(int) % 12
    tonal = (centres > TONAL[0]) & (centres < TONAL[1])
    return np.asarray((note[:, None] == np.arange(12)) & tonal[:, None], np.float32)


def shown(kept: NDArray[np.float16], probabilities: Floats) -> Floats:
    """What the network is shown: `summary`, what changes, and log odds of `beat_network`; shape [n, 98]."""
    rows = kept.astype(np.float32)
    levels, chroma = rows[:, LEVELS], rows[:, CHROMA]
    changes = [_change(chroma - chroma.mean(axis=1, keepdims=True), around) for around in AROUND]
    changes.append(_change(levels - levels.mean(axis=1, keepdims=True), TIMBRE))
    odds = logit(np.clip(probabilities, CERTAIN, 1 - CERTAIN)).astype(np.float32)
    return np.asarray(np.column_stack([rows, *changes, odds]), np.float32)


def strokes(kept: NDArray[np.float16]) -> tuple[Floats, Floats]:
    """How much the lowest bands rise at every frame, which is kick and bass, and the middle ones: chords and snares.

    Parameters
    ----------
    kept : ndarray
        Of `summary`, shape [n, 92].
    """
    lows = kept[:, LOWS].astype(np.float32)
    low = np.maximum(np.diff(lows, axis=0, prepend=lows[:1]), 0).sum(axis=1)
    return low, kept[:, MIDDLE].astype(np.float32).sum(axis=1)


def _change(rows: Floats, around: int) -> Floats:
    """1 minus the cosine of the mean before and after each frame, the frame's own after."""
    total = np.vstack([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
    frame = np.arange(len(rows))
    before = total[frame] - total[np.maximum(frame - around, 0)]
    after = total[np.minimum(frame + around, len(rows))] - total[frame]
    size = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1) + 1e-6
    return np.asarray(1 - (before * after).sum(axis=1) / size, np.float32)


def bar_probabilities(kept: NDArray[np.float16], probabilities: Floats) -> Floats:
    """Let the network listen, some minutes at a time.

    Parameters
    ----------
    kept : ndarray
        Of `summary`.
    probabilities : ndarray
        Shape [n, 2], of `beat_network`.

    Returns
    -------
    ndarray
        Shape [n, 2]: probability of any beat, and of a downbeat.
    """
    parts = []
    for first in range(0, len(kept), BLOCK):
        start, end = max(0, first - SEES), min(len(kept), first + BLOCK + SEES)
        odds = _network().run(None, {"shown": shown(kept[start:end], probabilities[start:end])})[0]
        parts.append(expit(odds[first - start : first - start + BLOCK]))
    return np.asarray(np.concatenate(parts), np.float32)


@cache
def _network() -> Session:
    return session((Path(__file__).parent / "weights" / "bars.onnx").read_bytes(), threads=1)
