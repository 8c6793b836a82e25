"""A box of pixels, and what the detectors ask of one."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Box"]


class Box(NamedTuple):
    """A rectangle of pixels; `picture[top:bottom, left:right]` is what it holds."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    @property
    def area(self) -> int:
        """Pixels inside."""
        return self.width * self.height

    def within(self, height: int, width: int) -> Box:
        """What of the box lies inside a picture of that size."""
        return Box(max(self.left, 0), max(self.top, 0), min(self.right, width), min(self.bottom, height))

    def grown(self, across: float, down: float) -> Box:
        """A box with that many more pixels on the left and right, and above and below."""
        return Box(
            round(self.left - across), round(self.top - down), round(self.right + across), round(self.bottom + down)
        )

    def moved(self, right: int, down: int) -> Box:
        """The box so many pixels further right and down."""
        return Box(self.left + right, self.top + down, self.right + right, self.bottom + down)

    def scaled(self, x: float, y: float) -> Box:
        """The box in a picture that is x times as wide and y times as high."""
        return Box(round(self.left * x), round(self.top * y), round(self.right * x), round(self.bottom * y))

    def seen(self, window: tuple[float, float, float, float], height: int, width: int) -> Box:
        """What of the box is seen where a window (left, top, right and bottom) of its picture fills one of a size."""
        left, top, right, bottom = window
        across, down = width / (right - left), height / (bottom - top)
        return Box(
            round((self.left - left) * across),
            round((self.top - top) * down),
            round((self.right - left) * across),
            round((self.bottom - top) * down),
        ).within(height, width)

    def around(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def shared(self, other: Box) -> int:
        """Pixels that lie in both boxes."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0) * max(down, 0)

    def likeness(self, other: Box) -> float:
        """Shared pixels as a share of the pixels of both (intersection over union), 0 to 1."""
        shared = self.shared(other)
        return shared / max(self.area + other.area - shared, 1)
