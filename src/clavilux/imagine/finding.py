"""What there is in a picture that is to be framed: the picture itself, and what of it must stay whole."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from clavilux.errors import UserError
from clavilux.kernel.colour import as_floats
from clavilux.kernel.frames import margins
from clavilux.kernel.resize import part_resized
from clavilux.kernel.subjects import Kind, Piece, Subjects, find
from clavilux.values import Image

__all__ = ["ONCE", "Found", "Part", "found_in", "part_of", "subjects"]

LOG = logging.getLogger(__name__)

Mask = NDArray[np.bool_]
Shape = tuple[int, int]

SAME_SHAPE = 0.02
"""By which the shapes of a mask and its picture may differ."""
WEIGHTS: dict[Kind, float] = {"face": 25.0, "person": 1.0, "lettering": 2.0, "graphic": 1.0}
"""How much it matters, for its area, that a cut spares a piece of that kind. A face is small, and nothing is worse than
somebody without a head."""
ONCE: frozenset[Kind] = frozenset({"face", "lettering"})
"""Kinds of which no part may appear a second time, wherever they are."""


class Part(NamedTuple):
    """A piece of the picture."""

    place: tuple[slice, slice]
    """The smallest box around it: rows and columns."""
    weight: float
    """How much it matters that a cut spares it."""
    mask: Mask
    once: bool
    """Whether no part of it may appear a second time."""


class Found(NamedTuple):
    """The picture itself, without what surrounds it, and what there is to be careful with."""

    picture: Image
    kept: Mask
    parts: Sequence[Part]
    pieces: Sequence[Piece]
    around: tuple[float, float, float, float]
    """Top, bottom, left and right of it in the picture with what surrounds it, as shares of that."""

    @property
    def shape(self) -> Shape:
        """Height and width."""
        height, width = self.kept.shape
        return height, width

    def itself(self, picture: Image) -> Image:
        """The same of the same picture at another size, a view."""
        height, width = picture.shape[:2]
        top, bottom, left, right = self.around
        return picture[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]


def found_in(picture: Image, keep: Mask | None) -> Found:
    """What is there to be framed; the user's mask replaces the search."""
    keep = None if keep is None else _brought(keep, picture.shape[:2])
    (height, width), place = picture.shape[:2], _without_margins(picture, keep)
    picture, found = _searched(picture, place, keep)
    around = place[0].start / height, place[0].stop / height, place[1].start / width, place[1].stop / width
    if keep is not None:
        boxes = ndimage.find_objects(ndimage.label(found.mask, np.ones((3, 3)))[0])
        parts = [Part(box, float(found.mask[box].sum()), found.mask, once=True) for box in boxes]
        return Found(picture, found.mask, parts, find(as_floats(picture)).pieces, around)
    parts = [part_of(piece) for piece in found.pieces]
    return Found(picture, found.mask, parts, found.pieces, around)


def part_of(piece: Piece) -> Part:
    """What a piece that was found is to a cut."""
    place = slice(piece.box.top, piece.box.bottom), slice(piece.box.left, piece.box.right)
    return Part(place, WEIGHTS[piece.kind] * float(piece.mask.sum()), piece.mask, once=piece.kind in ONCE)


def subjects(picture: Image, keep: Mask | None = None) -> tuple[Image, Subjects]:
    """The picture itself, without what surrounds it, and what of it stays whole when it is framed.

    Parameters and errors are those of `framing.framed`. What was found is logged.
    """
    keep = None if keep is None else _brought(keep, picture.shape[:2])
    return _searched(picture, _without_margins(picture, keep), keep)


def _searched(picture: Image, place: tuple[slice, slice], keep: Mask | None) -> tuple[Image, Subjects]:
    """A part of a picture, and its subjects or what is to be kept of it."""
    inner = np.ascontiguousarray(picture[place])
    if inner.shape != picture.shape:
        LOG.info("cropped what surrounds it: %s of %s pixels are the picture", *map(_size, (inner, picture)))
    found = find(as_floats(inner)) if keep is None else Subjects(pieces=(), mask=np.ascontiguousarray(keep[place]))
    kinds = Counter(piece.kind for piece in found.pieces)
    pieces = ", ".join(f"{kind} {count}" for kind, count in kinds.items()) or ("nothing", "the mask")[keep is not None]
    LOG.info("kept whole: %s (%.0f %% of the picture)", pieces, 100 * found.mask.mean())
    return inner, found


def _size(picture: Image) -> str:
    return f"{picture.shape[1]} x {picture.shape[0]}"


def _brought(keep: Mask, shape: Shape) -> Mask:
    """The mask at the picture's resolution."""
    stretch = keep.shape[1] * shape[0] / (keep.shape[0] * shape[1])
    # Sides of few pixels are rounded to another shape.
    if max(stretch, 1 / stretch) > 1 + SAME_SHAPE + 1 / min(*keep.shape, *shape):
        # Told as shares: the pixels of a picture that was reduced are not those that people know.
        own, wanted = (f"{width / height:.2f}" for height, width in (keep.shape, shape))
        raise UserError(
            f"the mask of what to keep has another shape ({own} times as wide as high) than the picture ({wanted}); "
            "draw it on a copy of the picture"
        )
    return part_resized(keep, (0, 0, keep.shape[1], keep.shape[0]), shape)


def _without_margins(picture: Image, keep: Mask | None) -> tuple[slice, slice]:
    """Rows and columns inside bars and frames, and of all that the user wants to keep."""
    (height, width), around = picture.shape[:2], margins(picture)
    top, bottom, left, right = around.top, height - around.bottom, around.left, width - around.right
    if keep is not None and keep.any():
        rows, columns = np.flatnonzero(keep.any(1)), np.flatnonzero(keep.any(0))
        top, bottom = min(top, int(rows[0])), max(bottom, int(rows[-1]) + 1)
        left, right = min(left, int(columns[0])), max(right, int(columns[-1]) + 1)
    return slice(top, bottom), slice(left, right)
