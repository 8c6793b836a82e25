"""Flashes foreseen and watched for: see `tally` for what they are, and `limiter` for what keeps them off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clavilux.errors import warn
from clavilux.kernel.colour import LUMA
from clavilux.render.tally import AREA, DARK, GAMMA, LINEAR, MOST, Tally, fields, measure, second
from clavilux.values import Image

__all__ = ["FlashGuard", "luminance", "safe_gain", "watched"]

GRID = 16
"""Cells along each side, over which `safe_gain` averages luminance."""

BUDGET = 0.08
"""Luminance change that a beat may cause: below what flashes, with room for what encoding and scaling add."""

STEEP = 1.3
"""By how much a path may be steeper in luminance than a line, where kicks are felt: the curve of sRGB times slerp's."""


def luminance(image: Image) -> NDArray[np.float32]:
    """Relative luminance of a picture, averaged over large cells: [`GRID`, `GRID`], 1 is white.

    Parameters
    ----------
    image : uint8, [h, w, 3]
    """
    fine = 4 * GRID  # light adds up, sRGB values do not: only what is finer than this is averaged before it is light
    small = Pillow.fromarray(image).resize((fine, fine), Pillow.Resampling.BOX)
    light = LINEAR[np.asarray(small)] @ LUMA
    return np.asarray(light.reshape(GRID, 4, GRID, 4).mean(axis=(1, 3)))


def safe_gain(start: Image, end: Image, *, kick: float, flash: float) -> float:
    """The gain of kick and flash at which no beat changes large parts of the picture by a flash, in [0, 1].

    A beat changes a cell's luminance by up to ((1 + flash)**2.4 - 1) L for its brightening, L being the larger
    luminance of the two pictures, at most 0.8, and by `STEEP` * kick * |difference of the two| for its kick. The gain
    keeps the sum below `BUDGET` over three quarters of the picture, so that beats seldom need to be limited.

    Parameters
    ----------
    start, end : uint8, [h, w, 3]
        The keyframes.
    kick : float
        How far a beat pushes the picture along the path.
    flash : float
        How much it brightens, as a share of every value.
    """
    here, there = luminance(start), luminance(end)
    brightened = ((1 + flash) ** GAMMA - 1) * np.minimum(np.maximum(here, there), DARK)
    change = float(np.quantile(brightened + STEEP * kick * np.abs(there - here), 1 - AREA))
    return min(1.0, BUDGET / change) if change > 0 else 1.0


class FlashGuard:
    """Watches frames go by and warns, once, when they flash dangerously.

    Parameters
    ----------
    fps : Fraction
        Frames per second.
    begin : int
        Which frame of the film it sees first.
    """

    def __init__(self, fps: Fraction, begin: int = 0) -> None:
        self._fps, self._begin = fps, begin
        self.unsafe: float | None = None
        """Second of the film at which more than three flashes were first seen, or None."""
        self._tally = Tally(second(fps))

    def see(self, image: Image) -> None:
        """Look at the next frame.

        Warns
        -----
        ClaviluxWarning
            If it is the first that completes more than three flashes within a second over a quarter of a field of view.
        """
        if self.unsafe is not None:
            return
        over = self._tally.over(measure(image))
        if over.any() and fields(over).max() > AREA:
            self.unsafe = float((self._begin + self._tally.frame) / self._fps)
            warn(
                f"the video flashes more than {MOST // 2} times a second at {self.unsafe:.1f} s and may be unsafe for "
                "photosensitive viewers; --set film.safe=true holds such frames back"
            )
        self._tally.take()


def watched(images: Iterable[Image], guard: FlashGuard) -> Iterator[Image]:
    """Frames as they are, with a guard that has an eye on them."""
    for image in images:
        guard.see(image)
        yield image
