"""Vignette: corners that darken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import cv2
import numpy as np
from msgspec import Meta

from clavilux.plan import Driven, Share
from clavilux.render.optics import distance, kept
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Vignette"]

NOISE = 2.0
"""Levels of noise in the mask, to either side: without it, an even wall would show its steps."""


class Vignette(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Darkens the corners, so that the eye stays in the middle.

    0.2 to 0.4 is hardly noticed and missed when it is gone; 0.6 and more is an old lens. A number suits it, or the
    swell turned round; what beats should leave it alone.
    """

    amount: Annotated[float, Meta(ge=0, le=0.8)] | Driven = 0.0
    """How much darker the very corners are, as a share."""
    begin: Annotated[float, Meta(ge=0, le=0.9)] = 0.3
    """Where it begins, as a share of the way from the middle to a corner."""
    low: Share = 0.0
    """How much of that the lower edge is darkened besides, from the middle on: a ground for what is written there."""

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:
        """Take away light towards the corners; `state` holds the mask; see `protocols.Effect`."""
        if controls["amount"] == 0:
            return frame
        mask = kept(state, "mask", lambda: self._mask(frame))
        taken = cv2.multiply(frame, mask, scale=controls["amount"] / 255)
        return np.asarray(cv2.subtract(frame, taken, dst=taken), np.uint8)

    def _mask(self, frame: Image) -> Image:
        """Where light is taken away: 255 in the corners."""
        corner = np.clip((distance(frame.shape) - self.begin) / (1 - self.begin), 0, 1)
        down = np.clip(np.linspace(-1, 1, len(frame), dtype=np.float32), 0, 1)[:, None]
        way = np.maximum(corner, np.sqrt(self.low) * down)
        noise = np.random.default_rng(0).uniform(-NOISE, NOISE, way.shape) * (way > 0)
        mask = np.clip(np.rint(255 * way**2 * (3 - 2 * way) + noise), 0, 255).astype(np.uint8)
        return np.asarray(cv2.cvtColor(mask, cv2.COLOR_GRAY2RGB), np.uint8)
