"""The artwork in the frame of the film: any shape from any picture.

What surrounds a picture without being part of it is cropped first. Then it is cut (crop), shown whole on a calm ground
(contain), or shown whole and painted further out (reframe; see `clavilux.imagine.outpainting`).

Inside, sizes are heights and widths, as those of arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.imagine.finding import ONCE, Found, found_in
from clavilux.imagine.outpainting import calm_ground, outpainted
from clavilux.imagine.takes import heart
from clavilux.kernel.colour import as_bytes, as_floats
from clavilux.kernel.resize import part_resized
from clavilux.kernel.saliency import saliency
from clavilux.kernel.subjects import Kind
from clavilux.values import Image

__all__ = ["Extent", "Fit", "Framed", "framed"]

Fit = Literal["reframe", "crop", "contain"]
Mask = NDArray[np.bool_]
Shape = tuple[int, int]
Extent = tuple[float, float, float, float]
"""Left, top, right and bottom."""

ALIKE = 1.1
"""Shapes that differ by no more are made equal by a cut: what is lost is worth less than a seam."""
LEAST = 0.6
"""Share of each side that a picture covers when it is painted further out; what then goes over the edge is cut off."""
AIR = 0.02
"""Left around what a cut spares, as a share of the side."""
GROUND = 0.15
"""So many heights around it count as a face, and as lettering."""
GOES_ON = 0.12
"""How far inside a thing may be repeated that the picture's edge cuts off, as a share of the short side."""
MOST = 0.9
"""Share of the picture that may be kept from being repeated, if it can be helped."""
EVEN = np.ones((1, 1), np.float32)
"""The interest of what is the same everywhere."""
EXACT = 2048
"""Longer side of the frame in which it is told where things are, so that this is the same at any size, pixels."""


class Framed(NamedTuple):
    """A picture of the shape that is wanted."""

    picture: Image
    """Uint8, [height, width, 3]."""
    kept: Mask
    """What of it must stay whole, [height, width]."""
    pieces: tuple[tuple[Kind, Extent], ...] = ()
    """What was found in it, a mask or not, and where: left, top, right and bottom, as shares of width and height."""
    interest: NDArray[np.float32] = EVEN
    """How much stands out in the cells of a grid over it, [n, n]; nothing does beyond what was the picture's own."""
    window: Extent = (0.0, 0.0, 1.0, 1.0)
    """Its left, top, right and bottom in the whole picture, in that one's sides: below 0 and above 1 beyond it."""

    @property
    def known(self) -> Mask:
        """What of it must be recognised: faces with brow and chin, lettering with the ground on which it stands."""
        height, width = self.kept.shape
        near = np.zeros_like(self.kept)
        for kind, extent in self.pieces:
            if kind in ONCE:
                left, top, right, bottom = np.multiply(extent, (width, height, width, height))
                air = GROUND * (bottom - top)
                across, down = (
                    slice(max(0, round(low - air)), max(0, round(high + air)))
                    for low, high in ((left, right), (top, bottom))
                )
                near[down, across] = True
        return near & self.kept


