"""Luma wipe: the new shot shows first where the picture is dark, or where it is bright."""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np
from msgspec import Meta

from clavilux.render.optics import enlarged, shrunk, veiled
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["LumaWipe"]

CALM = 0.012
"""Deviation of the blur before luma is looked at, of the short side: single strokes do not tear holes."""
LEAST = 0.3
"""Pixels, of that deviation: OpenCV asks for more than none."""


class LumaWipe(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lets the new shot grow out of the shadows, or out of the lights, of the picture before.

    One to three seconds; it suits a change of harmony, or calm music: softer than a cut, and livelier than a dissolve.
    """

    duration: Annotated[float, Meta(ge=0, le=60)] = 1.2
    """Seconds of the new shot that it takes; 0 cuts."""
    first: Literal["dark", "bright"] = "dark"
    """Where of the picture before it begins."""
    softness: Annotated[float, Meta(ge=0.01, le=1)] = 0.35
    """How much of the picture is on its way at a time, as a share."""

    def apply(self, before: Image, after: Image, t: float) -> Image:
        """So much of each place as its turn has come; see `protocols.Transition`."""
        small = cv2.cvtColor(shrunk(before), cv2.COLOR_RGB2GRAY)
        calm = cv2.GaussianBlur(small, (0, 0), max(LEAST, CALM * min(small.shape)))
        # Evened out, so that at any t that share of the picture is new, however dark or bright it is.
        turns = cv2.equalizeHist(calm) / np.float32(255)
        turns = turns if self.first == "dark" else 1 - turns
        share = np.clip((t * (1 + self.softness) - turns) / self.softness, 0, 1)
        new = np.rint(255 * share * share * (3 - 2 * share)).astype(np.uint8)
        cover = np.asarray(cv2.cvtColor(enlarged(new, after), cv2.COLOR_GRAY2RGB), np.uint8)
        return veiled(before, np.asarray(cv2.multiply(after, cover, scale=1 / 255), np.uint8), cover)
