"""What must stay whole in a picture when its parts are rearranged: people, lettering, logos."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.boxes import Box
from clavilux.kernel.faces import faces
from clavilux.kernel.figures import figure
from clavilux.kernel.graphics import graphics
from clavilux.kernel.lettering import lettering
from clavilux.kernel.sizes import reduced

__all__ = ["Kind", "Piece", "Subjects", "find"]

Kind = Literal["face", "person", "lettering", "graphic"]
Mask = NDArray[np.bool_]

LONGEST = 512
"""Longer side of the picture in which subjects are looked for, pixels."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Piece:
    """A part of a picture that must stay whole."""

    kind: Kind
    """What it is; a person includes the face, which is a piece of its own as well."""
    box: Box
    """The smallest box around the mask."""
    mask: Mask
    """Its pixels, shape [h, w]; with what of the ground around it would show if it were cut."""
    confidence: float
    """0.5 for one that is just believed, up to 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subjects:
    """All that must stay whole in a picture."""

    pieces: tuple[Piece, ...]
    """Face by face with the person, then lettering and graphics, each kind in the order of its finder."""
    mask: Mask
    """Pixels that belong to any piece, shape [h, w]."""


def find(picture: NDArray[np.float32]) -> Subjects:
    """What must stay whole in a picture.

    Parameters
    ----------
    picture : ndarray
        float32 sRGB in [0, 1], shape [h, w, 3].

    Returns
    -------
    Subjects
        Masks of the picture's own size. The same for the same picture, and nearly the same for it at another size.
    """
    height, width = picture.shape[:2]
    levels = np.round(255 * np.clip(picture, 0, 1)).astype(np.uint8)
    small = reduced(levels, LONGEST)
    pieces = []
    for kind, mask, confidence in _found(small):
        full = _enlarged(mask, height, width)
        if full.any():
            pieces.append(Piece(kind=kind, box=_around(full), mask=full, confidence=confidence))
    union = np.zeros((height, width), bool)
    for piece in pieces:
        union |= piece.mask
    return Subjects(pieces=tuple(pieces), mask=union)


def _found(picture: NDArray[np.uint8]) -> Iterator[tuple[Kind, Mask, float]]:
    """Kind, mask and confidence of every piece."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    lines = lettering(picture)
    for face in faces(grey):
        if not any(face.box.shared(line.box) > 0.7 * face.box.area for line in lines):  # letters look like faces, too
            yield "face", _boxed(grey.shape, face.box), face.confidence
            yield "person", figure(picture, face.box), face.confidence
    lettered = np.zeros(grey.shape, bool)
    for line in lines:
        box = _boxed(grey.shape, line.box)
        lettered |= box
        yield "lettering", box, line.confidence
    for graphic in graphics(picture):
        if (graphic.mask & ~lettered).sum() > 0.2 * graphic.mask.sum():  # the others are the letters, one by one
            yield "graphic", graphic.mask, graphic.confidence


def _boxed(shape: tuple[int, ...], box: Box) -> Mask:
    """The pixels of a box."""
    mask = np.zeros(shape, bool)
    mask[box.top : box.bottom, box.left : box.right] = True
    return mask


def _enlarged(mask: Mask, height: int, width: int) -> Mask:
    """The mask at another size, with smooth edges."""
    soft = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(soft >= 0.5)


def _around(mask: Mask) -> Box:
    """The smallest box that holds all of a mask that is not empty."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
