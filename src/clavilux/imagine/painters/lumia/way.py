"""The way between two pictures: the noise travels along an arc, and every place on it is a picture of its own."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clavilux.imagine.painters.lumia.scene import Place, Scene, towards
from clavilux.imagine.painters.lumia.words import Mood, between, graded
from clavilux.kernel.bands import cores
from clavilux.kernel.slerp import slerp

__all__ = ["End", "Way"]

Array = NDArray[np.float32]

ARRIVAL = 0.1
"""The last part of a way, in which it dissolves into the picture that it leads to: the same place, and strokes."""


class End(NamedTuple):
    """A picture at an end of the way, and what it was painted from."""

    scene: Scene
    noise: Array
    strength: float
    steps: int
    seed: int
    mood: Mood
    place: Place


class Way:
    """From one picture to another.

    Every place begins from the one that was asked for before it; so the pictures depend on the order of asking.

    Where hand or artwork change, both are painted on the way, and one dissolves into the other: they show the same
    place, or hardly the same.

    Parameters
    ----------
    behind, ahead : End
    still : ndarray, float32, [h, w, 3], optional
        A picture that nobody painted, from which the way begins instead: it dissolves into the living ones.
    """

    def __init__(self, behind: End, ahead: End, *, still: Array | None = None) -> None:
        self._ends, self._still = (behind, ahead), still
        self._last = {id(end.scene): end.place for end in (ahead, behind)}

    def at(self, share: float) -> Array:
        """The picture at a share of the way, float32 [h, w, 3] in [0, 1]; at 0 and 1 those of the ends."""
        behind, ahead = self._ends
        ease = np.float32(share * share * (3 - 2 * share))
        if share <= 0:
            picture = behind.place.picture
        elif share >= 1:
            picture = ahead.place.picture
        elif behind.scene is ahead.scene or self._still is not None:
            picture = self._travelled(ahead.scene, share)
        else:
            one, two = (self._travelled(end.scene, share) for end in self._ends)
            picture = one + ease * (two - one)
        if share > 1 - ARRIVAL:
            near = np.float32((share - 1 + ARRIVAL) / ARRIVAL)
            picture = picture + near * near * (3 - 2 * near) * (ahead.place.picture - picture)
        picture = graded(picture, between(behind.mood, ahead.mood, share), threads=cores())
        return picture if self._still is None else self._still + ease * (picture - self._still)

    def _travelled(self, scene: Scene, share: float) -> Array:
        behind, ahead = self._ends
        strength = behind.strength + share * (ahead.strength - behind.strength)
        noise = slerp(share, behind.noise, ahead.noise)
        before = self._last[id(scene)]
        if scene is ahead.scene:
            before = towards(before, ahead.place, share, seed=ahead.seed)
        place = scene.place(noise, strength, steps=ahead.steps, seed=ahead.seed, before=before)
        self._last[id(scene)] = place
        return place.picture
