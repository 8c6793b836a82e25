"""Flashes counted: how often each cell of the picture has changed within the last second.

A flash is a pair of opposing changes. A general one changes relative luminance by 10 % of white or more, the darker
picture below 80 %. A red one changes R - G - B (linear, at least 0) by 20/320 or more, to or from a saturated red:
R / (R + G + B) of 0.8 or more. More than three of a kind within a second, over more than a quarter of a field of view
of 10 degrees, are dangerous; a seventh change is more than three.

The picture is seen in cells of about 1/256 of its shorter side, a little less than the 0.1 degrees below which patterns
do not count; light is averaged within them, four pixels of each, and nowhere else. A field of view is a third of the
width times a third of the height, which is what W3C tells to take. A cell counts that has changed seven times within
the second, be it not at the same moment or not in the same direction as those around it: stricter than the definition.

References
----------
W3C, Web Content Accessibility Guidelines 2.2, success criterion 2.3.1 and the definition of general flash and red
flash thresholds; for red the working definition of Harding and Binnie, which Electronic Arts' IRIS measures, too.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clavilux.kernel.colour import LUMA
from clavilux.values import Image

__all__ = [
    "AREA",
    "BLOCKS",
    "DARK",
    "FIELD",
    "GAMMA",
    "LINEAR",
    "MOST",
    "Cells",
    "Tally",
    "fields",
    "measure",
    "second",
]

CHANGES = (0.1, 20 / 320)
"""Change of relative luminance, and of R - G - B, that is half a flash."""

DARK = 0.8
"""Relative luminance below which the darker of the two pictures must be."""

RED = 0.8
"""Share of red in a saturated one."""

MOST = 6
"""Changes that are allowed within one second: three flashes."""

AREA = 0.25
"""Share of a field of view that may change more often."""

FINE = 256
"""Cells along the picture's shorter side, about."""

BLOCKS = 12
"""Blocks along each side of the picture, in which cells are counted."""

FIELD = 4
"""Blocks along each side of a field of view."""

GAMMA = 2.4
"""Luminance grows at most with this power of a picture's values (exactly so in the bright part of sRGB)."""

Cells = tuple[NDArray[np.float32], NDArray[np.bool_]]
"""Luminance and R - G - B of every cell, [2, rows, columns]; and whether a change to or from that value counts."""


def _linear() -> NDArray[np.float32]:
    """Byte of sRGB -> share of full light (IEC 61966-2-1)."""
    value = np.arange(256) / 255
    light = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** GAMMA)
    return light.astype(np.float32)


LINEAR = _linear()


def second(fps: Fraction) -> int:
    """Frames in a second, rounded up."""
    return math.ceil(fps)


