"""What keyframes are made from: the pictures of a plan, framed, and its styles."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clavilux.errors import BadValue, UserError
from clavilux.imagine.depth_maps import in_frame
from clavilux.imagine.finding import found_in
from clavilux.imagine.framing import Extent, Fit, Framed, framed
from clavilux.kernel.atlas import sketch_size
from clavilux.kernel.sizes import Size, covering
from clavilux.media.files import check_same
from clavilux.media.pictures import load, load_mask
from clavilux.plan import Brief, FileRef, Plan
from clavilux.protocols import Painter
from clavilux.styles import StyleBook, picture_style, with_exemplar
from clavilux.values import Style

__all__ = ["Inputs", "Reader", "check_sees_styles", "framed_file"]

SEARCHED = 1024
"""Short side of the picture in which subjects are looked for, whatever the film's: a small film is framed like a large
one, pixels."""


class Inputs(NamedTuple):
    """What one keyframe is made from."""

    artwork: Framed
    """Of the size that is painted."""
    sketch: Framed
    """The same, of `atlas.sketch_size`."""
    style: Style | None
    """With the one exemplar that shows the hand; None stays with the artwork's own."""
    depth: NDArray[np.uint8] | None = None
    """How near each place of the artwork is, [height, width], lighter is nearer; None if nobody tells."""


class Reader:
    """Reads and frames what the keyframes of plans are made from; what several share is made once.

    Parameters
    ----------
    painter : Painter
        Who paints: pictures are of a plan's size, or a little larger as the painter needs it.
    threads : int
        Makes no difference to the result.
    """

    def __init__(self, painter: Painter, *, threads: int) -> None:
        self._painter, self._threads, self._book = painter, threads, StyleBook.load()
        self._path, self._picture_style, self._framed = cache(_same), cache(_picture_style), cache(self._frame)
        self._map = cache(self._read_map)

    def inputs(self, plan: Plan) -> dict[str, Inputs]:
        """Of all keyframes of a plan, by name.

        Its seed decides how pictures are painted further out, so that keyframes of one picture have the same
        surroundings.

        Raises
        ------
        UserError
            If a picture cannot be read or is not the one that the plan was made with, a mask or depth map does not fit
            its picture, a style or exemplar is not in the book, or the painter cannot take its style from a picture.
        """
        _check(plan.keyframes, self._painter)
        styles = {name: self._style(brief, plan) for name, brief in plan.keyframes.items()}  # first, as they are quick
        return {name: self._inputs_of(name, plan, styles[name]) for name in plan.keyframes}

    def _inputs_of(self, name: str, plan: Plan, style: Style | None) -> Inputs:
        brief = plan.keyframes[name]
        artwork, sketch = self._artwork(brief, plan, plan.painted_by(name).seed)
        return Inputs(artwork, sketch, style, self._depth(brief, plan, artwork))

    def _style(self, brief: Brief, plan: Plan) -> Style | None:
        if brief.style_picture is not None:
            return self._picture_style(plan.pictures[brief.style_picture])
        return None if brief.style is None else with_exemplar(self._book.style(brief.style), brief.exemplar)

    def _artwork(self, brief: Brief, plan: Plan, seed: int) -> tuple[Framed, Framed]:
        """At its full size, and small."""
        picture, keep = (None if name is None else plan.pictures[name] for name in (brief.picture, brief.keep))
        return self._framed(picture, keep, brief.fit, plan.size, seed)

    def _depth(self, brief: Brief, plan: Plan, artwork: Framed) -> NDArray[np.uint8] | None:
        if brief.depth is None:
            return None
        return self._map(plan.pictures[brief.depth], artwork.window, covering(plan.size, self._painter.multiple))

    def _read_map(self, file: FileRef, window: Extent, size: Size) -> NDArray[np.uint8]:
        return in_frame(load(self._path(file), max(size))[..., 0], window, size)

    def _frame(
        self, picture: FileRef | None, keep: FileRef | None, fit: Fit | None, film: Size, seed: int
    ) -> tuple[Framed, Framed]:
        if picture is None:
            canvas = covering(film, self._painter.multiple)
            return _black(canvas), _black(sketch_size(canvas))
        mask = None if keep is None else self._path(keep)
        return framed_file(self._path(picture), film, self._painter, fit, mask, seed=seed, threads=self._threads)


def framed_file(
    picture: Path | str,
    size: Size,
    painter: Painter,
    fit: Fit | None = None,
    keep: Path | str | None = None,
    *,
    seed: int = 0,
    threads: int = 1,
) -> tuple[Framed, Framed]:
    """Read a picture and frame it; what is looked for in it is found whatever the size.

    Parameters
    ----------
    picture : Path or str
        Its file.
    size : tuple of int
        Width and height of the film.
    painter : Painter
        The picture is so much larger as its sides must be multiples of what this one needs.
    keep : Path or str, optional
        The mask of what must stay whole.
    fit, seed, threads
        As for `framing.framed`, and so are errors.

    Returns
    -------
    Framed
        Of the size that is painted.
    Framed
        The same, of `atlas.sketch_size`.
    """
    canvas, mask = covering(size, painter.multiple), None if keep is None else load_mask(keep, SEARCHED)
    small = load(picture, SEARCHED)
    whole, found = small if max(canvas) <= SEARCHED else load(picture, max(canvas)), found_in(small, mask)
    sizes = (whole, canvas), (small, sketch_size(canvas))  # whatever the film's size, its sketch is the same
    full, sketch = (framed(*own, fit, found=found, seen=size, seed=seed, threads=threads) for own in sizes)
    return full, sketch


def _black(size: Size) -> Framed:
    shape = size[::-1]
    return Framed(np.zeros((*shape, 3), np.uint8), np.zeros(shape, bool))


def check_sees_styles(painter: Painter) -> None:
    """See that a painter can take its style from a picture.

    Raises
    ------
    UserError
        If it cannot.
    """
    if not painter.sees_styles:
        raise UserError(
            f"painter '{painter.name}' cannot take its style from a picture; choose a style of 'clavilux styles'"
        )


def _same(file: FileRef) -> str:
    """Where the file is, if it is still the one that was meant."""
    check_same(file, "picture")
    return file.path


def _picture_style(file: FileRef) -> Style:
    return picture_style(_same(file))


def _check(briefs: Mapping[str, Brief], painter: Painter) -> None:
    """What can be told without reading a picture."""
    if any(brief.style_picture is not None for brief in briefs.values()):
        check_sees_styles(painter)
    masked: dict[str, str | None] = {}
    for name, brief in briefs.items():
        if brief.exemplar is not None and brief.style is None:
            raise BadValue("give the style whose exemplar it is, too", f"keyframes.{name}.exemplar")
        if brief.keep is not None and masked.setdefault(brief.keep, brief.picture) != brief.picture:
            raise BadValue("the mask is for one picture; give every picture its own", f"keyframes.{name}.keep")
