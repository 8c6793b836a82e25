"""Layouts: how the parts of an artwork are moved for another take, so that two takes are as unlike as is wanted.

Noise alone leaves the composition where it is, or melts it. So the artwork is moved first: it is panned, and stretched
here and pressed together there, over its whole width and its whole height. Verticals stay upright and horizons level
then, and what belongs on top stays on top.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.colour import luma
from clavilux.kernel.resize import blurred

__all__ = ["Layouts", "moved"]

Array = NDArray[np.float32]

PAN = 0.3
"""Deviation of what everything moves by at amount 1, as a share of the side."""
WAVES = (0.15, 0.07)
"""Deviations of what the middle moves by, and the middles of the halves: so little that hardly anything is folded."""
UPWARDS = 0.6
"""How much less it moves up and down, where horizons make more of it."""
COEFFICIENTS = 2 * (1 + len(WAVES))
"""Of a layout."""
BANDS = 0.06, 1.0
"""What comes again beyond the ends, up and down and to the sides, as a share of the side: ground below, sky above."""
NEAR = 0.5
"""By how much it moves at most, as a share of the distance to what is kept: below 1, so that nothing is seen twice."""
UNLIKE, POWER = 0.5, 4.0
"""By which the correlation of the light of two takes falls short of 1 at strength 1; and how it rises to it."""
MOSTLY = 0.75
"""Share of all pairs of takes that are as unlike as that, or more."""
LIGHT = 1 / 16
"""Deviation of the blur that leaves light and shade, as a share of the short side."""
MOST = 1.2
"""Amount at strength 1, at most, and by the cube of a lower one: where light hardly changes from side to side, ways
would only slide."""
AMOUNTS = np.linspace(0, MOST, 19)
"""That are tried."""
LAYOUTS = 41
"""That are compared, each with the next."""


class Layouts:
    """The layouts of one artwork.

    Parameters
    ----------
    picture : ndarray, float32, [h, w, 3]
        The artwork, small.
    free : ndarray, float32, [h, w]
        0 where something is kept, and must not move.
    """

    def __init__(self, picture: Array, free: Array) -> None:
        self._light = luma(picture)
        self._free = free > 0
        held = (~self._free).any()
        self._reach = NEAR * cv2.distanceTransform(self._free.astype(np.uint8), cv2.DIST_L2, 5) if held else None

    def places(self, noise: Array, strength: float) -> Array:
        """Where each pixel comes from.

        Parameters
        ----------
        noise : ndarray, float32, [h, w, 3]
            Unit normal, of the artwork's shape: the layout is in its first values.
        strength : float
            In [0, 1]. Light and shade of two layouts mostly correlate by 1 - `UNLIKE` * strength**`POWER` or less, if
            the artwork can be moved so far.

        Returns
        -------
        ndarray, float32, [h, w, 2]
            Row and column.
        """
        amount = min(float(np.interp(UNLIKE * strength**POWER, *self._curve)), MOST * strength**3)
        return self._moved_by(noise.ravel()[:COEFFICIENTS], amount)

    def _moved_by(self, coefficients: Array, amount: float) -> Array:
        """The places for coefficients, which are unit normal."""
        sides = self._light.shape
        offsets = [
            _place(n, c, share * amount, band) - np.arange(n)
            for n, c, share, band in zip(sides, coefficients.reshape(2, -1), (UPWARDS, 1.0), BANDS, strict=True)
        ]
        offset = np.stack(np.meshgrid(*offsets, indexing="ij"), -1)
        if self._reach is not None:
            offset = np.clip(offset, -self._reach[..., None], self._reach[..., None])
        return (np.moveaxis(np.indices(sides), 0, -1) + offset).astype(np.float32)

    @cached_property
    def _curve(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """By how much two layouts are unlike, rising, and the amount that it takes."""
        drawn = np.random.default_rng(0).standard_normal((LAYOUTS, COEFFICIENTS), np.float32)
        unlike = [self._unlike(drawn, amount) for amount in AMOUNTS]
        rising = np.maximum.accumulate(np.array(unlike))
        first = np.flatnonzero(np.diff(rising, prepend=-1) > 0)
        return rising[first], AMOUNTS[first]

    def _unlike(self, drawn: Array, amount: float) -> float:
        """1 less the correlation, mostly, of light and shade where something can move."""
        sigma = LIGHT * min(self._light.shape)
        lights = [blurred(moved(self._light, self._moved_by(c, amount)), sigma)[self._free] for c in drawn]
        if any(light.size == 0 or np.ptp(light) == 0 for light in lights):
            return 0.0
        alike = [np.corrcoef(one, other)[0, 1] for one, other in pairwise(lights)]
        return 1 - float(np.quantile(alike, MOSTLY))


def moved(picture: Array, places: Array) -> Array:
    """A picture whose pixels come from these places, which may lie between its own pixels."""
    rows, columns = (np.ascontiguousarray(places[..., axis]) for axis in (0, 1))
    return np.asarray(cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101))


def _place(side: int, coefficients: Array, amount: float, band: float) -> NDArray[np.float64]:
    """Where along a side each pixel comes from; beyond its ends, that band of it is mirrored, to and fro."""
    x = (np.arange(side) + 0.5) / side
    waves = (w * c * np.sin(np.pi * k * x) for k, (w, c) in enumerate(zip(WAVES, coefficients[1:], strict=True), 1))
    y = x + amount * (PAN * coefficients[0] + sum(waves))
    beyond = np.maximum(-y, y - 1)
    inside = band - np.abs(beyond % (2 * band) - band)
    return np.asarray(side * np.where(beyond <= 0, y, np.where(y < 0, inside, 1 - inside)) - 0.5)
