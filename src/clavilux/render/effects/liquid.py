"""Liquid: the picture as seen in moving water."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from clavilux.plan import Driven, Seed
from clavilux.render.optics import bent, places
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Liquid"]

WAVES = 6
"""Plane waves that make the water."""
SPREAD = 0.7, 1.5
"""Of their numbers, about that of the wave of the given size."""
FINE = 12
"""Places of the grid on the shortest wave."""
UNIT = np.float32(np.sqrt(2 / WAVES))
"""How high each wave is, so that together they push by 1, in the mean of squares."""
CALM = 0.12
"""How far from the border the water is calm, in short sides: the border itself stays where it is."""


class Liquid(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lets the picture flow, as if it lay under water.

    Slow waves push it to and fro; its borders stay where they are. 0.002 to 0.005 breathes, 0.01 is water, 0.03 melts.
    It suits the bass: `amount` on its lane, and `speed` too, so that the water stands when the bass is silent.
    """

    amount: Annotated[float, Meta(ge=0, le=0.03)] | Driven = 0.0
    """How far it is pushed (the mean of squares), as a share of the short side."""
    size: Annotated[float, Meta(ge=0.1, le=4)] = 0.6
    """How long the waves are, in short sides."""
    speed: Annotated[Annotated[float, Meta(ge=0, le=10)] | Driven, Meta(extra={"summed": True})] = 0.15
    """Waves that pass per second."""
    seed: Seed = 0
    """Same seed, same water."""

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:  # noqa: ARG002
        """Resample the frame, bilinear; see `protocols.Effect`."""
        if controls["amount"] == 0:
            return frame
        far = controls["amount"] * min(frame.shape[:2])
        right, down = self._waves(frame.shape, controls["speed"])
        return bent(frame, (far * right, far * down))

    def _waves(self, shape: tuple[int, ...], phase: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Where the picture is pushed to, to the right and down, on a grid as fine as it needs."""
        rng = np.random.default_rng(self.seed)
        number = rng.uniform(*SPREAD, WAVES)  # waves in a stretch of the given size
        heading, pushing, start = (rng.uniform(0, 2 * np.pi, WAVES) for _ in range(3))
        x, y = places(shape, min(min(shape[:2]), round(FINE * SPREAD[1] / self.size) + FINE))
        right, down = np.zeros_like(x), np.zeros_like(y)
        for n in range(WAVES):
            way = number[n] / self.size * (np.cos(heading[n]) * x + np.sin(heading[n]) * y)
            # Long waves travel faster than short ones, as on deep water, so the pattern never comes back.
            wave = np.sin(2 * np.pi * (way - phase * np.sqrt(number[n])) + start[n])
            right += np.cos(pushing[n]) * wave
            down += np.sin(pushing[n]) * wave
        right, down = right * UNIT, down * UNIT
        return right * _calmed(x, shape[1] / min(shape[:2])), down * _calmed(y, shape[0] / min(shape[:2]))


def _calmed(at: NDArray[np.float32], side: float) -> NDArray[np.float32]:
    """0 at both borders of a side so long, 1 from `CALM` on."""
    inside = np.clip((side / 2 - np.abs(at)) / CALM, 0, 1)
    return np.asarray(inside**2 * (3 - 2 * inside), np.float32)
