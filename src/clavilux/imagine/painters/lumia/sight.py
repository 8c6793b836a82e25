"""What Lumia compares a painting and its exemplar by, beside the strokes themselves."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.patches import SIDE
from clavilux.kernel.resize import blurred, resized

__all__ = ["Sight"]

Array = NDArray[np.float32]

OUTLINE = 0.35
"""Blur of outlines in marks: finer ones are left to the strokes."""
ENOUGH, FINEST = 384, 3.0
"""Short side at which guides are made, at most, and pixels of a mark, at least."""
USUAL = 3.0
"""Guidance for which the weights are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The guides, and how much each weighs beside the colours of the strokes so far; a `kernel.atlas.Look`.

    `docs/lumia.md` shows what becomes of a painting when each is left out.
    """

    grain: float = 0.01
    """Size of the exemplar's marks, as a share of the short side: light is compared over several of them."""
    guidance: float = USUAL
    """Makes all guides weigh more or less."""
    shape: float = 3.0
    """Of light as fine as it is seen: outlines."""
    light: float = 2.0
    """Of light over some marks."""
    colour: float = 4.0
    """Of colour over some marks."""
    direction: float = 0.003
    """Of the direction in which marks and outlines run."""
    bustle: float = 0.03
    """Of contrast over some marks: calm places take from calm places, sky from sky."""
    height: float = 0.02
    """Of the place between top and bottom."""
    size: float = 0.3
    """Of the size of marks."""
    smaller: float = 1.0
    """Size of the smaller marks beside the others."""
    finer: float = 0.0
    """How fine the marks of an exemplar are: 0 as large as they come, 1 the smaller ones."""

    def __call__(self, picture: Array, size: tuple[int, int], short: int) -> tuple[Array, Array]:
        """Outlines [h, w] and the other guides [h, w, 8] of a picture in OKLab; see `kernel.atlas.Look`.

        The picture may have a fourth channel, which tells how fine its marks are to be.
        All are blurred, so nothing is lost where they are made at a smaller size.
        """
        scale = min(1.0, max(ENOUGH, FINEST / self.grain) / short)
        small = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
        lab = resized(picture, small)
        light = lab[..., 0]
        finer = lab[..., 3:] if lab.shape[2] > 3 else np.full((*light.shape, 1), self.finer, np.float32)
        mark = max(self.grain * short * scale, 0.8)
        outlines = blurred(light, max(OUTLINE * mark, 0.6))
        outlines += finer[..., 0] * (blurred(light, max(OUTLINE * self.smaller * mark, 0.6)) - outlines)
        broad = blurred(light, max(2 * mark, 1))
        guides = [
            self.light**0.5 * broad[..., None],
            self.colour**0.5 * blurred(lab[..., 1:3], max(1.5 * mark, 1)),
            self.direction**0.5 * _direction(light, mark),
            self.bustle**0.5 * _bustle(light, mark)[..., None],
            self.height**0.5 * np.broadcast_to(np.linspace(0, 1, len(light))[:, None, None], (*light.shape, 1)),
            self.size**0.5 * finer,
        ]
        # Once a patch, these stand for all its pixels.
        middles = SIDE * np.concatenate(guides, axis=-1)
        force = np.float32(np.sqrt(self.guidance / USUAL))
        return resized(force * self.shape**0.5 * outlines, size), resized(force * middles, size)


def _direction(light: Array, mark: float) -> Array:
    """Double angle of the edges around, [h, w, 2], as long as they are clear and agree: a structure tensor.

    References
    ----------
    Bigün and Granlund, "Optimal orientation detection of linear symmetry", ICCV 1987.
    """
    soft = blurred(light, mark)
    x, y = (cv2.Sobel(soft, cv2.CV_32F, *axis, ksize=3) / 8 for axis in ((1, 0), (0, 1)))
    tensor = blurred(np.stack([x * x - y * y, 2 * x * y, x * x + y * y], -1), 2 * mark)
    length = np.hypot(tensor[..., 0], tensor[..., 1]) + 1e-6
    agreement = length / (tensor[..., 2] + 1e-6)
    clear = np.minimum(1, 20 * np.sqrt(np.maximum(tensor[..., 2], 0)))
    return np.asarray(tensor[..., :2] * (agreement * clear / length)[..., None], np.float32)


def _bustle(light: Array, mark: float) -> Array:
    """Contrast around, on a scale that tells calm places from calmer ones."""
    around = 3 * mark
    variance = blurred(light * light, around) - blurred(light, around) ** 2
    return np.asarray(np.log1p(30 * np.sqrt(np.maximum(variance, 0))), np.float32)
