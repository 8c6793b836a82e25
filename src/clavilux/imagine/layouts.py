"""Layouts: how the parts of an artwork are moved for another take, so that two takes are as unlike as is wanted.

Noise alone leaves the composition where it is, or melts it. So the artwork is moved first: one side goes out of the
frame, and the horizon rises or sinks. What is calm is stretched for it, or pressed together, over the whole width and
the whole height; what is drawn keeps its shape (Avidan & Shamir, "Seam carving", 2007, with straight seams). Verticals
stay upright and horizons level then, what belongs on top stays on top, and the ground stays at the bottom.
"""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from clavilux.kernel.colour import luma
from clavilux.kernel.resize import blurred

__all__ = ["Layouts", "moved"]

Array = NDArray[np.float32]
Array64 = NDArray[np.float64]

PAN = 0.45
"""How far everything moves at most at amount 1, as a share of the side."""
WAVES = (0.08, 0.04)
"""How far the middle moves at most, and the middles of the halves: so little that hardly anything is folded."""
SOFT = 0.5
"""Squared length at which a random direction begins to count as one: the lower, the more alike is how far takes go."""
UPWARDS = 0.5
"""How much less it moves up and down, where horizons make more of it."""
COEFFICIENTS = 2 * (1 + len(WAVES))
"""Of a layout."""
DRAWN, CALM = 9, 0.25
"""Width of what is drawn about an edge, pixels, that of the widest patches; and the energy of edges, as a share of the
mean, that is as good as none: the less, the more only calm lines are stretched."""
NEAR = 0.25
"""By how much it moves at most, as a share of the distance to what is kept: below 1, so that nothing is seen twice, and
so little that who stands beside somebody who was found is not bent."""
UNLIKE, POWER = 0.5, 3.75
"""By which the correlation of the light of two takes falls short of 1 at strength 1; and how it rises to it."""
MOSTLY = 0.75
"""Share of all pairs of takes that are as unlike as that, or more."""
LIGHT = 1 / 16
"""Deviation of the blur that leaves light and shade, as a share of the short side."""
MOST = 2.2
"""Amount at strength 1, at most, and by the square of a lower one: where light hardly changes from side to side, ways
would only slide."""
FAINTEST = 1 / 255
"""Least change of light that counts: an even picture is calm everywhere."""
AMOUNTS = np.linspace(0, MOST, 19)
"""That are tried."""
LAYOUTS = 41
"""That are compared, each with all others."""


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
        self._calm = tuple(_calm(self._light, axis) for axis in (0, 1))
        self._reach = _reach(self._free) if held else None

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
        amount = min(float(np.interp(UNLIKE * strength**POWER, *self._curve)), MOST * strength**2)
        return self._moved_by(noise.ravel()[:COEFFICIENTS], amount)

    def _moved_by(self, coefficients: Array, amount: float) -> Array:
        """The places for coefficients, which are unit normal.

        Of each wave's two, up and across, the direction counts more than the length: takes that go about as far, each
        its own way, are as unlike as others of which a few go half as far again.
        """
        ways = coefficients.reshape(2, -1)
        ways = ways / np.sqrt((ways**2).sum(0) + SOFT)
        offsets = [
            len(calm) * (place(way, share * amount, calm)) - 0.5 - np.arange(len(calm))
            for place, way, share, calm in zip((_rows, _columns), ways, (UPWARDS, 1.0), self._calm, strict=True)
        ]
        sides, offset = self._light.shape, np.stack(np.meshgrid(*offsets, indexing="ij"), -1)
        if self._reach is not None:
            offset = np.clip(offset, -self._reach, self._reach)
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
        pairs = np.triu_indices(len(lights), 1)
        return 1 - float(np.quantile(np.asarray(np.corrcoef(lights))[pairs], MOSTLY))


def moved(picture: Array, places: Array) -> Array:
    """A picture whose pixels come from these places, which may lie between its own pixels."""
    rows, columns = (np.ascontiguousarray(places[..., axis]) for axis in (0, 1))
    return np.asarray(cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101))


def _reach(free: NDArray[np.bool_]) -> Array64:
    """How far rows and columns may move there, [h, w, 2]: a row everywhere as far, or horizons would bend."""
    rows = np.broadcast_to(ndimage.distance_transform_edt(free.all(1))[:, None], free.shape)
    return NEAR * np.stack([rows, ndimage.distance_transform_edt(free)], -1)


def _calm(light: Array, axis: int) -> Array64:
    """How much of all that is calm lies before the middle of each line, in [0, 1]: rows (0) or columns (1)."""
    energy = np.square(np.gradient(light, axis=axis)).mean(1 - axis, dtype=np.float64)
    near = ndimage.maximum_filter1d(energy, DRAWN)
    calm = 1 / (near + CALM * near.mean() + FAINTEST**2)
    return np.asarray((np.cumsum(calm) - calm / 2) / calm.sum())


def _rows(way: Array, amount: float, calm: Array64) -> Array64:
    """Where each row comes from, as a share of the height: the lowest stays, and the highest when the horizon sinks."""
    return _stretched(
        amount * (PAN * way[0] * (1 - calm**2 if way[0] > 0 else 3 * calm * (1 - calm)) + _waves(way, calm))
    )


def _columns(way: Array, amount: float, calm: Array64) -> Array64:
    """Where each column comes from, as a share of the width: one end goes out of the frame, the other one stays."""
    return _stretched(amount * (PAN * way[0] * (1 - calm if way[0] > 0 else calm) + _waves(way, calm)))


def _waves(way: Array, calm: Array64) -> Array64:
    """What moves between the ends."""
    return np.asarray(
        sum(w * c * np.sin(np.pi * k * calm) for k, (w, c) in enumerate(zip(WAVES, way[1:], strict=True), 1))
    )


def _stretched(moves: Array64) -> Array64:
    """Where each line comes from, if what is there goes so far towards the first one; none from beyond the ends."""
    own = (np.arange(len(moves)) + 0.5) / len(moves)
    there = np.maximum.accumulate(own - moves)
    return np.interp(own, there, own)
