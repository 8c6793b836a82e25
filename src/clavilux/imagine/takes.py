"""Takes: other pictures of the same place, made of the artwork's own parts.

A take begins from the artwork under noise. Its composition is a sample of the diffusion model whose score is computed
from the artwork (`kernel.score`); patches of the artwork then bring it to full size (`kernel.synthesis`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from clavilux.imagine.layouts import Layouts, moved
from clavilux.kernel import score
from clavilux.kernel.atlas import Atlas, Level, Source, ladder
from clavilux.kernel.colour import as_bytes
from clavilux.kernel.fields import carried
from clavilux.kernel.graphics import of_few_colours
from clavilux.kernel.patches import SIDE
from clavilux.kernel.resize import resized
from clavilux.kernel.synthesis import Effort, Kept, Step, kept_for_more, synthesise

__all__ = ["Take", "Takes", "begun", "heart", "looking_up"]

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]
Field = NDArray[np.int32]
T = TypeVar("T")

NOISE = 1.2
"""Deviation of the noise at strength 1, in deviations of the artwork: more melts what was moved, and leaves islands
of sky in a street."""
GUIDES = score.Guides(height=400.0, across=400.0)
"""Parts come from about where the layout says, and so stay whole."""
NEAREST = score.Guides(height=2000.0, luma=0.0, across=2000.0)
"""The same where patches are sought that look like what was sampled: where several do."""
EFFORT = Effort(rounds=(2, 2), price=0.03)
RIM = 0.03
"""Of what is kept, as a share of the short side: patches of it may be taken."""
POOREST = 0.05
"""Share of all patches that must be left to be taken."""
NEAR = 0.12
"""How far from what is kept the noise reaches its strength, as a share of the short side."""


class Take(NamedTuple):
    """Another picture of the same place."""

    picture: Array
    """Float32 [h, w, 3] in [0, 1]."""
    steps: list[Step]
    """Where its parts come from: a take much like this one begins from them."""
    places: Array
    """Its layout; see `layouts.Layouts.places`."""

    def brought(self, places: Array, *, threads: int = 1) -> list[Step]:
        """The steps of the same take in another layout: parts go along with what they are of."""
        return [_carried(step, self.places, places, threads) for step in self.steps]


class Takes:
    """Makes takes of an artwork, all of one size.

    Parameters
    ----------
    artwork : ndarray, float32, [h, w, 3]
        In [0, 1].
    kept : ndarray, bool, [h, w], optional
        What stays whole, and as it is.
    """

    def __init__(self, artwork: Array, kept: Mask | None = None) -> None:
        self._kept = None if kept is None or not kept.any() else Kept(mask=kept)
        allowed = None if self._kept is None else _allowed(self._kept.mask)
        self._atlas = Atlas([Source(picture=artwork, allowed=allowed)], artwork.shape[:2])
        self._small = self._atlas.levels[0]
        shape = self._small.shape
        self._free = np.ones(shape, np.float32) if self._kept is None else _freedom(self._kept.mask, shape)
        top, height, width = self._small.parts[0]
        self._own = np.ascontiguousarray(self._small.picture[top : top + height, :width, :3])
        flat = of_few_colours(as_bytes(artwork))
        self._layouts = Layouts(self._own, np.zeros_like(self._free) if flat else self._free)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the noise."""
        return self._small.shape

    def take(
        self,
        noise: Array,
        strength: float,
        *,
        steps: int = 10,
        seed: int = 0,
        before: Take | None = None,
        threads: int = 1,
        look_up: Callable[[], None] | None = None,
    ) -> Take:
        """One take.

        Parameters
        ----------
        noise : ndarray, float32, [h, w, 3]
            Unit normal, of `shape`.
        strength : float
            From the artwork itself (0) to one that remembers its parts only (1).
        steps : int
            Of the sampler, as if the noise were all there can be.
        seed : int
            Of the search for patches.
        before : Take, optional
            One much like this one.
        threads : int
            Makes no difference to the result.
        look_up : callable, optional
            Called after each step; what it raises ends the work.
        """
        own, places = self._own, self._layouts.places(noise, strength)
        shares = (places + np.float32(0.5)) / np.float32(len(own))
        source = score.Source(own, allowed=np.ones(own.shape[:2], bool))
        levels = NOISE * strength**2 * self._free
        sampled = score.sample(
            [source], moved(own, places), noise, levels, guides=GUIDES, places=shares, steps=steps, threads=threads
        )
        *_, small = looking_up(sampled, look_up)
        nearest = score.nearest([source], small, guides=NEAREST, places=shares, threads=threads)
        begin = begun(nearest, self._small)
        before_it = None if before is None else before.brought(places, threads=threads)
        made = synthesise(
            self._atlas,
            small,
            kept=self._kept,
            begin=begin,
            before=before_it,
            effort=EFFORT,
            seed=seed,
            threads=threads,
        )
        found = kept_for_more(looking_up(made, look_up))
        return Take(found[-1].picture, found, places)


def looking_up(steps: Iterable[T], look_up: Callable[[], None] | None) -> Iterator[T]:
    """Steps of some work, after each of which somebody may end it."""
    for step in steps:
        if look_up:
            look_up()
        yield step


def begun(nearest: NDArray[np.intp], level: Level) -> Field:
    """The field of the upper left corners of patches, from the nearest pixels: source, row, column."""
    half = SIDE // 2
    inner = nearest[half:-half, half:-half]
    tops = np.array([top for top, _, _ in level.parts])
    return np.stack([tops[inner[..., 0]] + inner[..., 1] - half, inner[..., 2] - half], -1).astype(np.int32)


def _carried(step: Step, behind: Array, ahead: Array, threads: int) -> Step:
    """A step that goes along from one layout to another."""
    shape = step.picture.shape[0], step.picture.shape[1]
    # Layouts are smooth, so nothing is between their places but a line.
    old, new = (
        np.asarray(cv2.resize(places, shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
        for places in (behind, ahead)
    )
    return step._replace(field=carried(step.field, old, new, shape[0] / len(behind), threads=threads))


def heart(kept: Mask, rim: float = RIM) -> Mask:
    """What of it may not be taken: all but its rim, or nothing would go with it; `rim` is a share of the short side."""
    away = cv2.distanceTransform(kept.astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(away > rim * min(kept.shape))


def _allowed(kept: Mask) -> Mask | None:
    """What may be taken: of what is kept only its rim; None is all, as where too little would be left."""
    allowed = ~heart(kept)
    coarse = resized(allowed, ladder(kept.shape)[0]) > 0.99
    return allowed if ndimage.binary_erosion(coarse, np.ones((SIDE, SIDE))).mean() > POOREST else None


def _freedom(kept: Mask, shape: tuple[int, int]) -> Array:
    """Share of the noise, [h, w]: none where something is kept, and less near to it."""
    away = ndimage.distance_transform_edt(resized(kept, shape) < 0.1)
    return np.asarray(np.clip(away / (NEAR * min(shape)), 0, 1), np.float32)
