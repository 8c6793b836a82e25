"""Tint: the picture in a palette of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import cv2
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from clavilux.plan import Driven
from clavilux.render.lettering import Hex
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Tint"]


class Tint(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Dyes shadows and lights in two colours, as old prints are toned.

    0.1 to 0.3 holds a section's pictures together, 1 is a print in two inks. Black and white as the colours take the
    colour away. It suits sections and slow swells: a break that pales, a chorus that warms.
    """

    amount: Annotated[float, Meta(ge=0, le=1)] | Driven = 0.0
    """How much of the two colours there is."""
    shadows: Hex = "#14213d"
    """What black becomes, as `#rrggbb`."""
    lights: Hex = "#ffe8c2"
    """What white becomes, as `#rrggbb`."""

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:  # noqa: ARG002
        """Mix a frame with its print in two colours; see `protocols.Effect`."""
        amount = controls["amount"]
        if amount == 0:
            return frame
        ramp = np.linspace(_rgb(self.shadows), _rgb(self.lights), 256)
        table = np.rint(ramp).astype(np.uint8).reshape(1, 256, 3)
        grey = cv2.cvtColor(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        return np.asarray(cv2.addWeighted(frame, 1 - amount, cv2.LUT(grey, table), amount, 0), np.uint8)


def _rgb(colour: str) -> NDArray[np.float64]:
    """Levels of red, green and blue."""
    return np.array(list(bytes.fromhex(colour[1:])), float)
