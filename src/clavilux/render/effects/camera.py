"""The camera: zoom, rotation, drift and shake of a finished picture, in one resampling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta

from clavilux.plan import Control, Driven, Seed
from clavilux.render.optics import Affine, about_middle, finely, wander
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Camera", "Pose", "cover", "inverse", "pose", "shoot"]

GOLDEN = (1 + 5**0.5) / 2
"""Ratio of the path's frequencies: the most irrational number, so that the path never repeats itself."""

ROLL = 0.5
"""Radians that a shake turns the picture where it moves it by a whole short side."""


MOVES = ("zoom", "swell", "turn", "shift", "shake")
"""Its controls that crop."""
EVEN = 1e-3
"""Share to which a camera's moves are made smaller."""


class Camera(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Zooms in, sways and shakes: turns and drifts on a path that never repeats itself.

    With the phase p = 2 pi * rounds, the picture is shifted by shift sin(p) to the right and shift sin(p * golden
    ratio) down, and turned by turn sin(p / golden ratio). The path begins at rest in the middle and widens over its
    first round. The shake comes on top, smooth noise whose amplitude is 1/f: 0.003 to 0.006 at half a round per second
    is a calm hand, 0.01 to 0.02 at 2 rounds, on the kick, a blow. The zoom covers what all of that would uncover.
    """

    zoom: Annotated[float, Meta(ge=0, le=0.5)] | Driven = 0.0
    """How far it zooms in, as a share of the picture's size."""
    swell: Annotated[float, Meta(ge=0, le=0.5)] | Driven = 0.0
    """How far it zooms in besides, as a share of the zoomed picture's size."""
    turn: Annotated[float, Meta(ge=0, le=45)] | Driven = 0.0
    """How far it turns to either side as it sways, degrees."""
    shift: Annotated[float, Meta(ge=0, le=0.25)] | Driven = 0.0
    """How far it drifts to each side as it sways, as a share of the picture's size."""
    speed: Annotated[Annotated[float, Meta(ge=0, le=10)] | Driven, Meta(extra={"summed": True})] = 0.0
    """Rounds of the sway per second."""
    shake: Annotated[float, Meta(ge=0, le=0.1)] | Driven = 0.0
    """How far it shakes at most, as a share of the short side."""
    shake_speed: Annotated[Annotated[float, Meta(ge=0, le=20)] | Driven, Meta(extra={"summed": True})] = 0.5
    """Rounds per second of the slowest part of the shake."""
    seed: Seed = 0
    """Same seed, same shake."""

    def within(self, margin: float, aspect: float) -> Camera:
        """The same, so calm that it crops no more than that share at any side; see `direct.margins.Crops`."""
        if self._crop(aspect) <= margin:
            return self
        low, high = 0.0, 1.0
        while high - low > EVEN:
            middle = (low + high) / 2
            low, high = (middle, high) if self._scaled(middle)._crop(aspect) <= margin else (low, middle)
        return self._scaled(low)

    def _crop(self, aspect: float) -> float:
        """What is cropped at most, as a share of the picture's width or height, where all lanes are 1."""
        most = {name: abs(_amount(getattr(self, name))) for name in MOVES}
        widest = pose(most | {"speed": 1.0, "shake_speed": 0.0}, aspect, self.seed)
        return (1 - 1 / widest.zoom) / 2 + most["shift"] + most["shake"]

    def _scaled(self, share: float) -> Camera:
        """With all moves smaller."""
        moves: dict[str, Any] = {name: _times(getattr(self, name), share) for name in MOVES}
        return msgspec.structs.replace(self, **moves)

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:  # noqa: ARG002
        """What the camera sees; see `protocols.Effect`."""
        return shoot(frame, pose(controls, frame.shape[1] / frame.shape[0], self.seed))

    def lens(self, controls: Mapping[str, float], size: tuple[int, int]) -> Affine:
        """Where it samples a frame of some width and height; see `optics.about_middle`."""
        return inverse(pose(controls, size[0] / size[1], self.seed), size)


def _amount(control: Control) -> float:
    """What it is at most."""
    return control.amount if isinstance(control, Driven) else control


def _times(control: Control, share: float) -> Control:
    if isinstance(control, Driven):
        return Driven(lane=control.lane, amount=round(control.amount * share, 6))
    return round(control * share, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Where the camera looks. Every pose keeps the whole frame inside the picture; see `cover`."""

    zoom: float = 1.0
    """Magnification, at least 1."""
    angle: float = 0.0
    """Rotation of the picture, radians, clockwise."""
    right: float = 0.0
    """Shift of the picture, share of its width."""
    down: float = 0.0
    """Shift of the picture, share of its height."""


def pose(controls: Mapping[str, float], aspect: float, seed: int = 0) -> Pose:
    """Where the camera looks.

    Parameters
    ----------
    controls : mapping
        Of `Camera`.
    aspect : float
        Width / height of the picture.
    seed : int
        Of the shake.
    """
    phase, begun = 2 * np.pi * controls["speed"], min(controls["speed"], 1)
    width = begun**2 * (3 - 2 * begun)
    # The zoom covers the widest excursion at once: following each turn of the path would make the picture breathe.
    turn, shift, shake = np.radians(controls["turn"]) * width, controls["shift"] * width, controls["shake"]
    roll, across, up = shake * wander(controls["shake_speed"], seed, 3) if shake else np.zeros(3)
    return Pose(
        zoom=(1 + controls["zoom"]) * (1 + controls["swell"]) * cover(turn + ROLL * shake, shift + shake, aspect),
        angle=float(turn * np.sin(phase / GOLDEN) + ROLL * roll),
        right=float(shift * np.sin(phase) + across / max(aspect, 1)),
        down=float(shift * np.sin(phase * GOLDEN) + up * min(aspect, 1)),
    )


def cover(angle: float, shift: float, aspect: float) -> float:
    """Least magnification at which no border shows in any pose up to this angle and shift.

    A corner of a frame of w x h sees the point R(angle) (w, h) / (2 zoom), moved by the shift. It is inside the picture
    when w |cos| + h |sin| <= zoom w (1 - 2 shift), and likewise with w and h exchanged.

    Parameters
    ----------
    angle : float
        Radians, at most a quarter turn: up to the frame's diagonal more turning always uncovers more.
    shift : float
        Share of width and of height, below 1/2.
    aspect : float
        Width / height.
    """
    across = max(aspect, 1 / aspect)
    widest = min(abs(angle), np.arctan(across))  # beyond the diagonal less is uncovered again
    return float((np.cos(widest) + across * np.sin(widest)) / (1 - 2 * abs(shift)))


def inverse(pose: Pose, size: tuple[int, int]) -> Affine:
    """Where the picture is sampled: x' = a x + b y + c, y' = d x + e y + f, with pixel centres at halves.

    Parameters
    ----------
    pose : Pose
    size : tuple of int
        Width and height, pixels.

    Returns
    -------
    a, b, c, d, e, f : float
        The convention of Pillow's affine transform.
    """
    a, b, c, d, e, f = about_middle(size, pose.zoom, pose.angle)
    return a, b, c - pose.right * size[0], d, e, f - pose.down * size[1]


def shoot(image: Image, pose: Pose) -> Image:
    """The picture as the camera sees it; the very same one when the camera rests in the middle.

    Resampled once, to fractions of a pixel.

    Parameters
    ----------
    image : uint8, [h, w, 3]
    pose : Pose
    """
    if pose == Pose():
        return image
    height, width = image.shape[:2]
    return finely(image, inverse(pose, (width, height)))
