"""Grain that flows: what makes brushwork boil."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import cv2
import numpy as np
from msgspec import Meta
from numba import njit
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
BITS = 14
"""Of a share as a whole number: whole numbers are added to a frame in a third of the time."""


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
        stirred = np.empty(frame.shape, np.uint8)
        share, rest = (np.int32(round(share * (1 << BITS))) for share in (amount * (1 - t), amount * t))
        one, other = (layer.ravel() for layer in layers.values())
        _stir(frame.ravel(), one, other, share, rest, stirred.ravel())
        return stirred

    def _layer(self, frame: Image, number: int) -> Layer:
        """What stirring the strokes of a frame changes."""
        short = min(frame.shape[:2])
        rng = np.random.default_rng((self.seed, number))
        angle, far = rng.uniform(0, 2 * np.pi), rng.uniform(0.5, 1) * FAR * short
        strokes = np.subtract(frame, _soft(frame, FINE * short), dtype=np.int16)
        shifted = np.roll(strokes, (round(far * np.sin(angle)), round(far * np.cos(angle))), (0, 1))
        return np.asarray(cv2.subtract(shifted, strokes), np.int16)


def _soft(frame: Image, sigma: float) -> Image:
    """A frame without its strokes, blurred at a smaller size."""
    height, width = frame.shape[:2]
    factor = max(1, int(sigma / 2))
    small = cv2.resize(frame, (-(-width // factor), -(-height // factor)), interpolation=cv2.INTER_AREA)
    soft = np.rint(blurred(small, sigma / factor)).astype(np.uint8)
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


@njit(nogil=True, cache=True)
def _stir(
    frame: NDArray[np.uint8],
    one: Layer,
    other: Layer,
    share: np.int32,
    rest: np.int32,
    out: NDArray[np.uint8],
) -> None:
    """Add so much of two layers; all are flat."""
    for i in range(frame.size):
        change = (share * np.int32(one[i]) + rest * np.int32(other[i]) + np.int32(1 << (BITS - 1))) >> np.int32(BITS)
        out[i] = np.uint8(min(max(np.int32(frame[i]) + change, np.int32(0)), np.int32(255)))
