"""Long straight lines: horizons, edges of buildings, masts.

Short straight segments come from OpenCV's detector (Grompone von Gioi et al., "LSD", IEEE PAMI 2010). Where a branch
crosses a horizon that detector stops; so segments that lie on one straight line, with small gaps, are joined before
their length is judged.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.sizes import reduced

__all__ = ["Stroke", "long_lines"]

Floats = NDArray[np.float64]

LONGEST = 320
"""Longer side of the picture in which lines are looked for, pixels."""
LENGTH = 0.25
"""A line is long from this share of the picture's longer side on."""
SOLID = 0.7
"""Such a share of a line must be seen; the rest may be hidden by what stands before it."""
ANGLE, ASIDE, GAP = 2.5, 0.006, 0.06
"""Segments of one line: degrees between them; distance across the line and along it, in longer sides of the picture."""


class Stroke(NamedTuple):
    """A straight line from (x1, y1) to (x2, y2), pixels."""

    x1: float
    y1: float
    x2: float
    y2: float
    confidence: float
    """Share of it that is seen, 0 to 1."""


def long_lines(grey: NDArray[np.uint8]) -> list[Stroke]:
    """Straight lines longer than a quarter of the picture.

    Parameters
    ----------
    grey : ndarray
        uint8, shape [h, w].

    Returns
    -------
    list of Stroke
        The longest first; of the two edges of a bar, both.
    """
    longest = max(grey.shape)
    small = reduced(grey, LONGEST)
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD, 1.0).detect(small)[0]
    if found is None:
        return []
    segments = found.reshape(-1, 4).astype(np.float64) / max(small.shape)
    segments = segments[np.hypot(*(segments[:, 2:] - segments[:, :2]).T) > LENGTH / 12]
    strokes = [stroke for group in _groups(segments) for stroke in _joined(group)]
    strokes.sort(key=lambda stroke: (-np.hypot(stroke.x2 - stroke.x1, stroke.y2 - stroke.y1), stroke))
    return [
        Stroke(longest * stroke.x1, longest * stroke.y1, longest * stroke.x2, longest * stroke.y2, stroke.confidence)
        for stroke in strokes
    ]


def _groups(segments: Floats) -> list[Floats]:
    """Segments that lie on one straight line, near or far; each belongs to the longest that it fits."""
    lengths = np.hypot(*(segments[:, 2:] - segments[:, :2]).T)
    left = np.argsort(-lengths, kind="stable")
    groups = []
    while len(left):
        along = (segments[left[0], 2:] - segments[left[0], :2]) / lengths[left[0]]
        across = np.array([-along[1], along[0]])
        directions = (segments[left, 2:] - segments[left, :2]) / lengths[left, None]
        parallel = np.abs(directions @ across) < np.sin(np.radians(ANGLE))
        away = np.abs((segments[left].reshape(-1, 2, 2) - segments[left[0], :2]) @ across).max(axis=1)
        same = parallel & (away < ASIDE)
        groups.append(segments[left[same]])
        left = left[~same]
    return groups


def _joined(group: Floats) -> list[Stroke]:
    """Lines of segments (the longest is the first) with small gaps between them, if long and mostly seen."""
    start = group[0, :2]
    along = (group[0, 2:] - start) / np.hypot(*(group[0, 2:] - start))
    spans = np.sort((group.reshape(-1, 2, 2) - start) @ along, axis=1)
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    strokes = []
    first, last, seen = spans[0, 0], spans[0, 0], 0.0
    for begin, end in [*spans, (np.inf, np.inf)]:
        if begin > last + GAP:
            if last - first >= LENGTH and seen >= SOLID * (last - first):
                (x1, y1), (x2, y2) = (start + first * along).tolist(), (start + last * along).tolist()
                strokes.append(Stroke(x1, y1, x2, y2, float(seen / (last - first))))
            first, last, seen = begin, begin, 0.0
        seen += max(end - max(begin, last), 0)
        last = max(last, end)
    return strokes