class _Layout(NamedTuple):
    """Where a picture is in its frame."""

    shape: Shape
    """Of the frame."""
    inner: Shape
    """What of it the picture fills, in the middle."""
    window: Extent
    """What of the picture is seen: left, top, right and bottom, its pixels."""

    @property
    def corner(self) -> Shape:
        """Rows above it, and columns left of it."""
        top, left = ((outer - own) // 2 for outer, own in zip(self.shape, self.inner, strict=True))
        return top, left


def framed(
    picture: Image,
    size: tuple[int, int],
    fit: Fit | None = None,
    keep: Mask | None = None,
    *,
    found: Found | None = None,
    seen: tuple[int, int] | None = None,
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
    found : Found, optional
        What was found in the same picture at another size, the same one whatever the size; when left out, it is looked
        for here.
    seen : tuple of int, optional
        Width and height of the film, which may be a little less than `size`: things are where they are in it.
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
    found = found or found_in(picture, keep)
    layout = _laid_out(found, shape, fit)
    own = found.itself(picture)
    scale = own.shape[1] / found.shape[1], own.shape[0] / found.shape[0]
    left, top, right, bottom = layout.window
    middle = part_resized(own, (left * scale[0], top * scale[1], right * scale[0], bottom * scale[1]), layout.inner)
    own_kept = part_resized(found.kept, layout.window, layout.inner)
    exact = _laid_out(found, _exact(seen or size), fit)
    things = _pieces(found, exact), _interest(found, exact), _shown(found, exact)
    if layout.inner == shape:
        return Framed(middle, own_kept, *things)
    place = tuple(slice(at, at + side) for at, side in zip(layout.corner, layout.inner, strict=True))
    kept = np.zeros(shape, bool)
    kept[place] = own_kept
    out = None
    if fit != "contain":
        axis = int(layout.inner[0] == shape[0])
        whole, once = (part_resized(mask, layout.window, layout.inner) for mask in _pinned(found, axis))
        out = outpainted(as_floats(middle), shape, whole=whole, once=once, seed=seed, threads=threads)
    if out is not None:
        return Framed(as_bytes(out), kept, *things)
    ground = as_bytes(calm_ground(as_floats(middle), shape))
    ground[place] = middle
    return Framed(ground, kept, *things)


def _exact(size: tuple[int, int]) -> Shape:
    """Height and width of a frame of the same proportions, so large that pixels do not matter."""
    scale = EXACT / max(size)
    return round(size[1] * scale), round(size[0] * scale)


def _laid_out(found: Found, shape: Shape, fit: Fit | None) -> _Layout:
    """Where the picture is in a frame."""
    stretch = found.shape[1] * shape[0] / (found.shape[0] * shape[1])
    cut = fit == "crop" or (fit is None and max(stretch, 1 / stretch) <= ALIKE)
    inner = shape if cut else _inner(found, shape, 0 if fit == "contain" else LEAST)
    return _Layout(shape, inner, _window(found, inner))


def _pieces(found: Found, layout: _Layout) -> tuple[tuple[Kind, Extent], ...]:
    """What of the pieces is seen in the frame, and where."""
    (height, width), (top, left) = layout.shape, layout.corner
    shown = [(piece.kind, piece.box.seen(layout.window, *layout.inner).moved(left, top)) for piece in found.pieces]
    return tuple(
        (kind, (box.left / width, box.top / height, box.right / width, box.bottom / height))
        for kind, box in shown
        if min(box.width, box.height) > 0
    )


def _interest(found: Found, layout: _Layout) -> NDArray[np.float32]:
    """How much stands out in the cells of the frame."""
    own = saliency(found.picture)
    places, inside = [], []
    for axis, count in enumerate(own.shape):
        low, high = layout.window[1 - axis], layout.window[3 - axis]
        at = (np.arange(count) + 0.5) / count * layout.shape[axis] - layout.corner[axis]
        place = low + (high - low) * at / layout.inner[axis]
        inside.append((place >= low) & (place <= high))
        places.append((place / found.shape[axis] * count - 0.5).astype(np.float32))
    x, y = np.meshgrid(places[1], places[0])
    there = cv2.remap(own, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(there * np.outer(*inside), np.float32)


def _shown(found: Found, layout: _Layout) -> Extent:
    """The window of a frame in the whole picture, with what surrounds that."""
    ends = []
    for axis in (0, 1):
        low, high = layout.window[1 - axis], layout.window[3 - axis]
        per_pixel = (high - low) / layout.inner[axis]
        start = low - layout.corner[axis] * per_pixel
        first, last = found.around[2 * axis : 2 * axis + 2]
        own = (start, start + layout.shape[axis] * per_pixel)
        ends.append([first + (last - first) * end / found.shape[axis] for end in own])
    (top, bottom), (left, right) = ends
    return left, top, right, bottom


def _inner(found: Found, shape: Shape, least: float) -> Shape:
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


def _window(found: Found, shape: Shape) -> tuple[float, float, float, float]:
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


def _pinned(found: Found, axis: int) -> tuple[Mask, Mask]:
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
