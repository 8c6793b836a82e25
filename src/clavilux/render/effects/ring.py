"""Ring: a line that the instruments bend, around the middle or along the lower edge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import cv2
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from clavilux.plan import Driven, Seed, Share
from clavilux.render.lettering import Hex, levels
from clavilux.render.optics import enlarged, shrunk, veiled
from clavilux.structs import Checked
from clavilux.values import FloatArray, Image

__all__ = ["Ring"]

BANDS: Mapping[str, tuple[int, ...]] = {"bass": (2,), "melody": (6, 10), "treble": (18, 24)}
"""Waves around the ring by which each part bends it, each with the one that is finer by two: the higher it sounds, the
finer."""
PLACES = 720
"""Of the line that is drawn: 28 on the shortest wave."""
BITS = 4
"""Binary places of a pixel to which OpenCV draws."""
LOW = 0.12
"""How far the line along the lower edge is from it, in short sides."""
SHADE = 0.5
"""How much the picture is darkened right beside the line, so that it stands out from any."""
SOFT = 4
"""Deviation of that shade, in widths of the line."""


class Ring(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Draws a ring around the middle, or a line along the lower edge, that moves with the instruments.

    The kick pushes all of it outwards (or upwards), the bass bends it in long waves, melody and treble in shorter ones,
    each as far as its lane is high; where all are silent it is a plain circle or line. It is no spectrum: it shows the
    lanes that it follows.
    """

    on_top: ClassVar = True

    amount: Annotated[float, Meta(ge=0, le=1)] | Driven = 0.0
    """How much of it is seen."""
    kick: Annotated[float, Meta(ge=0, le=0.5)] | Driven = 0.0
    """How far it is pushed, as a share of `size`."""
    bass: Annotated[float, Meta(ge=0, le=0.5)] | Driven = 0.0
    """How high the long waves are, at most, as a share of `size`."""
    melody: Annotated[float, Meta(ge=0, le=0.5)] | Driven = 0.0
    """How high the shorter ones are."""
    treble: Annotated[float, Meta(ge=0, le=0.5)] | Driven = 0.0
    """How high the shortest ones are."""
    speed: Annotated[Annotated[float, Meta(ge=0, le=10)] | Driven, Meta(extra={"summed": True})] = 0.1
    """How often per second the waves run up and down, about."""
    place: Literal["middle", "bottom"] = "middle"
    """A ring around the middle, or a line along the lower edge."""
    size: Annotated[float, Meta(ge=0.05, le=0.45)] = 0.3
    """Radius of the ring, as a share of the short side; the line's waves are as high as those of such a ring."""
    width: Annotated[float, Meta(ge=0.001, le=0.05)] = 0.006
    """Of the line, as a share of the short side; one pixel at least."""
    colour: Hex = "#FFFFFF"
    """Of the line."""
    shade: Share = SHADE
    """How much the picture is darkened beside it."""
    seed: Seed = 0
    """Same seed, same waves."""

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:  # noqa: ARG002
        """Draw the line upon the frame; see `protocols.Effect`."""
        if controls["amount"] == 0:
            return frame
        thick = max(1, round(self.width * min(frame.shape[:2])))
        line = self._line(frame.shape, controls)
        part = _around(line, 3 * SOFT * thick + 2, frame.shape)
        seen = frame.copy()
        drawn = np.zeros(seen[part].shape[:2], np.uint8)
        corner = np.array([part[1].start, part[0].start])
        whole = [np.rint((line - corner) * 2**BITS).astype(np.int32)]
        cv2.polylines(drawn, whole, self.place == "middle", 255, thick, cv2.LINE_AA, BITS)
        seen[part] = self._lit(seen[part], drawn, thick, controls["amount"])
        return seen

    def _line(self, shape: tuple[int, ...], controls: Mapping[str, float]) -> FloatArray:
        """Where the line goes, pixels from the left and from above, with pixel centres at whole numbers: [n, 2]."""
        height, width = shape[:2]
        radius = self.size * min(height, width)
        way = np.arange(PLACES) / PLACES
        out = controls["kick"] + self._waves(way, controls)
        if self.place == "middle":
            away = radius * (1 + out)
            x, y = width / 2 + away * np.sin(2 * np.pi * way), height / 2 - away * np.cos(2 * np.pi * way)
        else:
            x = width * np.linspace(0, 1, PLACES)
            # At rest at both ends of the frame.
            y = height - LOW * min(height, width) - radius * out * np.sin(np.pi * way)
        return np.stack([x, y], axis=1) - 0.5

    def _waves(self, way: FloatArray, controls: Mapping[str, float]) -> FloatArray:
        """How far it is bent at each share of its way: closed, and the same left and right, above and below.

        Two neighbouring waves, of which one comes as the other goes, seem to run up and down.
        """
        rng = np.random.default_rng(self.seed)
        bent = np.zeros(len(way))
        for band, waves in BANDS.items():
            turned = 2 * np.pi * (rng.random(len(waves)) + rng.uniform(0.6, 1.4, len(waves)) * controls["speed"])
            for wave, turn in zip(waves, turned, strict=True):
                one, other = (np.cos(2 * np.pi * each * way) for each in (wave, wave + 2))
                bent += controls[band] / len(waves) * (np.cos(turn) * one + np.sin(turn) * other)
        return bent

    def _lit(self, picture: Image, drawn: NDArray[np.uint8], thick: int, amount: float) -> Image:
        """The line upon a part of the frame, and the shade around it."""
        small = shrunk(drawn, max(1, min(drawn.shape) // thick))
        blurred = cv2.GaussianBlur(small, (0, 0), SOFT * thick * min(small.shape) / min(drawn.shape))
        darkest = max(1, int(blurred.max()))
        soft = cv2.convertScaleAbs(enlarged(blurred, picture), alpha=amount * self.shade * 255 / darkest)
        bright = cv2.convertScaleAbs(drawn, alpha=amount)
        cover = cv2.cvtColor(cv2.max(soft, bright), cv2.COLOR_GRAY2RGB)
        light = cv2.merge([cv2.convertScaleAbs(bright, alpha=level / 255) for level in levels(self.colour)])
        return veiled(picture, np.asarray(light, np.uint8), np.asarray(cover, np.uint8))


def _around(line: FloatArray, margin: int, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """The rows and columns of a picture in which a line is, with so many pixels around it."""
    low = np.floor(line.min(axis=0)).astype(int) - margin
    high = np.ceil(line.max(axis=0)).astype(int) + margin + 1
    (left, top), (right, bottom) = low.clip(0).tolist(), np.minimum(high, shape[1::-1]).tolist()
    return slice(top, max(bottom, top + 1)), slice(left, max(right, left + 1))
