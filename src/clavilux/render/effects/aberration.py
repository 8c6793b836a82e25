"""Chromatic split: red and blue part, as in a cheap lens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import cv2
import numpy as np
from msgspec import Meta

from clavilux.plan import Driven
from clavilux.render.optics import zoomed
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Aberration"]


class Aberration(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parts red and blue towards the borders, as a lens does.

    Red grows and blue shrinks about the middle, green stays as sharp as it was: fringes at edges, none in the middle.
    0.002 is a lens, 0.006 a blow; more is a broken screen. It suits the snare, or the kick of loud music.
    """

    amount: Annotated[float, Meta(ge=0, le=0.03)] | Driven = 0.0
    """How far red and blue each are moved at the nearest border, as a share of the short side."""

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:  # noqa: ARG002
        """Resample red and blue; see `protocols.Effect`."""
        if controls["amount"] == 0:
            return frame
        red, green, blue = cv2.split(frame)
        grown, waned = 1 + 2 * controls["amount"], 1 - 2 * controls["amount"]
        parted = zoomed(np.asarray(red, np.uint8), grown), green, zoomed(np.asarray(blue, np.uint8), waned)
        return np.asarray(cv2.merge(parted), np.uint8)
