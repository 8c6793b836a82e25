"""Bloom: what is bright glows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import cv2
import numpy as np
from msgspec import Meta

from clavilux.plan import Driven
from clavilux.render.optics import enlarged, screened, shrunk
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Bloom"]

SPILL = 5.0
"""Share of a highlight's light that is spilt, at an amount of 1: few pictures gain a fifth of it."""
KNEE = 0.15
"""How far below and above the threshold the glow sets in, as a share of white."""
TIGHT = 0.25
"""Deviation of the inner glow, as a share of that of the outer one; each gives half of the light."""
NARROW = 2.5
"""Deviation, in pixels, with which a blur is made at a smaller size."""
OWN = 0.5
"""How much of its own light is taken from the glow where it is bright already: skies keep their clouds."""


class Bloom(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lets what is bright glow, as through a soft lens.

    Light spills over the edges of highlights and haze lies around them; what is dark stays dark, and white stays white.
    0.03 to 0.08 is a lens, 0.15 and more a dream. It suits voices and pads: a light that swells.
    """

    brightens: ClassVar = ("amount",)

    amount: Annotated[float, Meta(ge=0, le=0.2)] | Driven = 0.0
    """How much brighter it makes pictures with many highlights, as a share of their values; others less."""
    threshold: Annotated[float, Meta(ge=0.4, le=1)] = 0.55
    """From which luma on something is bright, as a share of white."""
    size: Annotated[float, Meta(ge=0.002, le=0.2)] = 0.035
    """How wide the glow is (its deviation), as a share of the short side."""

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:  # noqa: ARG002
        """Lay the glow upon the frame; see `protocols.Effect`."""
        if controls["amount"] == 0:
            return frame
        bright = self._highlights(shrunk(frame))
        wide = self.size * min(bright.shape[:2])
        glow = cv2.addWeighted(_soft(bright, TIGHT * wide), 0.5, _soft(bright, wide), 0.5, 0)
        share = SPILL * controls["amount"]
        light = np.asarray(cv2.addWeighted(glow, share, bright, -OWN * share, 0), np.uint8)
        return screened(frame, enlarged(light, frame))

    def _highlights(self, image: Image) -> Image:
        """What is bright of a picture; the rest is black."""
        rise = np.clip((np.arange(256) / 255 - self.threshold + KNEE) / (2 * KNEE), 0, 1)
        share = cv2.LUT(
            cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.rint(255 * rise**2 * (3 - 2 * rise)).astype(np.uint8)
        )
        return np.asarray(cv2.multiply(image, cv2.cvtColor(share, cv2.COLOR_GRAY2RGB), scale=1 / 255), np.uint8)


def _soft(image: Image, sigma: float) -> Image:
    """A Gaussian blur, made small: of deviation `sigma` pixels, or a little less where that is hardly any."""
    small = shrunk(image, max(1, round(min(image.shape[:2]) * NARROW / max(sigma, NARROW))))
    scale = min(small.shape[:2]) / min(image.shape[:2])
    return enlarged(np.asarray(cv2.GaussianBlur(small, (0, 0), sigma * scale), np.uint8), image)