def measure(image: Image) -> Cells:
    """What may flash, in every cell.

    Parameters
    ----------
    image : uint8, [h, w, 3]
    """
    height, width = image.shape[:2]
    cell = max(1, round(min(height, width) / FINE))
    values = np.empty((2, height // cell, width // cell), np.float32)
    counts = np.ones(values.shape, np.bool_)
    _measure(image, cell, values, counts)
    return values, counts


class Tally:
    """How often each cell has changed within the last second.

    Parameters
    ----------
    frames : int
        In a second.
    close : float
        Share of a change that is one too many already where no more is allowed.
    first : int
        What a cell's first change counts.
    """

    def __init__(self, frames: int, *, close: float = 1.0, first: int = 1) -> None:
        self.frame = 0
        """Frames that were taken so far."""
        self._state = self._next = _State.begun(np.zeros((2, 0, 0), np.float32))
        self._history = np.zeros((frames, 2, 0, 0), np.uint8)
        self._second, self._close, self._first = frames, close, first

    def over(self, cells: Cells, limit: int = MOST) -> NDArray[np.float64]:
        """Share of each block whose cells would have changed more often than they may, were this the next frame.

        Parameters
        ----------
        cells : Cells
            Of that frame; as many for every frame.
        limit : int
            Changes that are allowed within the last second.

        Returns
        -------
        float, [2, `BLOCKS`, `BLOCKS`]
            For general and for red flashes.
        """
        values, counts = cells
        if self.frame == 0:
            self._begin(values)
        counted = np.zeros((2, BLOCKS, BLOCKS), np.int64)
        forgotten = self._history[self.frame % self._second]
        _step(values, counts, self._state, self._next, forgotten, self._close, self._first, limit, counted)
        return np.asarray(counted * (BLOCKS**2 / values[0].size))

    def take(self) -> None:
        """Remember the frame that was looked at last: it is shown."""
        self._state, self._next = self._next, self._state
        self._history[self.frame % self._second] = self._state.changed
        self.frame += 1

    def allow(self, changes: int) -> None:
        """From now on no cell may change more often than this, or than it already might."""
        np.minimum(self._state.left, changes, out=self._state.left)

    def _begin(self, values: NDArray[np.float32]) -> None:
        self._state, self._next = (_State.begun(values) for _ in range(2))
        self._history = np.zeros((self._second, *values.shape), np.uint8)


class _State(NamedTuple):
    """What is remembered of cells, each [2, rows, columns]."""

    low: NDArray[np.float32]
    high: NDArray[np.float32]
    """The extremes since the last change."""
    involved: NDArray[np.bool_]
    """Whether a value since then was one that counts."""
    direction: NDArray[np.int8]
    """Of the last change: 1 up, -1 down, 0 none yet."""
    recent: NDArray[np.int16]
    """Changes within the last second."""
    left: NDArray[np.int16]
    """Changes that are still allowed, -1 where there were more."""
    changed: NDArray[np.uint8]
    """What the last frame's change counts, 0 where there was none."""

    @classmethod
    def begun(cls, values: NDArray[np.float32]) -> _State:
        """Before the first frame, whose values these are."""
        shape = values.shape
        return cls(
            low=values.copy(),
            high=values.copy(),
            involved=np.zeros(shape, np.bool_),
            direction=np.zeros(shape, np.int8),
            recent=np.zeros(shape, np.int16),
            left=np.full(shape, np.iinfo(np.int16).max, np.int16),
            changed=np.zeros(shape, np.uint8),
        )


def fields(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share in each field of view, by the block of its corner, for the kind of flash of which there is more."""
    windows = np.lib.stride_tricks.sliding_window_view(shares, (FIELD, FIELD), axis=(1, 2))
    return np.asarray(windows.mean(axis=(3, 4)).max(axis=0))


@njit(cache=True, nogil=True)
def _measure(image: Image, cell: int, values: NDArray[np.float32], counts: NDArray[np.bool_]) -> None:
    """Luminance and redness of every cell, from four of its pixels; red counts where it is saturated."""
    first = cell // 4
    second = first + cell // 2
    for row in range(values.shape[1]):
        above, below = image[row * cell + first], image[row * cell + second]
        for column in range(values.shape[2]):
            x, right = column * cell + first, column * cell + second
            red = LINEAR[above[x, 0]] + LINEAR[above[right, 0]] + LINEAR[below[x, 0]] + LINEAR[below[right, 0]]
            green = LINEAR[above[x, 1]] + LINEAR[above[right, 1]] + LINEAR[below[x, 1]] + LINEAR[below[right, 1]]
            blue = LINEAR[above[x, 2]] + LINEAR[above[right, 2]] + LINEAR[below[x, 2]] + LINEAR[below[right, 2]]
            light = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue
            values[0, row, column] = np.float32(0.25) * light
            values[1, row, column] = np.float32(0.25) * max(red - green - blue, np.float32(0))
            counts[1, row, column] = red > 0 and red >= np.float32(RED) * (red + green + blue)


@njit(cache=True, nogil=True)
def _step(
    values: NDArray[np.float32],
    counts: NDArray[np.bool_],
    state: _State,
    following: _State,
    forgotten: NDArray[np.uint8],
    close: float,
    first: int,
    limit: int,
    over: NDArray[np.int64],
) -> None:
    """Find the cells whose value has gone far enough against its last direction, and count those that do so too often,
    or are close to it.

    What is to be remembered then goes into the following state.
    """
    kinds, rows, columns = values.shape
    for kind in range(kinds):
        enough = np.float32(CHANGES[kind])
        nearly = np.float32(close) * enough
        darkest = np.float32(DARK) if kind == 0 else np.float32(np.inf)
        for y in range(rows):
            for x in range(columns):
                at = (kind, y, x)
                value, heading = values[at], state.direction[at]
                low, high = min(state.low[at], value), max(state.high[at], value)
                involved = state.involved[at] or counts[at]
                rise = value - low if involved and heading <= 0 and low < darkest else np.float32(0)
                fall = high - value if involved and heading >= 0 and value < darkest else np.float32(0)
                far = max(rise, fall)
                recent, left = state.recent[at] - forgotten[at], state.left[at]
                weight = (first if heading == 0 else 1) if far >= nearly else 0
                if recent + weight > limit or left < weight:
                    over[kind, y * BLOCKS // rows, x * BLOCKS // columns] += 1
                if far < enough:
                    weight = 0
                else:
                    heading = 1 if rise >= enough else -1
                    low, high, involved = value, value, counts[at]
                following.low[at], following.high[at], following.involved[at] = low, high, involved
                following.direction[at], following.recent[at] = heading, recent + weight
                following.left[at], following.changed[at] = max(left - weight, -1), weight
