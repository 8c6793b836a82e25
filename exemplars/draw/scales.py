"""A surface of scales: staggered rows, each row over the one above it, as tiles lie on a roof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scene import Scene, shaded
from sheet import Field

Shape = Callable[[Field, Field], Field]
"""How far inside a scale its place (u, v) lies: 0 at the outline, negative outside."""


@dataclass(frozen=True)
class Scales:
    """The scales of a surface and, for every pixel, its place within the one that is on top.

    Attributes
    ----------
    at : int [k, 2], pixel (row, column) in the middle of what is seen of each scale
    label : int [h, w], which scale is on top
    u, v : float32 [h, w], place in it across and up, in half widths, (0, 0) at its middle
    half : half a width, heights
    """

    at: np.ndarray
    label: np.ndarray
    u: Field
    v: Field
    half: float

    def tones(self, scene: Scene, spread: float) -> Field:
        """One tone a scale, strayed, for every pixel."""
        y, x = self.at.T
        tone = scene.sheet.blur(scene.tone, 0.007)[y, x] + scene.sheet.rng.normal(0, spread, len(y))
        return np.clip(tone, 0, 1).astype(np.float32)[self.label]

    def colours(self, scene: Scene, spread: float, hue: float) -> np.ndarray:
        """One colour a scale, strayed in lightness and in hue, [k, 3]."""
        y, x = self.at.T
        rng = scene.sheet.rng
        tone = np.clip(scene.tone[y, x] + rng.normal(0, spread, len(y)), 0, 1)
        colour = shaded(scene.swatches[y, x], tone) + rng.normal(0, hue, (len(y), 3))
        return np.clip(colour, 0, 1).astype(np.float32)


def leaf(u: Field, v: Field) -> Field:
    """A pointed leaf that stands upright."""
    return 1 - (v / 1.5) ** 2 - np.abs(u) * (1 + 0.22 * v)


def disc(u: Field, v: Field) -> Field:
    """A round."""
    return 1 - np.hypot(u, v)


def scales(scene: Scene, shape: Shape, width: float, step: float, sway: float) -> Scales:
    """Scales so wide, a row every `step` widths, displaced by up to so many half widths."""
    sheet, half = scene.sheet, width / 2
    x, y = (axis / half + sway * sheet.noise(0.2) for axis in (sheet.x, sheet.y))
    gap, reach = 2 * step, int(np.ceil(0.8 / step)) + 1
    columns = int(sheet.wide / width) + 8
    label = np.full(x.shape, -1)
    u, v = np.zeros_like(x), np.zeros_like(x)
    for below in range(reach, -reach - 1, -1):  # the lowest row first: it lies on top
        row = np.floor(y / gap).astype(int) + below
        odd = row % 2
        column = np.floor((x - odd) / 2 + 0.5).astype(int)
        across, up = x - odd - 2 * column, row * gap - y
        here = (label < 0) & (shape(across, up) > 0)
        label = np.where(here, (row + 4 * reach) * columns + column + 4, label)
        u, v = np.where(here, across, u), np.where(here, up, v)
    _, label = np.unique(label, return_inverse=True)
    label = label.reshape(x.shape)
    count = np.bincount(label.ravel())
    pixels = np.divmod(np.arange(label.size), sheet.width)
    at = np.stack([np.bincount(label.ravel(), axis) / count for axis in pixels], 1).astype(int)
    return Scales(at, label, u.astype(np.float32), v.astype(np.float32), half)
