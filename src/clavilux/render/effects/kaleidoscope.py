"""Kaleidoscope: a wedge of the picture, reflected all around."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import cv2
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from clavilux.plan import Driven
from clavilux.render.mixture import mixed
from clavilux.render.optics import kept, places
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Kaleidoscope"]

Map = NDArray[np.float32]
"""Of a coordinate, pixels to the right of the middle or below it: [h, w]."""


class Kaleidoscope(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Folds the picture into a star of mirrored wedges.

    0.2 to 0.4 lays the star upon the picture like a ghost. At 1 it suits a break or a chorus of electronic music;
    `turn` slowly, on pads or the sway.
    """

    amount: Annotated[float, Meta(ge=0, le=1)] | Driven = 0.0
    """How much of the star there is; the rest is the picture itself."""
    wedges: Annotated[int, Meta(ge=2, le=24)] = 6
    """How many wedges there are, each with its reflection."""
    turn: Annotated[Annotated[float, Meta(ge=0, le=10)] | Driven, Meta(extra={"summed": True})] = 0.01
    """How often per second what the wedges show turns round."""

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:
        """Resample the frame, bilinear; `state` holds the folds; see `protocols.Effect`."""
        if controls["amount"] == 0:
            return frame
        x, y = kept(state, "folds", lambda: self._folds(frame))
        cosine, sine = (f(2 * np.pi * controls["turn"]) for f in (np.cos, np.sin))
        height, width = frame.shape[:2]
        right = cv2.addWeighted(x, cosine, y, -sine, (width - 1) / 2)
        down = cv2.addWeighted(x, sine, y, cosine, (height - 1) / 2)
        star = cv2.remap(frame, right, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        return mixed(frame, np.asarray(star, np.uint8), controls["amount"])

    def _folds(self, frame: Image) -> tuple[Map, Map]:
        """Where pixels look to when all is folded."""
        x, y = (at * np.float32(min(frame.shape[:2])) for at in places(frame.shape))
        wedge = 2 * np.pi / self.wedges
        # What the wedges show lies along the long side, where there is most to see.
        along = 0 if frame.shape[1] >= frame.shape[0] else np.pi / 2
        angle = np.abs((np.arctan2(y, x) - along + wedge / 2) % wedge - wedge / 2) + along
        far = np.hypot(x, y)
        return np.asarray(far * np.cos(angle), np.float32), np.asarray(far * np.sin(angle), np.float32)
