"""Grain that flows: what makes brushwork boil."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import cv2
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from clavilux.kernel.resize import blurred
from clavilux.plan import Driven, Seed
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Grain"]

Layer = NDArray[np.int16]
"""What is added to a picture: [h, w, 3]."""

FINE, FAR = 0.01, 0.03
"""Deviation of the blur that tells strokes from what they show, and how far strokes are shifted; of the short side."""
STIR = 2.0
"""Share of the strokes that is stirred at amount 1."""


class Grain(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stirs the picture's own strokes: the pattern flows and never comes back.

    A layer is what changes in a frame when its strokes are moved somewhere; frames between two layers have 1 - t of one
    and t of the other. So as much of their own strokes is taken away at any time.
    """

    amount: Annotated[float, Meta(ge=0, le=0.5)] | Driven = 0.0
    """How much of the strokes is stirred."""
    rate: Annotated[Annotated[float, Meta(ge=0, le=100)] | Driven, Meta(extra={"summed": True})] = 4.0
    """Layers per second: how fast it flows."""
    seed: Seed = 0
    """Same seed, same grain."""

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:
        """Stir a frame; `state` holds two layers; see `protocols.Effect`."""
        amount = STIR * controls["amount"]
        if amount == 0:
            return frame
        number, t = divmod(controls["rate"], 1)
        known: dict[int, Layer] = state.get("layers", {})
        layers = {n: known[n] if n in known else self._layer(frame, n) for n in (int(number), int(number) + 1)}
        state["layers"] = layers
        one, other = layers.values()
        grain = cv2.addWeighted(one, amount * (1 - t), other, amount * t, 0)
        return np.asarray(cv2.add(frame, grain, dtype=cv2.CV_8U), np.uint8)

    def _layer(self, frame: Image, number: int) -> Layer:
        """What stirring the strokes of a frame changes."""
        short = min(frame.shape[:2])
        rng = np.random.default_rng((self.seed, number))
        angle, far = rng.uniform(0, 2 * np.pi), rng.uniform(0.5, 1) * FAR * short
        strokes = cv2.subtract(frame, blurred(frame, FINE * short), dtype=cv2.CV_16S)
        shifted = np.roll(strokes, (round(far * np.sin(angle)), round(far * np.cos(angle))), (0, 1))
        return np.asarray(cv2.subtract(shifted, strokes), np.int16)
