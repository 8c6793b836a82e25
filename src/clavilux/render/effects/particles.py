"""Particles: dust in the light, or embers that rise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from msgspec import Meta

from clavilux.plan import Driven, Seed
from clavilux.render.optics import veiled
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Particles"]

MARGIN = 0.06
"""How far outside of the picture they come and go, in its sides."""
LEAST = 0.7
"""Radius of the smallest that is drawn, pixels; smaller ones would flicker."""


class Kind(NamedTuple):
    """What particles of a kind have in common."""

    colour: tuple[int, int, int]
    heat: float
    """How white the middle of one is."""
    size: float
    """Of the given size."""
    twinkle: float
    """How much of its light comes and goes."""
    dim: float
    """How much fainter the nearest are than the farthest."""
    drift: tuple[float, float]
    """How far they drift per second, in the picture's width and height."""


KINDS = {
    "dust": Kind((255, 246, 228), heat=0, size=1, twinkle=0.35, dim=0.7, drift=(0.012, -0.008)),
    "embers": Kind((255, 112, 24), heat=0.8, size=0.55, twinkle=0.6, dim=0.3, drift=(0.012, -0.09)),
}


class Particles(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lets dust float in the light, or embers rise.

    Near ones are large, faint and fast, far ones small, bright and slow: a depth before the picture. 0.2 to 0.6 is
    felt more than seen. Dust suits pads and voices, embers the guitars of a loud chorus; `speed` on hats hurries them.
    """

    amount: Annotated[float, Meta(ge=0, le=1)] | Driven = 0.0
    """How bright they are."""
    kind: Literal["dust", "embers"] = "dust"
    """Pale and floating, or glowing and rising."""
    count: Annotated[int, Meta(ge=1, le=1000)] = 120
    """How many there are."""
    size: Annotated[float, Meta(ge=0.0005, le=0.05)] = 0.007
    """Radius of a middling one, as a share of the short side."""
    speed: Annotated[Annotated[float, Meta(ge=0, le=20)] | Driven, Meta(extra={"summed": True})] = 1.0
    """How fast they move, as a share of what is natural."""
    seed: Seed = 0
    """Same seed, same particles."""

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:  # noqa: ARG002
        """Draw them upon the frame, each on its few pixels; see `protocols.Effect`."""
        if controls["amount"] == 0:
            return frame
        seen, kind = frame.copy(), KINDS[self.kind]
        for x, y, radius, light in self._flown(frame.shape, controls["speed"], kind):
            _draw(seen, x, y, radius, controls["amount"] * light, kind)
        return seen

    def _flown(self, shape: tuple[int, ...], time: float, kind: Kind) -> list[list[float]]:
        """Of each: where it is and its radius, pixels, and how bright it is, in [0, 1]."""
        rng = np.random.default_rng(self.seed)
        start, own = rng.random((self.count, 2)), rng.normal(0, 0.5, (self.count, 2))
        near, rate, phase = rng.random((3, self.count, 1))
        speed = (0.4 + 1.2 * near) * kind.drift * (1 + own)
        curl = 0.012 * np.sin(2 * np.pi * ((0.1 + 0.25 * rate) * time + phase + [0, 0.25]))
        at = ((start + speed * time + curl) % 1 * (1 + 2 * MARGIN) - MARGIN) * [shape[1], shape[0]]
        radius = np.maximum(LEAST, kind.size * self.size * min(shape[:2]) * 2 ** (3 * near - 1.5))
        light = (1 - kind.dim * near) * (
            1 - kind.twinkle * (0.5 + 0.5 * np.sin(2 * np.pi * ((0.3 + rate) * time + phase)))
        )
        flown: list[list[float]] = np.hstack([at, radius, light]).tolist()
        return flown


def _draw(image: Image, x: float, y: float, radius: float, light: float, kind: Kind) -> None:
    """A soft disc of light, upon a picture that is changed."""
    top, left = max(0, int(y - radius)), max(0, int(x - radius))
    part = image[top : max(0, int(y + radius + 2)), left : max(0, int(x + radius + 2))]
    if part.size:
        down = np.square((np.arange(part.shape[0])[:, None] + (top + 0.5 - y)) / radius)
        across = np.square((np.arange(part.shape[1]) + (left + 0.5 - x)) / radius)
        disc = np.clip(1 - down - across, 0, None)[..., None]
        colour = kind.colour + kind.heat * disc**2 * (255 - np.array(kind.colour))
        lit, cover = (np.rint(light * disc * part) for part in (colour, np.full(3, 255)))
        part[:] = veiled(part, lit.astype(np.uint8), cover.astype(np.uint8))
