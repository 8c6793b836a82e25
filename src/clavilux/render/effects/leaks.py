"""Light leaks: light that got into the camera."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import cv2
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from clavilux.plan import Driven, Seed
from clavilux.render.optics import enlarged, kept, places, veiled, wander
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Leaks"]

FULL = 0.45
"""Light of a leak at amount 1: more would make leaks on a beat a flash; see `flashes.BUDGET`."""
LEAKS = 3
"""How many there are; each comes and goes."""
DYE = np.array([0.0, 0.6, 2.5], np.float32)
"""Film is dyed red first, then amber, then white: the power of the light to which each channel answers beside it."""
COVER = 0.8
"""Of the picture behind a leak, as a share of its light."""
ROWS = 90
"""Of the grid on which light is worked out, along the short side."""
REST = np.float32(0.55)
"""How far from the middle leaks are at rest, in sides: just outside of the picture."""


class Leaks(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lets warm light in from the borders, as on film that was not kept in the dark.

    Red and amber veils wander along the borders and fade towards the middle. 0.3 to 0.6 warms; 1 is a summer of
    1974. It suits pads, voices and long swells.
    """

    amount: Annotated[float, Meta(ge=0, le=1)] | Driven = 0.0
    """How much light gets in."""
    size: Annotated[float, Meta(ge=0.05, le=1)] = 0.3
    """How wide a leak is (its deviation), in short sides."""
    speed: Annotated[Annotated[float, Meta(ge=0, le=10)] | Driven, Meta(extra={"summed": True})] = 0.05
    """How often per second they wander there and back, about."""
    seed: Seed = 0
    """Same seed, same leaks."""

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:
        """Lay the light upon the frame; `state` holds a grid; see `protocols.Effect`."""
        if controls["amount"] == 0:
            return frame
        x, y, noise = kept(state, "grid", lambda: _grid(frame))
        light = np.clip(FULL * controls["amount"] * self._light(x, y, controls["speed"]), 0, 1)[..., None]
        dyed, cover = (
            np.clip(np.rint(255 * part + noise), 0, 255).astype(np.uint8)
            for part in (light * light**DYE, COVER * light)
        )
        return veiled(frame, enlarged(dyed, frame), enlarged(cv2.cvtColor(cover, cv2.COLOR_GRAY2RGB), frame))

    def _light(self, x: NDArray[np.float32], y: NDArray[np.float32], phase: float) -> NDArray[np.float32]:
        """Light that falls on each place of the grid."""
        ways = wander(phase, self.seed, 3 * LEAKS).astype(np.float32).reshape(LEAKS, 3)
        width, height = 2 * x.max(), 2 * y.max()
        light = np.zeros_like(x)
        for n, (along, inward, strength) in enumerate(ways):
            side = (-1) ** n * (REST - np.float32(0.1) * inward)
            across = np.square((x - side * width) / self.size)
            light += (np.float32(0.75) + strength / 2) * np.exp(
                -(across + np.square((y - along * height) / (2 * self.size))) / 2
            )
        return light


def _grid(frame: Image) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Places, and the noise that keeps wide veils from showing their steps."""
    x, y = places(frame.shape, min(ROWS, *frame.shape[:2]))
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, (*x.shape, 1))
    return x, y, noise.astype(np.float32)
