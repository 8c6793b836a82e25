"""A blank sheet: its coordinates, its random numbers and the fields that everything else is drawn with.

Lengths are shares of the sheet's height, so that a drawing looks the same at every size.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

Field = np.ndarray
"""One number a pixel, float32 [h, w]."""

Picture = np.ndarray
"""sRGB in [0, 1], float32 [h, w, 3]."""

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


@dataclass(frozen=True)
class Sheet:
    """A sheet of `height` x `width` pixels and the generator that all its chances come from."""

    height: int
    width: int
    rng: np.random.Generator
    y: Field = field(init=False, repr=False)
    x: Field = field(init=False, repr=False)

    def __post_init__(self) -> None:
        y, x = np.mgrid[: self.height, : self.width].astype(np.float32) / np.float32(self.height)
        object.__setattr__(self, "y", y)
        object.__setattr__(self, "x", x)

    @property
    def wide(self) -> float:
        """Width in heights."""
        return self.width / self.height

    def noise(self, period: float, stretch: float = 1.0) -> Field:
        """Smooth noise of mean 0 and deviation 1, [h, w]; `stretch` times longer along x."""
        rows = min(int(1 / period) + 3, self.height)
        columns = min(int(self.wide / (period * stretch)) + 3, self.width)
        lattice = self.rng.standard_normal((rows, columns)).astype(np.float32)
        noise = cv2.resize(lattice, (self.width, self.height), interpolation=cv2.INTER_CUBIC)
        return (noise - noise.mean()) / (noise.std() + 1e-6)

    def cloudy(self, period: float, octaves: int = 4, gain: float = 0.55) -> Field:
        """Noise of several octaves, mean 0 and deviation 1, [h, w]."""
        total = np.sum([self.noise(period / 2**k) * gain**k for k in range(octaves)], 0)
        return total / total.std()

    def speckle(self) -> Field:
        """Uniform white noise in [0, 1], [h, w]."""
        return self.rng.random((self.height, self.width), np.float32)

    def blur(self, values: np.ndarray, sigma: float) -> np.ndarray:
        """Gaussian of `sigma` heights; wide ones are computed on a smaller copy."""
        pixels = sigma * self.height
        if pixels < 0.25:
            return values
        if pixels < 6:
            return cv2.GaussianBlur(values, (0, 0), pixels, borderType=cv2.BORDER_REFLECT)
        step = pixels / 3
        small = (max(4, round(self.width / step)), max(4, round(self.height / step)))
        down = cv2.resize(values, small, interpolation=cv2.INTER_AREA)
        down = cv2.GaussianBlur(down, (0, 0), 2.95, borderType=cv2.BORDER_REFLECT)
        return cv2.resize(down, (self.width, self.height), interpolation=cv2.INTER_CUBIC)

    def edge(self, distance: Field, soft: float = 0.0) -> Field:
        """1 where `distance` (heights) is positive, 0 where negative, soft over a pixel or `soft` heights."""
        return np.clip(distance / max(1 / self.height, soft) + 0.5, 0, 1)

    def turned(self, angle: float) -> tuple[Field, Field]:
        """Coordinates along and across a direction, radians from the x axis."""
        c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        return c * self.x + s * self.y, c * self.y - s * self.x

    def sample(self, values: np.ndarray, y: Field, x: Field) -> np.ndarray:
        """Values of a field at other places, in heights."""
        h = np.float32(self.height)
        return cv2.remap(values, x * h, y * h, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)

    def moved(self, values: np.ndarray, dy: float, dx: float) -> np.ndarray:
        """The same, printed a little beside its place, `dy` and `dx` in heights."""
        shift = np.array([[1, 0, dx * self.height], [0, 1, dy * self.height]], np.float32)
        return cv2.warpAffine(values, shift, (self.width, self.height), borderMode=cv2.BORDER_REFLECT_101)

    def streaked(self, angle: Field, length: float, steps: int = 10, period: float = 0.0025) -> Field:
        """Noise drawn out along a field of directions, deviation 1.

        References
        ----------
        Cabral and Leedom, "Imaging vector fields using line integral convolution", SIGGRAPH 1993.
        """
        noise = self.noise(period)
        c, s = np.cos(angle) * (length / steps), np.sin(angle) * (length / steps)
        total = noise.copy()
        for way in (-1, 1):
            y, x = self.y, self.x
            for _ in range(steps // 2):
                y, x = y + way * s, x + way * c
                total += self.sample(noise, y, x)
        return (total - total.mean()) / total.std()


def mix(a: np.ndarray, b: np.ndarray, share: Field) -> np.ndarray:
    """From a to b, pictures or colours; `share` is [h, w]."""
    return a + (b - a) * share[..., None]


def smooth(values: np.ndarray, low: float | Field, high: float | Field) -> np.ndarray:
    """Hermite step from 0 at `low` to 1 at `high`."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def hexes(*codes: str) -> np.ndarray:
    """Colours from hex codes, float32 [k, 3]."""
    return np.array([[int(c[i : i + 2], 16) / 255 for i in (0, 2, 4)] for c in codes], np.float32)
