"""From probabilities of beats to beats and bars.

A hidden Markov model of a bar (Whiteley et al. 2006; Krebs, Böck & Widmer 2015; Böck, Krebs & Widmer 2016): the hidden
state is the beat of the bar and the tempo; the tempo may change a little at every beat, and the probabilities say
whether a beat, a downbeat or none is heard. Solved exactly by Viterbi's algorithm. What happens *between* two beats
depends only on their distance, so the paths step from beat to beat, not from frame to frame, and as no beat is
shorter than the shortest interval, that many frames are solved at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clavilux.listen.beat_network import FPS

__all__ = ["FASTEST", "SLOWEST", "Bars", "bars"]

SLOWEST, FASTEST = 55, 215  # BPM
INTERVALS = np.arange(-(-60 * FPS // FASTEST), 60 * FPS // SLOWEST + 1)  # frames from beat to beat
STROKES = -(-INTERVALS // 16)  # frames at the start of a beat in which it is heard
STEADINESS = 60.0  # how unlikely a change of tempo is: exp(-STEADINESS * relative change)
LEANING = 4.0  # see `bars`
METERS = (3, 4)  # beats per bar; a song keeps to one
IN_BAR = np.concatenate([np.arange(meter) for meter in METERS])  # position of a beat, 0 is the downbeat
BEFORE = np.concatenate([np.roll(np.arange(m), 1) + sum(METERS[:i]) for i, m in enumerate(METERS)])
LEAST = 1e-6  # probability

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Bars(NamedTuple):
    """Beats and their positions in the bar."""

    frames: Whole
    """Frame of each beat."""
    positions: Whole
    """Position of each beat in its bar; 0 is the downbeat."""


class _Evidence(NamedTuple):
    """Log probabilities summed up to each frame, shape [frames + 1]."""

    beat: Floats
    downbeat: Floats
    rest: Floats


def bars(activations: NDArray[np.float32], expected: float, leaning: float = LEANING) -> Bars:
    """The likeliest beats and bars, 3 or 4 beats long, at 55 to 215 BPM.

    Parameters
    ----------
    activations : ndarray
        Shape [frames, 2], probability of a beat that is no downbeat and of a downbeat, 50 frames per second.
    expected : float
        BPM: which of two tempi to take that fit about equally, such as one and its double.
    leaning : float
        Nats per second and squared octave that a tempo costs which is not the expected one.
    """
    heard = _evidence(activations)
    frames, longest, block = len(activations), int(INTERVALS[-1]), int(INTERVALS[0])
    change = _change(expected, leaning)
    origin = np.zeros((frames, len(IN_BAR), len(INTERVALS)), np.int8)  # interval that led to each beat
    # log probabilities of beats at the frames from first - longest on
    recent = np.zeros((longest + block, len(IN_BAR), len(INTERVALS)))
    for first in range(0, frames, block):
        now = np.arange(first, min(first + block, frames))
        arrived = _arrive(recent, now, first - longest, heard)
        paths = arrived[..., None] + change  # frame, position, interval before, interval after
        best = paths.argmax(axis=2)
        origin[now] = best
        leaving = np.take_along_axis(paths, best[:, :, None], axis=2)[:, :, 0]
        recent[longest : longest + len(now)] = leaving + _strokes(now, frames, heard)
        if now[-1] + 1 < frames:
            recent[:longest] = recent[block:].copy()
    first = (frames - 1) // block * block
    return _trace(origin, *_last(recent, first - longest, heard))


def _evidence(activations: NDArray[np.float32]) -> _Evidence:
    """A rest of 15 frames must weigh as much as a stroke of one, hence the division."""
    rest = (1 - activations.sum(axis=1)) / (16 - 1)
    logs = np.log(np.maximum(np.column_stack([activations, rest]), LEAST), dtype=np.float64)
    return _Evidence(*np.vstack([np.zeros(3), np.cumsum(logs, axis=0)]).T)


def _change(expected: float, leaning: float) -> Floats:
    """Log probability of each interval (columns) after each (rows), times the leaning to the expected tempo."""
    relative = np.abs(INTERVALS / INTERVALS[:, None] - 1)
    steady = -STEADINESS * relative
    octaves = np.log2(60 * FPS / INTERVALS / expected)
    lean = -0.5 * leaning * octaves**2 * INTERVALS / FPS
    return np.asarray(steady - np.logaddexp.reduce(steady, axis=1, keepdims=True) + lean)


def _arrive(recent: Floats, now: Whole, oldest: int, heard: _Evidence) -> Floats:
    """Log probability of the best path that ends just before a beat, by frame, position and last interval.

    Before the song any state is as likely as another.
    """
    source = now[:, None] - INTERVALS
    inside = source >= 0
    row = np.maximum(source - oldest, 0)
    paths = recent[row[:, None], BEFORE[:, None], np.arange(len(INTERVALS))]
    rest = heard.rest[now][:, None] - heard.rest[np.where(inside, source + STROKES, 0)]
    return np.asarray(np.where(inside[:, None], paths, 0.0) + rest[:, None])


def _strokes(now: Whole, frames: int, heard: _Evidence) -> Floats:
    """Log probability of hearing the stroke of a beat at each frame, by position and following interval."""
    end = np.minimum(now[:, None] + STROKES, frames)
    beat = heard.beat[end] - heard.beat[now][:, None]
    downbeat = heard.downbeat[end] - heard.downbeat[now][:, None]
    return np.asarray(np.where((IN_BAR == 0)[:, None], downbeat[:, None], beat[:, None]))


def _last(recent: Floats, oldest: int, heard: _Evidence) -> tuple[int, int, int]:
    """Frame, position and following interval of the best path's last beat: the next one is behind the song's end."""
    frames = len(heard.rest) - 1
    at = np.arange(max(frames - int(INTERVALS[-1]), 0), frames)
    rest = heard.rest[frames] - heard.rest[np.minimum(at[:, None] + STROKES, frames)]
    total = recent[at - oldest] + np.where(at[:, None] + INTERVALS >= frames, rest, -np.inf)[:, None]
    frame, position, interval = np.unravel_index(total.argmax(), total.shape)
    return int(at[frame]), int(position), int(interval)


def _trace(origin: NDArray[np.int8], frame: int, position: int, interval: int) -> Bars:
    """Walk back from the last beat to the first."""
    beats = []
    while frame >= 0:
        beats.append((frame, IN_BAR[position]))
        interval = int(origin[frame, position, interval])
        frame, position = frame - int(INTERVALS[interval]), int(BEFORE[position])
    found = np.array(beats[::-1], np.int64)
    return Bars(found[:, 0], found[:, 1])
