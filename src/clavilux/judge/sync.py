"""Measures of synchrony beside the paper's. Each has a value for every input, documented with it."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import argrelmax
from scipy.stats import spearmanr

from clavilux.judge.curve import Curve
from clavilux.values import FloatArray

__all__ = [
    "REACH",
    "av_align",
    "baseline_strength",
    "energy_correlation",
    "f_measure",
    "lag",
    "lag_curve",
    "near_strength",
    "onset_lift",
]

WINDOW = 0.07
"""Seconds: a visual peak this near a beat or onset has hit it; the window of beat tracking contests."""

NEAR = 0.05
"""Seconds around a visual peak in which the onset lift looks for the largest onset strength."""

FINE = 0.01
"""Seconds: the grid on which curves of sight and sound are compared."""

REACH = 0.5
"""Seconds: the largest lag that is tried."""

ALIKE = 0.5
"""Lags whose correlation is this share of the best may be the true one: in steady music whole and half beats look
alike, and a hi-hat off the beat is often a stronger onset than the drum on it."""

SMOOTHING = 1.0
"""Seconds over which motion and loudness are averaged before they are compared."""

SHORTEST = 2.0
"""Seconds: there is no lag and no energy correlation in less."""


def f_measure(reference: FloatArray, events: FloatArray) -> float:
    """F-measure of events against a reference, as ``mir_eval`` computes it with a window of 70 ms.

    2 hits / (reference + events), where hits is the size of the largest matching of events with references at most
    `WINDOW` apart. On a line, taking the earliest pair that fits, again and again, finds it.

    Returns
    -------
    float
        In [0, 1]; 0 when either list is empty.
    """
    if not len(reference) or not len(events):
        return 0.0
    hits = i = j = 0
    wanted, found = reference.tolist(), events.tolist()
    while i < len(wanted) and j < len(found):
        if abs(wanted[i] - found[j]) <= WINDOW:
            hits, i, j = hits + 1, i + 1, j + 1
        elif wanted[i] < found[j]:
            i += 1
        else:
            j += 1
    return 2 * hits / (len(wanted) + len(found))


def near_strength(strength: Curve, times: FloatArray) -> FloatArray:
    """Largest onset strength within `NEAR` of each time, shape of `times`; 0 where nothing is heard."""
    first = np.searchsorted(strength.times, times - NEAR, side="left")
    last = np.searchsorted(strength.times, times + NEAR, side="right")
    padded = np.append(strength.values, 0.0)
    width = int((last - first).max(initial=0))
    at = first[:, None] + np.arange(width)
    inside = np.where(at < last[:, None], padded[np.minimum(at, len(strength.values))], 0.0)
    return np.asarray(inside.max(axis=1, initial=0.0))


def baseline_strength(strength: Curve, seconds: float) -> float:
    """The mean of `near_strength` over moments of the video that lie evenly, `FINE` apart; 0 without any."""
    grid = np.arange(0, seconds, FINE)
    return float(near_strength(strength, grid).mean()) if len(grid) else 0.0


def onset_lift(strength: Curve, baseline: float, events: FloatArray) -> float:
    """How much stronger onsets are near the events than near random moments of the video.

    The mean of `near_strength` over the events, over its `baseline_strength`. 1 is chance.

    Returns
    -------
    float
        0 without events, and when nothing is heard.
    """
    if not len(events) or baseline == 0:
        return 0.0
    return float(near_strength(strength, events).mean()) / baseline


def av_align(onsets: FloatArray, flow: Curve) -> float:
    """AV-Align of Yariv et al. 2023, arXiv 2309.16429: intersection over union of onsets and peaks of optical flow.

    A peak is any frame whose mean flow is larger than that of the frames before and after. An onset counts as shared
    when a peak is less than a frame away. Only the flow differs from the published measure, see
    `clavilux.judge.video_features`.

    Returns
    -------
    float
        In [0, 1]; 0 when there is neither an onset nor a peak.
    """
    if len(flow.times) < 3:
        return 0.0
    # The authors give the first frame, which has no flow, that of the second.
    values = np.concatenate([flow.values[1:2], flow.values[1:]])
    moves = flow.times[argrelmax(values)[0]]
    frame = float(np.median(np.diff(flow.times)))
    at = np.searchsorted(moves, onsets)
    edges = np.concatenate([[-np.inf], moves, [np.inf]])
    shared = int((np.minimum(onsets - edges[at], edges[at + 1] - onsets) < frame).sum())
    union = len(onsets) + len(moves) - shared
    return shared / union if union else 0.0


def lag_curve(strength: Curve, motion: Curve, seconds: float) -> Curve:
    """Correlation of what is seen with what is heard, for each lag of the picture.

    Pearson's, between the onset strength and the rise of `clavilux.judge.events.motion_curve` (as onset strength is the
    rise of the sound's level), both on a grid of `FINE`, over the part in which they overlap.

    Returns
    -------
    Curve
        Lags in seconds from -`REACH` to `REACH`, where positive means that the picture is late, and correlations in
        [-1, 1]. Empty when the video is shorter than `SHORTEST`, or sight or sound stays the same.
    """
    grid = np.arange(0, seconds, FINE)
    heard = _on(grid, strength.times, strength.values)
    rise = np.maximum(np.diff(motion.values, prepend=motion.values[:1]), 0)
    seen = _on(grid, motion.times, rise)
    if seconds < SHORTEST or not np.ptp(heard) or not np.ptp(seen):
        return Curve(times=np.zeros(0), values=np.zeros(0))
    steps = round(REACH / FINE)
    later = [_pearson(heard[: len(grid) - k], seen[k:]) for k in range(steps + 1)]
    earlier = [_pearson(heard[k:], seen[: len(grid) - k]) for k in range(steps, 0, -1)]
    return Curve(times=np.arange(-steps, steps + 1) * FINE, values=np.array(earlier + later))


def lag(curve: Curve) -> tuple[float, float]:
    """How late the picture is, in seconds, and the correlation at that lag.

    Of the peaks of the curve that come near the highest (`ALIKE`), the one nearest to 0, made finer by the parabola
    through it and its neighbours.

    Returns
    -------
    (float, float)
        Not a number, and 0, when the curve is empty or nowhere above 0.
    """
    values = curve.values
    if not len(values) or values.max() <= 0:
        return float("nan"), 0.0
    padded = np.concatenate([[-np.inf], values, [-np.inf]])
    tops = np.flatnonzero((values >= padded[:-2]) & (values >= padded[2:]) & (values >= ALIKE * values.max()))
    best = int(tops[np.argmin(np.abs(curve.times[tops]))])
    if best in (0, len(values) - 1):
        return float(curve.times[best]), float(values[best])
    before, at, after = values[best - 1 : best + 2]
    bend = before - 2 * at + after
    shift = (before - after) / (2 * bend) if bend < 0 else 0.0
    return float(curve.times[best] + shift * FINE), float(at)


def energy_correlation(loudness: Curve, motion: Curve, seconds: float) -> float:
    """Does the picture move more when the music is louder?

    Spearman's rank correlation of loudness and `clavilux.judge.events.motion_curve`, both averaged over `SMOOTHING`.

    Returns
    -------
    float
        In [-1, 1]; 0 when the video is shorter than `SHORTEST`, or either stays the same.
    """
    grid = np.arange(0, seconds, 10 * FINE)
    smoothing = round(SMOOTHING / (10 * FINE))
    heard, seen = (uniform_filter1d(_on(grid, c.times, c.values), smoothing) for c in (loudness, motion))
    if seconds < SHORTEST or not np.ptp(heard) or not np.ptp(seen):
        return 0.0
    return float(spearmanr(heard, seen).statistic)


def _on(grid: FloatArray, times: FloatArray, values: FloatArray) -> FloatArray:
    """A curve on another grid; 0 where there is none."""
    return np.interp(grid, times, values, right=0.0) if len(times) else np.zeros(len(grid))


def _pearson(first: FloatArray, second: FloatArray) -> float:
    first, second = first - first.mean(), second - second.mean()
    scale = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / scale if scale > 0 else 0.0
