"""Hue: all colours drift around the wheel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import cv2
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from clavilux.kernel.colour import LUMA
from clavilux.plan import Driven
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Hue"]

GREY = np.tile(LUMA.astype(float), (3, 1))
"""What makes a colour grey, of the same luma."""
TURN = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / np.sqrt(3)
"""A quarter turn about the axis of greys."""


class Hue(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Turns all colours around the wheel; how light they are stays.

    A sway of 10 to 25 degrees is the light of another hour, over half a minute or more; 60 and more is a poster. It
    suits what is slow: pads, the harmony; `shift` on a beat is for clubs.
    """

    shift: Annotated[float, Meta(ge=-180, le=180)] | Driven = 0.0
    """How far colours are turned, degrees: from red towards yellow."""
    sway: Annotated[float, Meta(ge=0, le=180)] | Driven = 0.0
    """How far they are turned besides to either side, there and back, degrees."""
    speed: Annotated[Annotated[float, Meta(ge=0, le=10)] | Driven, Meta(extra={"summed": True})] = 1 / 32
    """How often per second they sway there and back."""

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:  # noqa: ARG002
        """Turn the colours of a frame; see `protocols.Effect`."""
        angle = controls["shift"] + controls["sway"] * np.sin(2 * np.pi * controls["speed"])
        return frame if angle == 0 else np.asarray(cv2.transform(frame, _turned(np.radians(angle))), np.uint8)


def _turned(angle: float) -> NDArray[np.float64]:
    """The matrix that turns colours and keeps their luma: what differs from grey is turned about the grey axis."""
    chroma = np.eye(3) - GREY
    turned = (np.cos(angle) * np.eye(3) + np.sin(angle) * TURN) @ chroma
    return np.asarray(GREY + turned - np.ones((3, 1)) * (LUMA @ turned))
