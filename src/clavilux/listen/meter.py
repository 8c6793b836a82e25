"""From probabilities of beats and downbeats to beats and bars.

Two hidden Markov models, each solved exactly by Viterbi's algorithm. In the first the hidden state is the interval from
beat to beat: it may change a little at every beat, or, rarely, jump. As what happens *between* two beats depends only
on their distance, its paths step from beat to beat, not from frame to frame (Krebs, Böck & Widmer 2015), and as no beat
is shorter than the shortest interval, that many frames are solved at once. In the second the state is the beat of the
bar, and how many beats the bar has (Whiteley et al. 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from clavilux.listen.beat_network import FPS
from clavilux.values import FloatArray

__all__ = [
    "CERTAIN",
    "EMPTY",
    "FASTEST",
    "METERS",
    "SLOWEST",
    "Bars",
    "bar_positions",
    "bar_score",
    "beat_frames",
    "counted",
]

FINER = 2  # steps per frame: one step is 10 ms
SLOWEST, FASTEST = 40.0, 232.0  # BPM
KNOWN_WITHIN = 1.13  # times as slow or fast as somebody says may the beats be
CERTAIN = 1e-3  # least and most probability that is told apart
EMPTY = 0.5  # seconds of beats unheard that weigh as much as one beat that is heard
REACH = 8  # steps by which an interval may change without a jump
JITTER = 0.2  # nats for a change of one step, which may be but rounding
STEADINESS = 40.0  # nats for a relative change of 1
LEANING = 1.0  # nats per second and squared octave that a tempo costs which is not the usual one
JUMP = 9.0  # nats for any other change

METERS = (2, 3, 4, 5, 6, 7)
"""Beats per bar that are told apart."""
COMMON, RARE = {2: 0.02, 3: 0.25, 4: 0.73}, 1e-3
"""How common some are, and any other. The rare ones are rarer than in life: they are to be heard clearly, as what is
played in 4 may seem to be in 5 or 7 by a few nats, and what is played in 7 does by twenty and more."""
USUAL = 0.27  # share of all beats that are downbeats
NEW_METER = 1e-3  # probability at the end of a bar that the next has another number of beats
BROKEN = 1e-4  # probability that a bar ends early

LEAST = 1e-4  # probability of a beat
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Bars(NamedTuple):
    """Beats, counted."""

    positions: Whole
    """Of each beat in its bar; 0 is the downbeat."""
    downbeats: FloatArray
    """Probability that each downbeat, if it is a beat, is one, [bars]."""
    lengths: Whole
    """Beats of each bar, [bars]; the last one, which may be cut off, is as long as the one before."""


def beat_frames(probabilities: NDArray[np.float32], tempo: float | None = None, usual: float | None = None) -> Floats:
    """The likeliest beats, at 40 to 232 BPM.

    Parameters
    ----------
    probabilities : ndarray
        Shape [frames], of a beat, 50 frames per second.
    tempo : float, optional
        BPM, when somebody knows it: the beats are at most 13 % slower or faster.
    usual : float, optional
        BPM: which of two tempi to take that fit about equally, such as one and its double.

    Returns
    -------
    ndarray
        Frames, in steps of a half.
    """
    slowest, fastest = (SLOWEST, FASTEST) if tempo is None else (tempo / KNOWN_WITHIN, tempo * KNOWN_WITHIN)
    second = FPS * FINER
    intervals = np.arange(max(1, int(np.ceil(60 * second / fastest))), int(60 * second / slowest) + 1)
    scores = _scores(probabilities)
    steps, longest, block = len(scores), int(intervals[-1]), int(intervals[0])
    share = intervals / second / EMPTY
    octaves = np.log2(60 * second / intervals / usual) if usual else np.zeros(len(intervals))
    lean = LEANING * octaves**2 * intervals / second
    origin = np.zeros((steps, len(intervals)), np.int16)
    # log probabilities of beats at the steps from first - longest on: by the interval before, and by that after
    arrived, leaving = np.zeros((2, longest + block, len(intervals)), np.float32)
    for first in range(0, steps, block):
        now = np.arange(first, min(first + block, steps))
        here = slice(longest, longest + len(now))
        heard = np.maximum(scores[now, None], 0) + np.minimum(scores[now, None], 0) * share
        arrived[here] = leaving[longest + (now - first)[:, None] - intervals, np.arange(len(intervals))] + heard - lean
        leaving[here], origin[now] = _change(arrived[here], intervals)
        if now[-1] + 1 < steps:
            best = arrived[here].max()  # float32 tells small differences of small numbers
            arrived[:longest], leaving[:longest] = arrived[block:] - best, leaving[block:] - best
    tail = arrived[max(0, longest - first) : longest + len(now)]
    return _trace(tail, origin, intervals) / FINER


def _scores(probabilities: NDArray[np.float32]) -> Floats:
    """Log odds of a beat, at every step."""
    odds = logit(np.clip(probabilities.astype(np.float64), CERTAIN, 1 - CERTAIN))
    at = np.arange(FINER * len(odds) - FINER + 1) / FINER
    return np.asarray(np.interp(at, np.arange(len(odds)), odds))


def _change(best: FloatArray, intervals: Whole) -> tuple[FloatArray, NDArray[np.int16]]:
    """By the interval after a beat: log probability of the best way there, and the interval before the beat."""
    count = len(intervals)
    from_any = best.argmax(axis=1)[:, None]
    found = np.tile(np.take_along_axis(best, from_any, axis=1) - JUMP, count)
    origin = np.tile(from_any.astype(np.int16), count)
    numbers = np.arange(count, dtype=np.int16)
    for shift in range(1 - min(REACH + 1, count), min(REACH + 1, count)):
        before = slice(max(-shift, 0), count - max(shift, 0))
        after = slice(max(shift, 0), count - max(-shift, 0))
        cost = JITTER * abs(shift) + STEADINESS * max(0, abs(shift) - 1) / intervals[before]
        way = best[:, before] - cost.astype(np.float32)
        np.copyto(origin[:, after], numbers[before], where=way > found[:, after])
        np.maximum(found[:, after], way, out=found[:, after])
    return found, origin


def _trace(tail: FloatArray, origin: NDArray[np.int16], intervals: Whole) -> Floats:
    """Walk back from the last beat, which is in the tail, to the first; the next one would lie behind the end."""
    steps = len(origin)
    at = np.arange(steps - len(tail), steps)
    behind = at[:, None] + intervals >= steps
    row, last = np.unravel_index(np.where(behind, tail, -np.inf).argmax(), tail.shape)
    step, interval, passed = int(at[row]), int(last), []
    while step >= 0:
        passed.append(step)
        step -= int(intervals[interval])
        interval = int(origin[step, interval]) if step >= 0 else 0
    return np.array(passed[::-1], np.float64)


def counted(beats: FloatArray, downbeats: FloatArray, meters: Sequence[int] = METERS) -> Bars:
    """The likeliest bars of some beats.

    Parameters
    ----------
    beats, downbeats : ndarray
        Probability of any beat and of a downbeat at each, [n].
    meters : sequence of int
        Beats that a bar may have.
    """
    likely = downbeats / np.maximum(beats, downbeats + LEAST)
    positions = bar_positions(likely, meters)
    first = np.flatnonzero(positions == 0)
    lengths = np.diff(first, append=len(positions))
    lengths[-1:] = lengths[-2:-1] if len(lengths) > 1 else lengths
    return Bars(positions, likely[first], lengths)


def bar_positions(downbeat: Floats, meters: Sequence[int] = METERS) -> Whole:
    """Where in its bar each beat stands; 0 is the downbeat.

    Parameters
    ----------
    downbeat : ndarray
        Probability that each beat, if it is one, is a downbeat.
    meters : sequence of int
        Beats that a bar may have.
    """
    return _bars(downbeat, meters)[0]


def bar_score(downbeat: Floats, meters: Sequence[int] = METERS) -> float:
    """Log likelihood of the likeliest bars, against beats that know no bar; parameters as for `bar_positions`."""
    return _bars(downbeat, meters)[1]


def _bars(downbeat: Floats, meters: Sequence[int]) -> tuple[Whole, float]:
    """The likeliest positions, and how likely they are."""
    in_bar = np.concatenate([np.arange(meter) for meter in meters])
    length = np.repeat(meters, meters)
    common = np.array([COMMON.get(meter, RARE) for meter in length])
    change = _bar_change(in_bar, length, common)
    odds = logit(np.clip(downbeat, CERTAIN, 1 - CERTAIN)) - logit(USUAL)
    heard = np.where(in_bar == 0, odds[:, None], 0.0)
    best, origin = np.log(common / length) + heard[0], np.zeros(heard.shape, np.int64)
    for i in range(1, len(heard)):
        ways = best[:, None] + change
        origin[i] = ways.argmax(axis=0)
        best = ways.max(axis=0) + heard[i]
    states = [int(best.argmax())]
    for i in range(len(heard) - 1, 0, -1):
        states.append(int(origin[i, states[-1]]))
    return np.asarray(in_bar[states[::-1]]), float(best.max())


def _bar_change(in_bar: Whole, length: Whole, common: Floats) -> Floats:
    """Log probability of each state (columns) after each (rows)."""
    first = in_bar == 0
    last = (in_bar == length - 1)[:, None]
    same = length[:, None] == length
    onward = same & (in_bar == in_bar[:, None] + 1)
    again = np.where(same, 1 - NEW_METER, NEW_METER * common)
    with np.errstate(divide="ignore"):
        return np.log(np.where(onward, 1 - BROKEN, np.where(first, np.where(last, again, BROKEN), 0.0)))
