"""Feedback: frames leave trails, which grow and turn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

import cv2
import numpy as np
from msgspec import Meta

from clavilux.plan import Driven
from clavilux.render.mixture import mixed
from clavilux.render.optics import enlarged, shrunk, zoomed
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Feedback"]

SIDE = 540
"""Short side of the trails, pixels: they are soft."""
HALVINGS = 6
"""After which a trail is no longer seen: a sixty-fourth of it is left."""
SPEEDS = "zoom", "turn", "fade"
GROWTH = {"summed": True, "onward": True}
"""Of a `protocols.Clock`: what a speed has grown by since the frame before is what counts."""


class Feedback(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lets frames shine through those that follow, growing and turning: an endless zoom.

    Trails begin anew with every shot. An `amount` of 0.2 to 0.4 is a veil, 0.5 a dream, more a fog; `zoom` on the
    kick or the swell pulls one in, `turn` on the sway makes a whirl. It suits calm music, pads and long notes.
    """

    amount: Annotated[float, Meta(ge=0, le=0.8)] | Driven = 0.0
    """How much of the trails is seen, as a share of the frame."""
    zoom: Annotated[Annotated[float, Meta(ge=-5, le=5)] | Driven, Meta(extra=GROWTH)] = 0.15
    """How fast they grow: by this power of e per second."""
    turn: Annotated[Annotated[float, Meta(ge=-5, le=5)] | Driven, Meta(extra=GROWTH)] = 0.0
    """How fast they turn, rounds per second, clockwise."""
    fade: Annotated[Annotated[float, Meta(ge=0, le=100)] | Driven, Meta(extra=GROWTH)] = 3.0
    """How fast they fade: how often per second they are halved."""

    @property
    def remembers(self) -> float:
        """Seconds after which a trail has faded to nearly nothing."""
        return HALVINGS / self.fade if isinstance(self.fade, float) and self.fade > 0 else math.inf

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:
        """Mix a frame with the trails, which `state` holds; see `protocols.Effect`."""
        if controls["amount"] == 0:
            state.clear()
            return frame
        fresh = shrunk(frame, SIDE)
        # What a speed has come to since the frame before is its rate times the time between them, whatever the fps.
        zoom, turn, fade = (controls[name] - state.get(name, controls[name]) for name in SPEEDS)
        grown = zoomed(state["trails"], np.exp(zoom), 2 * np.pi * turn) if state else fresh
        trails = mixed(fresh, grown, 2.0**-fade)
        state.update({name: controls[name] for name in SPEEDS}, trails=trails)
        soft = enlarged(trails, frame)
        return np.asarray(cv2.addWeighted(frame, 1 - controls["amount"], soft, controls["amount"], 0), np.uint8)
