"""When something happens in the picture: by the paper's rule, and by one that knows no scale."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import grey_closing
from scipy.signal import find_peaks

from clavilux.judge.curve import Curve
from clavilux.values import FloatArray

__all__ = ["CHANGED", "MIN_GAP", "MIN_PEAK_GAP", "min_gap_filter", "motion_curve", "peaks", "scene_changes"]

CHANGED = 225_000 / (768 * 768 * 3)
"""A frame counts when more than this share of its channel values differ; the paper's count, for any frame size."""

MIN_GAP = 1.0
"""Seconds: the paper's visual events are more than this apart, the first one from the start."""

ROUNDING = 1e-6
"""Seconds by which frame times, binary fractions of a second, may exceed a distance of exactly `MIN_GAP`."""

NOISE = 0.25
"""Levels of 0 to 255: smaller differences are what encoders make of a picture that stands still."""

STANDS_OUT = 1.0
"""Octaves: a peak moves at least twice as much as the calm before and after it."""

MIN_PEAK_GAP = 0.15
"""Seconds: of two peaks nearer than this, the smaller one is its echo."""

REPEATED = 0.1
"""Seconds: so long may a video repeat a frame, such as a film of 12 or 24 pictures a second shown at 60."""


def scene_changes(changed: Curve) -> FloatArray:
    """Visual events of the paper: frames that change more than `CHANGED`, after `min_gap_filter`.

    Parameters
    ----------
    changed : Curve
        Share of the channel values that differ from the frame before.

    Returns
    -------
    FloatArray
        Seconds, ascending.
    """
    return min_gap_filter(changed.times[changed.values > CHANGED])


def min_gap_filter(times: FloatArray) -> FloatArray:
    """Of some times each that comes more than `MIN_GAP` after the last one taken, as if one had been taken at 0 s."""
    taken, last = [], 0.0
    for time in times.tolist():
        if time - last > MIN_GAP + ROUNDING:
            taken.append(time)
            last = time
    return np.array(taken)


def motion_curve(difference: Curve) -> Curve:
    """How much the picture moves: octaves of its frame difference above the noise of an encoder.

    log2(1 + difference / NOISE), after filling the gaps that repeated frames leave. Twice the motion, or a picture of
    twice the contrast, lifts the whole curve by one, and the peaks stay what they are.
    """
    values = np.log2(1 + difference.values / NOISE)
    if len(values) > 1:
        gap = float(np.median(np.diff(difference.times)))
        values = grey_closing(values, size=2 * int(REPEATED / 2 / gap + 0.5) + 1 if gap > 0 else 1)
    return Curve(times=difference.times, values=values)


def peaks(motion: Curve) -> FloatArray:
    """Visual peaks: moments at which the picture moves at least twice as much as before and after.

    Parameters
    ----------
    motion : Curve
        As from `motion_curve`.

    Returns
    -------
    FloatArray
        Seconds, ascending, `MIN_PEAK_GAP` or more apart.
    """
    if len(motion.times) < 3:
        return np.zeros(0)
    gap = float(np.median(np.diff(motion.times)))
    found, _ = find_peaks(
        motion.values, prominence=STANDS_OUT, distance=max(1.0, MIN_PEAK_GAP / gap) if gap > 0 else 1.0
    )
    times: FloatArray = motion.times[found]
    return times
