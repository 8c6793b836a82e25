"""A scene: one artwork in one hand, of which any number of places can be painted."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clavilux.imagine.exemplars import Exemplar
from clavilux.imagine.painters.lumia.hand import Dials, Hand, Painted
from clavilux.imagine.takes import Take, Takes
from clavilux.kernel.atlas import sketch_size
from clavilux.kernel.bands import cores
from clavilux.kernel.resize import resized
from clavilux.kernel.synthesis import between

__all__ = ["Place", "Scene", "Seen", "towards"]

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]
Size = tuple[int, int]


class Place(NamedTuple):
    """One picture of a scene."""

    picture: Array
    """Float32 [h, w, 3] in [0, 1]."""
    take: Take
    """What it shows."""
    strokes: Painted | None
    """How it was painted; None in the artwork's own hand."""


class Seen(NamedTuple):
    """A picture, and what there is to keep in it."""

    picture: Array
    """Float32 [h, w, 3] in [0, 1]."""
    kept: Mask | None
    """What stays whole, [h, w]."""
    known: Mask | None = None
    """What of that must be recognised."""

    def at(self, size: Size) -> Seen:
        """The same at another size."""
        masks = (None if mask is None else resized(mask, size) > 0.5 for mask in (self.kept, self.known))
        return Seen(resized(self.picture, size), *masks)


def towards(place: Place, other: Place, share: float, *, seed: int) -> Place:
    """A place to begin from that has so much of another's parts and strokes."""
    there = other.take.brought(place.take.places, threads=cores())
    take = place.take._replace(steps=between(place.take.steps, there, share, seed=seed, threads=cores()))
    if place.strokes is None or other.strokes is None:
        return place._replace(take=take)
    steps = between(place.strokes.steps, other.strokes.steps, share, seed=seed, threads=cores())
    return place._replace(take=take, strokes=place.strokes._replace(steps=steps))


class Scene:
    """An artwork and a hand, made ready.

    Parameters
    ----------
    artwork : Seen
        Its size is that of the pictures.
    sketch : Seen or None
        The same artwork, of `atlas.sketch_size`; made from it when left out.
    exemplar : Exemplar or None
        In whose hand; None is the artwork's own.
    dials : Dials
    """

    def __init__(self, artwork: Seen, sketch: Seen | None, exemplar: Exemplar | None, dials: Dials) -> None:
        size = artwork.picture.shape[0], artwork.picture.shape[1]
        self._size = size
        if exemplar is None:
            self._takes, self._hand = Takes(artwork.picture, artwork.kept), None
            return
        small = sketch or artwork.at(sketch_size(size))
        self._takes = Takes(small.picture, small.kept)
        # A small picture is painted larger, or it would be another one.
        large = artwork if min(size) > min(small.picture.shape[:2]) else artwork.at(small.picture.shape[:2])
        self._hand = Hand(exemplar, large.picture, small.picture, large.kept, dials, known=large.known, threads=cores())

    @property
    def noise_shape(self) -> tuple[int, int, int]:
        """Shape of the noise that a place is sampled from."""
        return (*self._takes.shape, 3)

    def place(
        self,
        noise: Array,
        strength: float,
        *,
        steps: int,
        seed: int,
        before: Place | None = None,
        look_up: Callable[[], None] | None = None,
    ) -> Place:
        """The picture that a field of noise leads to.

        Parameters
        ----------
        noise : ndarray, float32
            Unit normal, of `noise_shape`.
        strength : float
            Of the noise, in [0, 1].
        steps : int
            Of the sampler.
        seed : int
            Of the search.
        before : Place, optional
            One of the same scene that is near: it is quicker and calmer to begin from it.
        look_up : callable, optional
            Called after each step of the work; what it raises ends it.
        """
        threads = cores()
        was = None if before is None else before.take
        take = self._takes.take(noise, strength, steps=steps, seed=seed, before=was, threads=threads, look_up=look_up)
        if self._hand is None:
            return Place(take.picture, take, None)
        strokes_before = before.strokes.steps if before is not None and before.strokes is not None else None
        strokes = self._hand.paint(take.picture, seed=seed, before=strokes_before, threads=threads, look_up=look_up)
        return Place(resized(strokes.picture, self._size), take, strokes)
