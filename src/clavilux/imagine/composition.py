"""What there is to see in a picture, and what a view should not cut."""

from __future__ import annotations

import numpy as np

from clavilux.imagine.framing import Framed
from clavilux.kernel.saliency import saliency
from clavilux.kernel.subjects import Kind
from clavilux.values import Composition

__all__ = ["composition"]

WORTH: dict[Kind, float] = {"face": 3.0, "person": 1.0, "graphic": 0.5, "lettering": 0.3}
"""How much interest a piece of that kind adds, where all the rest together has 1."""
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
    height, width = artwork.picture.shape[:2]
    interest = saliency(artwork.picture)
    rows, columns = interest.shape
    for kind, box in artwork.pieces:
        cells = np.zeros_like(interest)
        left, right = (side * columns // width for side in (box.left, box.right))
        top, bottom = (side * rows // height for side in (box.top, box.bottom))
        cells[top : bottom + 1, left : right + 1] = 1
        interest += np.float32(WORTH[kind]) * cells / cells.sum()
    boxes = [box for kind, box in artwork.pieces if kind in UNCUT]
    return Composition(
        interest=interest / interest.sum(),
        whole=tuple((b.left / width, b.top / height, b.right / width, b.bottom / height) for b in boxes),
        lettered=any(kind == "lettering" for kind, _ in artwork.pieces),
    )
