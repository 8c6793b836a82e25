"""What keyframes are made from: the pictures of a plan, framed, and its styles."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from clavilux.errors import BadValue, UserError
from clavilux.imagine.framing import Fit, Framed, framed
from clavilux.kernel.sizes import Size, covering
from clavilux.media.files import check_same
from clavilux.media.pictures import load, load_mask
from clavilux.plan import Brief, FileRef, Plan
from clavilux.protocols import Painter
from clavilux.styles import StyleBook, picture_style, with_exemplar
from clavilux.values import Style

__all__ = ["Inputs", "Reader", "check_sees_styles"]


class Inputs(NamedTuple):
    """What one keyframe is made from."""

    artwork: Framed
    """Of the size that is painted."""
    style: Style | None
    """With the one exemplar that shows the hand; None stays with the artwork's own."""


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

    def inputs(self, plan: Plan) -> dict[str, Inputs]:
        """Of all keyframes of a plan, by name.

        Its seed decides how pictures are painted further out, so that keyframes of one picture have the same
        surroundings.

        Raises
        ------
        UserError
            If a picture cannot be read or is not the one that the plan was made with, a mask does not fit its picture,
            a style or exemplar is not in the book, or the painter cannot take its style from a picture.
        """
        _check(plan.keyframes, self._painter)
        styles = {name: self._style(brief, plan) for name, brief in plan.keyframes.items()}  # first, as they are quick
        return {name: Inputs(self._artwork(brief, plan), styles[name]) for name, brief in plan.keyframes.items()}

    def _style(self, brief: Brief, plan: Plan) -> Style | None:
        if brief.style_picture is not None:
            return self._picture_style(plan.pictures[brief.style_picture])
        return None if brief.style is None else with_exemplar(self._book.style(brief.style), brief.exemplar)

    def _artwork(self, brief: Brief, plan: Plan) -> Framed:
        picture, keep = (None if name is None else plan.pictures[name] for name in (brief.picture, brief.keep))
        return self._framed(picture, keep, brief.fit, covering(plan.size, self._painter.multiple), plan.seed)

    def _frame(self, picture: FileRef | None, keep: FileRef | None, fit: Fit | None, size: Size, seed: int) -> Framed:
        if picture is None:
            shape = size[1], size[0]
            return Framed(np.zeros((*shape, 3), np.uint8), np.zeros(shape, bool))
        mask = None if keep is None else load_mask(self._path(keep), max(size))
        whole = load(self._path(picture), max(size))
        return framed(whole, size, fit, mask, seed=seed, threads=self._threads)


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
