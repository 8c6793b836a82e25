"""Flashes: keeping a film safe for photosensitive viewers, and watching that it is.

A general flash is a pair of opposing changes of relative luminance by 10 % of white or more, the darker picture below
80 %; more than three of them within one second over a quarter of the picture are dangerous.

References
----------
W3C, Web Content Accessibility Guidelines 2.2, success criterion 2.3.1 and the definition of general flash.
"""

from __future__ import annotations

import math
from collections import deque
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clavilux.errors import warn
from clavilux.types import FloatArray, Image

__all__ = ["FlashGuard", "calmness", "luminance"]

CHANGE = 0.1
"""Relative luminance by which a picture must change to flash."""

DARK = 0.8
"""Relative luminance below which the darker of the two pictures must be."""

MOST = 3
"""Flashes that are allowed within one second."""

AREA = 0.25
"""Share of the picture that must flash."""

GRID = 16
"""Cells along each side, over which luminance is averaged: finer patterns do not count as flashing."""

BUDGET = 0.08
"""Luminance change that a beat may cause: below `CHANGE`, with room for what encoding and scaling add."""

STEEP = 1.3
"""By how much a path may be steeper in luminance than a line, where kicks are felt: the curve of sRGB times slerp's."""

GAMMA = 2.4
"""Luminance grows at most with this power of a picture's values (exactly so in the bright part of sRGB)."""


def _linear() -> NDArray[np.float32]:
    """Byte of sRGB -> share of full light (IEC 61966-2-1)."""
    value = np.arange(256) / 255
    light = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** GAMMA)
    return light.astype(np.float32)


LINEAR = _linear()
WEIGHTS = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Share of red, green and blue in relative luminance."""


def luminance(image: Image) -> NDArray[np.float32]:
    """Relative luminance of a picture, averaged over cells: [`GRID`, `GRID`], 1 is white.

    Parameters
    ----------
    image : uint8, [h, w, 3]
    """
    fine = 4 * GRID  # light adds up, sRGB values do not: only what is finer than this is averaged before it is light
    small = Pillow.fromarray(image).resize((fine, fine), Pillow.Resampling.BOX)
    light = LINEAR[np.asarray(small)] @ WEIGHTS
    return np.asarray(light.reshape(GRID, 4, GRID, 4).mean(axis=(1, 3)))


def calmness(behind: Image, ahead: Image, *, kick: float, flash: float) -> float:
    """The share of kick and flash that is safe at any rhythm between two keyframes, in [0, 1].

    A beat changes a cell's luminance by up to ((1 + flash)**2.4 - 1) L for its brightening, L being the larger
    luminance of the two pictures, at most 0.8, and by `STEEP` * kick * |difference of the two| for its kick. The share
    keeps the sum below `BUDGET` over three quarters of the picture, so that no beat is a flash however often it comes.

    Parameters
    ----------
    behind, ahead : uint8, [h, w, 3]
        The keyframes.
    kick, flash : float
        As in the recipe.
    """
    here, there = luminance(behind), luminance(ahead)
    brightened = ((1 + flash) ** GAMMA - 1) * np.minimum(np.maximum(here, there), DARK)
    change = float(np.quantile(brightened + STEEP * kick * np.abs(there - here), 1 - AREA))
    return min(1.0, BUDGET / change) if change > 0 else 1.0


class FlashGuard:
    """Watches frames go by and warns, once, when they flash dangerously.

    Parameters
    ----------
    fps : Fraction
        Frames per second.
    """

    def __init__(self, fps: Fraction) -> None:
        self.fps = fps
        self.unsafe: float | None = None
        """Second of the film at which more than three flashes were first seen, or None."""
        self._frame = 0
        self._low: FloatArray = np.full((GRID, GRID), np.inf)
        self._high: FloatArray = np.full((GRID, GRID), -np.inf)
        self._direction = np.zeros((GRID, GRID), np.int8)
        self._changes: deque[NDArray[np.bool_]] = deque(maxlen=math.ceil(fps))

    def see(self, image: Image) -> None:
        """Look at the next frame.

        Warns
        -----
        ClaviluxWarning
            If it completes a fourth flash within a second over a quarter of the picture, for the first time.
        """
        self._changes.append(self._changed(luminance(image)))
        flashes = np.sum(self._changes, axis=0, dtype=int) / 2
        if self.unsafe is None and np.mean(flashes > MOST) >= AREA:
            self.unsafe = self._frame / float(self.fps)
            message = (
                f"the video flashes more than {MOST} times a second at {self.unsafe:.1f} s and may be unsafe for "
                "photosensitive viewers; set move.safe=true or use --recipe strobe-safe"
            )
            warn(message)
        self._frame += 1

    def _changed(self, light: FloatArray) -> NDArray[np.bool_]:
        """Cells whose luminance has just gone far enough against its last direction."""
        self._low, self._high = np.minimum(self._low, light), np.maximum(self._high, light)
        up = (light - self._low >= CHANGE) & (self._low < DARK) & (self._direction <= 0)
        down = (self._high - light >= CHANGE) & (light < DARK) & (self._direction >= 0)
        changed = up | down
        self._direction = np.where(changed, np.where(up, 1, -1), self._direction).astype(np.int8)
        self._low, self._high = np.where(changed, light, self._low), np.where(changed, light, self._high)
        return changed
