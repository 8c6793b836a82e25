"""The artwork in the frame of the film: any shape from any picture.

What surrounds a picture without being part of it is cropped first. Then it is cut (crop), shown whole on a calm ground
(contain), or shown whole and painted further out (reframe; see `clavilux.imagine.outpainting`).

Inside, sizes are heights and widths, as those of arrays.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from scipy import ndimage

from clavilux.errors import UserError
from clavilux.imagine.outpainting import calm_ground, outpainted
from clavilux.imagine.takes import heart
from clavilux.kernel.boxes import Box
from clavilux.kernel.colour import as_bytes, as_floats
from clavilux.kernel.frames import margins
from clavilux.kernel.subjects import Kind, Piece, Subjects, find
from clavilux.values import Image

__all__ = ["Fit", "Framed", "framed", "subjects"]

LOG = logging.getLogger(__name__)

Fit = Literal["reframe", "crop", "contain"]
Mask = NDArray[np.bool_]
Shape = tuple[int, int]

ALIKE = 1.1
"""Shapes that differ by no more are made equal by a cut: what is lost is worth less than a seam."""
LEAST = 0.6
"""Share of each side that a picture covers when it is painted further out; what then goes over the edge is cut off."""
AIR = 0.02
"""Left around what a cut spares, as a share of the side."""
GOES_ON = 0.12
"""How far inside a thing may be repeated that the picture's edge cuts off, as a share of the short side."""
MOST = 0.9
"""Share of the picture that may be kept from being repeated, if it can be helped."""
SAME_SHAPE = 0.02
"""By which the shapes of a mask and its picture may differ."""
WEIGHTS: dict[Kind, float] = {"face": 4.0, "person": 1.0, "lettering": 2.0, "graphic": 1.0}
"""How much it matters, for its area, that a cut spares a piece of that kind."""
ONCE: frozenset[Kind] = frozenset({"face", "lettering"})
"""Kinds of which no part may appear a second time, wherever they are."""


class Framed(NamedTuple):
    """A picture of the shape that is wanted."""

    picture: Image
    """Uint8, [height, width, 3]."""
    kept: Mask
    """What of it must stay whole, [height, width]."""
    pieces: tuple[tuple[Kind, Box], ...] = ()
    """What was found in it, a mask or not, and where."""


class _Part(NamedTuple):
    """A piece of the picture."""

    place: tuple[slice, slice]
    """The smallest box around it: rows and columns."""
    weight: float
    """How much it matters that a cut spares it."""
    mask: Mask
    once: bool
    """Whether no part of it may appear a second time."""


class _Found(NamedTuple):
    """The picture itself, without what surrounds it, and what there is to be careful with."""

    picture: Image
    kept: Mask
    parts: Sequence[_Part]
    pieces: Sequence[Piece]

    @property
    def shape(self) -> Shape:
        height, width = self.kept.shape
        return height, width


