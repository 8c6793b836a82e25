"""Zoom through: the camera flies into one picture, and comes out in the other."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from msgspec import Meta

from clavilux.render.mixture import mixed
from clavilux.render.optics import zoomed
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["ZoomThrough"]

SHUTTER = 0.2
"""How long the shutter is open, as a share of the transition."""
DOUBLINGS = 5
"""Of the copies that make the smear: 32."""
OVER = 0.35, 0.65
"""Between these shares of the way one picture takes over from the other."""


class ZoomThrough(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Flies into the picture before, and out of the depth comes the new shot.

    A third to half a second; it suits a drop, or a chorus that opens.
    """

    duration: Annotated[float, Meta(ge=0, le=10)] = 0.45
    """Seconds of the new shot that it takes; 0 cuts."""
    depth: Annotated[float, Meta(gt=1, le=8)] = 2.5
    """How far it flies: by how much the picture before is magnified in the end."""

    def apply(self, before: Image, after: Image, t: float) -> Image:
        """A moment of the flight; see `protocols.Transition`."""
        if t in (0, 1):
            return after if t else before
        way, speed = t * t * (3 - 2 * t), 6 * t * (1 - t)
        over = float(np.clip((way - OVER[0]) / (OVER[1] - OVER[0]), 0, 1))
        near = zoomed(before, self.depth**way) if over < 1 else after
        far = zoomed(after, self.depth ** (way - 1)) if over > 0 else near
        return _smeared(mixed(near, far, over) if over < 1 else far, SHUTTER * speed * np.log(self.depth))


def _smeared(image: Image, far: float) -> Image:
    """The mean of many copies, magnified by up to e to the power of `far`: never shrunk, so that no border is seen."""
    step = far / 2**DOUBLINGS
    if step * max(image.shape) < 0.1:  # pixels, half of them at the borders
        return image
    for n in range(DOUBLINGS):
        image = mixed(image, zoomed(image, np.exp(step * 2**n)), 0.5)
    return image
