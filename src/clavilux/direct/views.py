"""Views: which part of a picture is seen, and how that moves."""

from __future__ import annotations

import numpy as np

from clavilux.plan import Framing, View
from clavilux.values import FloatArray

__all__ = ["inside", "seen"]


def seen(framing: Framing, moved: FloatArray) -> FloatArray:
    """What is seen on the way of a framing.

    Parameters
    ----------
    framing : plan.Framing
    moved : ndarray, shape [n]
        How far it has moved, in [0, 1].

    Returns
    -------
    ndarray, shape [3, n]
        Zoom, x and y. The zoom grows by the same factor in equal steps, as an eye expects; the middle goes along so
        that one point of the picture stays where it is on the screen, as under a lens.
    """
    start, end = inside(framing.start), inside(framing.end or framing.start)
    widths = 1 / start.zoom, 1 / end.zoom
    width = widths[0] ** (1 - moved) * widths[1] ** moved
    step = widths[1] - widths[0]
    way = (width - widths[0]) / step if abs(step) > 1e-6 else moved
    return np.stack([1 / width, start.x + way * (end.x - start.x), start.y + way * (end.y - start.y)])


def inside(view: View) -> View:
    """A view that nowhere reaches beyond the picture's borders."""
    half = 0.5 / view.zoom
    return View(zoom=view.zoom, x=min(max(view.x, half), 1 - half), y=min(max(view.y, half), 1 - half))