def framed(
    picture: Image,
    size: tuple[int, int],
    fit: Fit | None = None,
    keep: Mask | None = None,
    *,
    seed: int = 0,
    threads: int = 1,
) -> Framed:
    """Bring a picture to a size, whatever its shape.

    Parameters
    ----------
    picture : ndarray
        uint8 sRGB, shape [h, w, 3].
    size : tuple of int
        Width and height that are wanted, pixels.
    fit : {"reframe", "crop", "contain"}, optional
        Paint the picture further out, fill the size with it and cut off the rest, or show it whole on a calm ground.
        When left out, shapes that differ by more than a tenth are reframed, others cropped.
    keep : ndarray, optional
        bool, of the picture's shape at any resolution: what must stay whole. When left out, it is found.
    seed : int
        Same seed, same picture.
    threads : int
        Makes no difference to the result.

    Raises
    ------
    UserError
        If the mask is of another shape than the picture.
    """
    shape = size[1], size[0]
    found = _found(picture, keep)
    stretch = found.shape[1] * shape[0] / (found.shape[0] * shape[1])
    cut = fit == "crop" or (fit is None and max(stretch, 1 / stretch) <= ALIKE)
    inner = shape if cut else _inner(found, shape, 0 if fit == "contain" else LEAST)
    box = _window(found, inner)
    middle, own_kept = _resampled(found.picture, box, inner), _resampled(found.kept, box, inner)
    top, left = ((outer - own) // 2 for outer, own in zip(shape, inner, strict=True))
    shown = [(piece.kind, piece.box.seen(box, *inner)) for piece in found.pieces]
    pieces = tuple((kind, seen.moved(left, top)) for kind, seen in shown if min(seen.width, seen.height) > 0)
    if inner == shape:
        return Framed(middle, own_kept, pieces)
    place = slice(top, top + inner[0]), slice(left, left + inner[1])
    kept = np.zeros(shape, bool)
    kept[place] = own_kept
    out = None
    if fit != "contain":
        whole, once = (_resampled(mask, box, inner) for mask in _pinned(found, axis=int(inner[0] == shape[0])))
        out = outpainted(as_floats(middle), shape, whole=whole, once=once, seed=seed, threads=threads)
    if out is not None:
        return Framed(as_bytes(out), kept, pieces)
    ground = as_bytes(calm_ground(as_floats(middle), shape))
    ground[place] = middle
    return Framed(ground, kept, pieces)


def subjects(picture: Image, keep: Mask | None = None) -> tuple[Image, Subjects]:
    """The picture itself, without what surrounds it, and what of it stays whole when it is framed.

    Parameters and errors are those of `framed`. What was found is logged.
    """
    keep = None if keep is None else _brought(keep, picture.shape[:2])
    place = _without_margins(picture, keep)
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
    return _resampled(keep, (0, 0, keep.shape[1], keep.shape[0]), shape)


def _found(picture: Image, keep: Mask | None) -> _Found:
    """What is there to be framed; the user's mask replaces the search."""
    picture, found = subjects(picture, keep)
    if keep is not None:
        boxes = ndimage.find_objects(ndimage.label(found.mask, np.ones((3, 3)))[0])
        parts = [_Part(box, float(found.mask[box].sum()), found.mask, once=True) for box in boxes]
        return _Found(picture, found.mask, parts, find(as_floats(picture)).pieces)
    parts = [
        _Part(
            (slice(piece.box.top, piece.box.bottom), slice(piece.box.left, piece.box.right)),
            WEIGHTS[piece.kind] * float(piece.mask.sum()),
            piece.mask,
            once=piece.kind in ONCE,
        )
        for piece in found.pieces
    ]
    return _Found(picture, found.mask, parts, found.pieces)


def _without_margins(picture: Image, keep: Mask | None) -> tuple[slice, slice]:
    """Rows and columns inside bars and frames, and of all that the user wants to keep."""
    (height, width), around = picture.shape[:2], margins(picture)
    top, bottom, left, right = around.top, height - around.bottom, around.left, width - around.right
    if keep is not None and keep.any():
        rows, columns = np.flatnonzero(keep.any(1)), np.flatnonzero(keep.any(0))
        top, bottom = min(top, int(rows[0])), max(bottom, int(rows[-1]) + 1)
        left, right = min(left, int(columns[0])), max(right, int(columns[-1]) + 1)
    return slice(top, bottom), slice(left, right)


def _inner(found: _Found, shape: Shape, least: float) -> Shape:
    """Height and width at which the picture is shown: it fills one side and covers that share of the other, at least.

    For that it is enlarged and cut, but not so far that what must stay whole has no room.
    """
    scales = [outer / side for outer, side in zip(shape, found.shape, strict=True)]
    filled = int(np.argmin(scales))
    open_side = 1 - filled
    share = scales[filled] * found.shape[open_side] / shape[open_side]
    growth = least / share
    if found.parts:
        first = min(part.place[filled].start for part in found.parts)
        last = max(part.place[filled].stop for part in found.parts)
        growth = min(growth, found.shape[filled] / ((last - first) + 2 * AIR * found.shape[filled]))
    inner = list(shape)
    inner[open_side] = min(max(1, round(max(1, growth) * share * shape[open_side])), shape[open_side])
    return inner[0], inner[1]


def _window(found: _Found, shape: Shape) -> tuple[float, float, float, float]:
    """The largest part of a shape, where it cuts least of worth: left, top, right and bottom."""
    scale = max(outer / side for outer, side in zip(shape, found.shape, strict=True))
    (top, bottom), (left, right) = (
        _stretch(outer / scale, side, [(part.place[axis], part.weight) for part in found.parts])
        for axis, (outer, side) in enumerate(zip(shape, found.shape, strict=True))
    )
    return left, top, right, bottom


def _stretch(length: float, side: int, spans: Sequence[tuple[slice, float]]) -> tuple[float, float]:
    """The stretch of a side that holds what is worth most; of several such, the one nearest to the middle."""
    length = min(length, side)  # to the last digit
    reach, air = side - length, AIR * side
    rooms = []
    for span, weight in spans:
        start, end = max(0.0, span.start - air), min(float(side), span.stop + air)
        # What is longer than the stretch fills it.
        low, high = sorted((start, end - length))
        rooms.append((max(0.0, low), min(reach, high), weight))
    middle = reach / 2
    starts = [
        middle,
        *(min(max(middle, low), high) for low, high, _ in rooms),
        *(end for room in rooms for end in room[:2]),
    ]

    def worth(start: float) -> float:
        return sum(weight for low, high, weight in rooms if low - 1e-6 <= start <= high + 1e-6)

    best = min(starts, key=lambda start: (-worth(start), abs(start - middle), start))
    return best, best + length


def _pinned(found: _Found, axis: int) -> tuple[Mask, Mask]:
    """What may not change at all, and what may not be repeated beyond both ends of an axis.

    Both are faces and lettering. The rest of what must stay whole is not repeated either, but for its rim and what the
    picture's edge cuts off: so far it may go on.
    """
    whole, others = np.zeros(found.shape, bool), np.zeros(found.shape, bool)
    deep = round(GOES_ON * min(found.shape))
    for part in found.parts:
        if part.once:
            whole |= part.mask
            continue
        mask, span = part.mask.copy(), part.place[axis]
        lines = np.moveaxis(mask, axis, 0)
        if span.start == 0:
            lines[:deep] = False
        if span.stop == len(lines):
            lines[len(lines) - deep :] = False
        others |= mask
    once = whole | heart(others)
    # A portrait may be little more than its sitter.
    return whole, once if once.mean() < MOST else whole | heart(others, GOES_ON)


def _resampled(values: NDArray[Any], box: tuple[float, float, float, float], shape: Shape) -> NDArray[Any]:
    """A part of a picture, or of a mask, at another size."""
    if values.dtype == bool:
        image = Pillow.fromarray(values.astype(np.uint8) * np.uint8(255))
        return np.asarray(image.resize(shape[::-1], Pillow.Resampling.BILINEAR, box=box)) >= 128
    image = Pillow.fromarray(values)
    return np.asarray(image.resize(shape[::-1], Pillow.Resampling.LANCZOS, box=box, reducing_gap=3.0))
