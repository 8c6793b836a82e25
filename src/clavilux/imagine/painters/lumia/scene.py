"""A scene: one artwork in one hand, of which any number of places can be painted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clavilux.imagine.exemplars import Exemplar
from clavilux.imagine.painters.lumia.hand import Dials, Hand, Painted
from clavilux.imagine.takes import Take, Takes
from clavilux.kernel.bands import cores
from clavilux.kernel.colour import as_floats
from clavilux.kernel.resize import resized
from clavilux.kernel.synthesis import between
from clavilux.values import Image

__all__ = ["Place", "Scene", "towards"]

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]

COMPOSED = 384
"""Short side, in pixels, at which a take is made that a hand then paints: strokes are finer than what it tells them."""


class Place(NamedTuple):
    """One picture of a scene."""

    picture: Array
    """Float32 [h, w, 3] in [0, 1]."""
    take: Take
    """What it shows."""
    strokes: Painted | None
    """How it was painted; None in the artwork's own hand."""


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
    artwork : ndarray, uint8, [h, w, 3]
        Its size is that of the pictures.
    kept : ndarray, bool, [h, w], or None
        What stays whole.
    exemplar : Exemplar or None
        In whose hand; None is the artwork's own.
    dials : Dials
    """

    def __init__(self, artwork: Image, kept: Mask | None, exemplar: Exemplar | None, dials: Dials) -> None:
        picture = as_floats(artwork)
        size = artwork.shape[:2]
        kept = None if kept is None or not kept.any() else kept
        scale = 1.0 if exemplar is None else min(1.0, COMPOSED / min(size))
        composed = (round(size[0] * scale), round(size[1] * scale))
        small = None if kept is None else resized(kept, composed) > 0.5
        self._takes = Takes(resized(picture, composed), small)
        self._hand = None if exemplar is None else Hand(exemplar, picture, kept, dials, threads=cores())

    @property
    def noise_shape(self) -> tuple[int, int, int]:
        """Shape of the noise that a place is sampled from."""
        return (*self._takes.shape, 3)

    def place(self, noise: Array, strength: float, *, steps: int, seed: int, before: Place | None = None) -> Place:
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
        """
        threads = cores()
        was = None if before is None else before.take
        take = self._takes.take(noise, strength, steps=steps, seed=seed, before=was, threads=threads)
        if self._hand is None:
            return Place(take.picture, take, None)
        strokes_before = before.strokes.steps if before is not None and before.strokes is not None else None
        strokes = self._hand.paint(take.picture, seed=seed, before=strokes_before, threads=threads)
        return Place(strokes.picture, take, strokes)
