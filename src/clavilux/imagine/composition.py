"""What there is to see in a picture, and what a view should not cut."""

from __future__ import annotations

import numpy as np

from clavilux.imagine.framing import Extent, Framed
from clavilux.kernel.subjects import Kind
from clavilux.values import Composition

__all__ = ["composition"]

WORTH: dict[Kind, float] = {"face": 3.0, "person": 1.0, "graphic": 0.5, "lettering": 0.3}
"""How much interest a piece of that kind adds, where all the rest together has 1."""
HAIR, EARS = 0.5, 0.2
"""Above a face, and beside it, in its heights and widths: what is found of one ends at the brow."""
UNCUT: frozenset[Kind] = frozenset({"face", "lettering", "graphic"})
"""Kinds that a view shows whole or not at all."""


def composition(artwork: Framed) -> Composition:
    """Look at a picture as a camera would.

    Parameters
    ----------
    artwork : Framed
        In the shape of the film, with what was found in it before: in a wide frame, a face of a square cover is too
        small to be found.
    """
    interest = artwork.interest.copy()
    rows, columns = interest.shape
    for kind, (left, top, right, bottom) in artwork.pieces:
        cells = np.zeros_like(interest)
        cells[int(top * rows) : int(bottom * rows) + 1, int(left * columns) : int(right * columns) + 1] = 1
        interest += np.float32(WORTH[kind]) * cells / cells.sum()
    total = float(interest.sum())
    return Composition(
        interest=interest / total if total > 0 else np.full_like(interest, 1 / interest.size),
        whole=tuple(_head(box) if kind == "face" else box for kind, box in artwork.pieces if kind in UNCUT),
        lettered=any(kind == "lettering" for kind, _ in artwork.pieces),
    )


def _head(face: Extent) -> Extent:
    """The head around a face, as far as it is in the picture."""
    left, top, right, bottom = face
    across, up = EARS * (right - left), HAIR * (bottom - top)
    return max(left - across, 0.0), max(top - up, 0.0), min(right + across, 1.0), bottom
