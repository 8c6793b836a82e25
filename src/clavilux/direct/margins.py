"""Margins: a camera that sways and pushes crops the borders of a picture, but not lettering or faces close to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, Self, runtime_checkable

import msgspec

from clavilux import plugins
from clavilux.plan import Part
from clavilux.values import Composition

__all__ = ["Crops", "calmed", "margin"]

AIR = 0.75
"""Share of a margin that may be cropped."""


@runtime_checkable
class Crops(Protocol):
    """What an effect has that crops the borders of a picture."""

    def within(self, margin: float, aspect: float) -> Self:
        """The same effect, so calm that it never crops more than a share of the picture's width and height at any side.

        Parameters
        ----------
        margin : float
            The share; the effect stays as it is if it crops no more.
        aspect : float
            Width / height of the picture.
        """


def margin(compositions: Iterable[Composition]) -> float:
    """How close to the border of a picture something stands that should not be cut, as a share of its side.

    What the border itself cuts is not counted; 1 if there is nothing.
    """
    gaps = (min(left, top, 1 - right, 1 - bottom) for seen in compositions for left, top, right, bottom in seen.whole)
    return min((gap for gap in gaps if gap > 0), default=1.0)


def calmed(effects: Iterable[Part], compositions: Iterable[Composition], aspect: float) -> list[Part]:
    """Effects of a film that crop nothing which should not be cut.

    Parameters
    ----------
    effects : iterable of Part
    compositions : iterable of Composition
        Of the pictures of the film.
    aspect : float
        Width / height of the film.
    """
    room = AIR * margin(compositions)
    return [_calm(part, room, aspect) for part in effects]


def _calm(part: Part, room: float, aspect: float) -> Part:
    effect = plugins.configured("effects", part)
    calm = effect.within(room, aspect) if isinstance(effect, Crops) else effect
    changed = {key: value for key, value in msgspec.to_builtins(calm).items() if key in part}
    return part if calm == effect else part | changed
