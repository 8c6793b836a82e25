"""Whip pan: the camera is torn round, from one picture to the other."""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from clavilux.render.mixture import mixed
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["WhipPan"]

SHUTTER = 0.2
"""How long the shutter is open, as a share of the transition: what moves smears."""
OVER = 0.3, 0.7
"""Between these shares of the way one picture takes over from the other, where all is smeared."""


class WhipPan(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tears the camera round: the picture before smears away, and the new shot comes to rest.

    A quarter to half a second; it suits loud music, on a downbeat or a fill of the drums.
    """

    duration: Annotated[float, Meta(ge=0, le=10)] = 0.35
    """Seconds of the new shot that it takes; 0 cuts."""
    towards: Literal["left", "right", "up", "down"] = "left"
    """Where the pictures fly."""

    def apply(self, before: Image, after: Image, t: float) -> Image:
        """A moment of the pan; see `protocols.Transition`."""
        if t in (0, 1):
            return after if t else before
        way, speed = t * t * (3 - 2 * t), 6 * t * (1 - t)
        over = float(np.clip((way - OVER[0]) / (OVER[1] - OVER[0]), 0, 1))
        if over == 0 or over == 1:
            return self._panned(after if over else before, way - over, speed)
        return mixed(self._panned(before, way, speed), self._panned(after, way - 1, speed), over)

    def _panned(self, image: Image, way: float, speed: float) -> Image:
        """A picture so many sides on, smeared; beyond its borders it is mirrored."""
        across = self.towards in ("left", "right")
        side = image.shape[1 if across else 0]
        sign = 1 if self.towards in ("left", "up") else -1
        smear = round(SHUTTER * speed * side) // 2 * 2 + 1
        places = np.arange(-(smear // 2), side + smear // 2) + round(sign * way * side)
        strip = np.take(image, _reflected(places, side), axis=1 if across else 0)
        smeared = cv2.blur(strip, (smear, 1) if across else (1, smear))
        inside = slice(smear // 2, smear // 2 + side)
        return np.ascontiguousarray(smeared[:, inside] if across else smeared[inside])


def _reflected(places: NDArray[np.intp], side: int) -> NDArray[np.intp]:
    """Places on an endless line of a picture and its reflections."""
    folded = places % (2 * side)
    return np.minimum(folded, 2 * side - 1 - folded)
