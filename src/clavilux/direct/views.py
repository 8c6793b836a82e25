"""Views: which part of a picture is seen, from where, and how that moves."""

from __future__ import annotations

import numpy as np

from clavilux.plan import Framing, View
from clavilux.values import FloatArray

__all__ = ["SEEN", "inside", "seen"]

SEEN = "zoom", "x", "y", "right", "down", "ahead"
"""What `seen` tells, in its order."""
FLAT = 1 / 3
"""How high the ellipse is on which a camera goes round, as a share of its width."""


def seen(framing: Framing, moved: FloatArray) -> FloatArray:
    """What is seen on the way of a framing.

    A pinhole camera stands before a picture, so far that the frame is as wide as its distance. It moves beside it by
    c, in frames' widths and heights, and by cz of the distance towards it; and it goes round by e of the distance that
    is left, looking at the same place of inverse depth 1. At a place s of its frame, counted from the middle, it sees
    the place v of the picture where

        v = (1 - cz) s + c + (w(v) - 1) (c + e - cz s)

    of inverse depth w = 1 + ``framing.depth`` d(v). The first two terms are the view of a flat picture; the third is
    the parallax. It is counted from half-way, where the picture is seen as it is.

    Parameters
    ----------
    framing : plan.Framing
    moved : ndarray, shape [n]
        How far it has moved, in [0, 1].

    Returns
    -------
    ndarray, shape [6, n]
        `SEEN`: zoom, x and y of the view. The zoom grows by the same factor in equal steps, as an eye expects; the
        middle goes along so that one point of the picture stays where it is on the screen, as under a lens. And the
        parallax: what is seen at a place s of the frame is, at depth d, what a flat picture would show by
        d (right - ahead s) further right, in widths of the frame, and likewise down. The zoom is large enough for it
        to uncover no border.
    """
    start, end = inside(framing.start), inside(framing.end or framing.start)
    widths = 1 / start.zoom, 1 / end.zoom
    width = widths[0] ** (1 - moved) * widths[1] ** moved
    step = widths[1] - widths[0]
    way = (width - widths[0]) / step if abs(step) > 1e-6 else moved
    middle = (widths[0] + widths[1]) / 2
    panned = [(there - here) * (way - 0.5) / middle for here, there in ((start.x, end.x), (start.y, end.y))]
    around = -np.cos(np.pi * moved), -FLAT * np.sin(np.pi * moved)
    closer = framing.depth * middle / width
    right, down = (closer * (pan + framing.orbit * gone) for pan, gone in zip(panned, around, strict=True))
    ahead = closer * (1 - width / middle)
    most = np.max(np.maximum(np.abs(right), np.abs(down)) + np.abs(ahead) / 2, initial=0.0)
    zoom = (1 + 2 * most) / width
    return np.stack([zoom, start.x + way * (end.x - start.x), start.y + way * (end.y - start.y), right, down, ahead])


def inside(view: View) -> View:
    """A view that nowhere reaches beyond the picture's borders."""
    half = 0.5 / view.zoom
    return View(zoom=view.zoom, x=min(max(view.x, half), 1 - half), y=min(max(view.y, half), 1 - half))
