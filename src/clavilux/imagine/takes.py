"""Takes: other pictures of the same place, made of the artwork's own parts.

A take begins from the artwork under noise. Its composition is a sample of the diffusion model whose score is computed
from the artwork (`kernel.score`); patches of the artwork then bring it to full size (`kernel.synthesis`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from clavilux.kernel import score
from clavilux.kernel.atlas import Atlas, Level, Source, ladder
from clavilux.kernel.patches import SIDE
from clavilux.kernel.resize import resized
from clavilux.kernel.synthesis import Effort, Kept, Step, synthesise

__all__ = ["Take", "Takes", "begun", "heart"]

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]

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
        before: Sequence[Step] | None = None,
        threads: int = 1,
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
        before : sequence of Step, optional
            Of a take much like this one.
        threads : int
            Makes no difference to the result.
        """
        top, height, width = self._small.parts[0]
        own = self._small.picture[top : top + height, :width, :3]
        source = score.Source(own, allowed=np.ones(own.shape[:2], bool))
        *_, small = score.sample([source], own, noise, deviation(strength) * self._free, steps=steps, threads=threads)
        begin = begun(score.nearest([source], small, threads=threads), self._small)
        found = list(
            synthesise(
                self._atlas,
                small,
                kept=self._kept,
                begin=begin,
                before=before,
                effort=EFFORT,
                seed=seed,
                threads=threads,
            )
        )
        return Take(found[-1].picture, found)


def deviation(strength: float) -> float:
    """Deviation of the noise, in deviations of the artwork; all there can be at strength 1."""
    return score.FULL * strength**2


def begun(nearest: NDArray[np.intp], level: Level) -> NDArray[np.int32]:
    """The field of the upper left corners of patches, from the nearest pixels: source, row, column."""
    half = SIDE // 2
    inner = nearest[half:-half, half:-half]
    tops = np.array([top for top, _, _ in level.parts])
    return np.stack([tops[inner[..., 0]] + inner[..., 1] - half, inner[..., 2] - half], -1).astype(np.int32)


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
