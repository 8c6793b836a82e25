"""How likely every 20 ms of a song is a beat or a downbeat, as a network hears it.

The networks are those of BeatNet (Heydari, Cwitkowitz & Duan 2021, CC-BY-4.0), three in one file, and so is what they
are shown: magnitudes in 24 bands per octave on a logarithmic scale, and their rise since the frame before.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clavilux.listen.bar_network import summary
from clavilux.listen.pieces import mean_square, padded
from clavilux.onnx import Session, session
from clavilux.values import Samples

__all__ = ["FPS", "BeatActivations", "bands_hertz", "beat_activations", "features"]

FPS = 50
"""Frames per second of everything here."""
RATE = 22050  # Hz, what the networks were trained at
HOP = RATE // FPS
WINDOW = 1411  # samples, 64 ms
HALF = WINDOW // 2
LOWEST, HIGHEST, PER_OCTAVE, TUNING = 30.0, 17000.0, 24, 440.0
BLOCK = 3000  # frames heard at a time: one minute
LEVEL = 0.1  # root mean square that every song is brought to
STATE = (3, 2, 2, 1, 150)  # networks, hidden and cell, layers, one song, units

Floats = NDArray[np.float32]


class BeatActivations(NamedTuple):
    """What the networks say."""

    probabilities: Floats
    """Shape [frames, 2]: probability of a beat that is no downbeat, and of a downbeat; frame i is at i / FPS."""
    onset_density: float
    """How much happens: mean over frames of the rise summed over bands, about 2 in slow and 5 in busy music."""
    kept: NDArray[np.float16]
    """What they were shown, as `bar_network.summary` keeps it."""


def beat_activations(mono: Samples) -> BeatActivations:
    """Let the networks listen.

    The song is heard minute by minute, so memory does not grow with it.

    Parameters
    ----------
    mono : Samples
        At 22050 Hz, not silent.
    """
    gain = float(LEVEL / np.sqrt(mean_square(mono)))
    state = np.zeros(STATE, np.float32)
    answers, kept, rise = [], [], 0.0
    count = -(-len(mono) // HOP)
    for first in range(0, count, BLOCK):
        shown = features(mono, first, min(first + BLOCK, count), gain)
        rise += float(shown[:, shown.shape[1] // 2 :].sum(dtype=np.float64))
        answer, state = _network().run(None, {"frames": shown, "state": state})
        answers.append(answer)
        kept.append(summary(shown, bands_hertz()))
    return BeatActivations(np.concatenate(answers), rise / count, np.concatenate(kept))


def features(mono: Samples, first: int, last: int, gain: float = 1.0) -> Floats:
    """What the networks are shown of frames `first` to `last`.

    Parameters
    ----------
    mono : Samples
        At 22050 Hz.
    first, last : int
        Frames, `last` exclusive; frame i is the 64 ms around second i / FPS.
    gain : float
        What the samples are multiplied by.

    Returns
    -------
    ndarray
        float32, shape [last - first, 272]: log10(1 + magnitude) of 136 bands, then their rise since the frame before.
    """
    before = max(first - 1, 0)
    part = gain * padded(mono, before * HOP - HALF, (last - 1) * HOP - HALF + WINDOW)
    windows = np.lib.stride_tricks.sliding_window_view(part, WINDOW)[::HOP]
    magnitude = np.abs(np.fft.rfft(windows * np.hanning(WINDOW).astype(np.float32), axis=1))[:, :HALF]
    level = np.log10(1 + magnitude.astype(np.float32) @ _bands())
    rise = np.maximum(np.diff(level, axis=0, prepend=level[:1]), 0)
    return np.asarray(np.hstack([level, rise])[first - before :], np.float32)


@cache
def _edges() -> NDArray[np.float64]:
    """Bins of the notes: where the bands begin, have their centre and end, [bands + 2].

    Notes that fall on the same bin are one, so that the lowest bands are a bin wide. A bin counts as 1 / 1410 of the
    rate although the window has 1411 samples: so the networks were trained.
    """
    notes = np.arange(np.ceil(PER_OCTAVE * np.log2(LOWEST / TUNING)), PER_OCTAVE * np.log2(HIGHEST / TUNING))
    hertz = TUNING * 2 ** (notes / PER_OCTAVE)
    return np.unique(np.clip(np.rint(hertz * (2 * HALF) / RATE), 0, HALF - 1))


def bands_hertz() -> NDArray[np.float64]:
    """The centres of the bands, [136]."""
    return _edges()[1:-1] * RATE / (2 * HALF)


@cache
def _bands() -> Floats:
    """Triangles of area 1 between neighbouring notes, shape [bins, bands]."""
    bins = _edges()
    left, centre, right = (bins[i : len(bins) - 2 + i, None] for i in range(3))
    at = np.arange(HALF)
    up = (at - left) / (centre - left)
    down = (right - at) / (right - centre)
    triangles = np.maximum(np.minimum(up, down), 0)
    return np.asarray((triangles / triangles.sum(axis=1, keepdims=True)).T, np.float32)


@cache
def _network() -> Session:
    weights = (Path(__file__).parent / "weights" / "beatnet.onnx").read_bytes()
    return session(weights, threads=1)  # the networks are too small to share
