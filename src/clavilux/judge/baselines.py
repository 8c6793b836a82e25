"""Baselines: metronomes of random period and phase, and the video against another moment of its own song."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from clavilux.values import FloatArray

__all__ = ["circular_shifts", "mean", "metronome_phases", "null_distribution", "p_value", "random_metronomes"]

Measure = Callable[[FloatArray], float]
"""From the moments at which a picture moves, in seconds, to a score."""

TRIALS = 1000
"""Metronomes of random period and phase behind a p value; the smallest that it can be is 1 / 1001."""

PHASES = 100
"""Phases of the metronome that has as many events as the video."""

SHIFTS = 200
"""Circular shifts of the video against its sound."""

FACTOR = 1.5
"""Random metronomes are at most this much slower or faster than the video."""

SEED = 2412_05694
"""Of the random metronomes: the same for every video, so that a report never changes."""

EQUAL = 1e-12
"""Scores that differ by less, by rounding, are equal."""


def metronome_phases(count: int, seconds: float) -> list[FloatArray]:
    """Metronomes with `count` events in `seconds`, at `PHASES` phases that divide the period evenly."""
    period = seconds / max(count, 1)
    return [(k / PHASES + np.arange(count)) * period for k in range(PHASES)]


def circular_shifts(events: FloatArray, seconds: float) -> list[FloatArray]:
    """The events moved in a circle by `SHIFTS` amounts that divide the video evenly."""
    return [np.sort((events + seconds * k / (SHIFTS + 1)) % seconds) for k in range(1, SHIFTS + 1)]


def random_metronomes(count: int, seconds: float, min_gap: float) -> list[FloatArray]:
    """`TRIALS` metronomes of random phase, and of random period around that of `count` events in `seconds`.

    Parameters
    ----------
    count : int
        Events of the video; without any, the metronomes have none either.
    seconds : float
        How long the video lasts.
    min_gap : float
        Seconds: no period is shorter, as no video could have such events.

    Returns
    -------
    list of FloatArray
        Seconds, ascending. The logarithm of the period is uniform between the video's over `FACTOR` and times `FACTOR`.
    """
    if not count:
        return [np.zeros(0)] * TRIALS
    dice = np.random.default_rng(SEED)
    least, most = np.maximum(seconds / count * np.array([1 / FACTOR, FACTOR]), min_gap)
    periods = least * (most / least) ** dice.uniform(0, 1, TRIALS)
    starts = periods * dice.uniform(0, 1, TRIALS)
    return [np.arange(start, seconds, period) for start, period in zip(starts, periods, strict=True)]


def p_value(value: float, null: Sequence[float]) -> float:
    """How often the null distribution is at least as high: (1 + count) / (1 + trials), in (0, 1]."""
    return (1 + sum(other >= value - EQUAL for other in null)) / (1 + len(null))


def mean(measure: Measure, videos: Sequence[FloatArray]) -> float:
    """Mean score of several lists of moments."""
    return float(np.mean([measure(moments) for moments in videos]))


def null_distribution(measure: Measure, moments: FloatArray, seconds: float, min_gap: float) -> list[float]:
    """Scores of `random_metronomes` about as fast as a video that moves at these moments."""
    return [measure(other) for other in random_metronomes(len(moments), seconds, min_gap)]
