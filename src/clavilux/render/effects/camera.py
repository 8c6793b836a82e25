"""The camera: zoom, rotation and drift of a finished picture, in one resampling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from msgspec import Meta
from numba import njit
from numpy.typing import NDArray

from clavilux.plan import Driven
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Camera", "Pose", "cover", "inverse", "pose", "shoot"]

GOLDEN = (1 + 5**0.5) / 2
"""Ratio of the path's frequencies: the most irrational number, so that the path never repeats itself."""

NEARLY_TWO = 2.001
"""Pixels: the four neighbours of a point that far from the edge are all in the picture."""


class Camera(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Zooms in, and sways: turns and drifts on a path that never repeats itself.

    With the phase p = 2 pi * rounds, the picture is shifted by shift sin(p) to the right and shift sin(p * golden
    ratio) down, and turned by turn sin(p / golden ratio). The path begins at rest in the middle and widens over its
    first round. The zoom covers what rotation and shift would uncover.
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

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:  # noqa: ARG002
        """What the camera sees; see `protocols.Effect`."""
        return shoot(frame, pose(controls, frame.shape[1] / frame.shape[0]))


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


def pose(controls: Mapping[str, float], aspect: float) -> Pose:
    """Where the camera looks.

    Parameters
    ----------
    controls : mapping
        Of `Camera`.
    aspect : float
        Width / height of the picture.
    """
    phase, begun = 2 * np.pi * controls["speed"], min(controls["speed"], 1)
    width = begun**2 * (3 - 2 * begun)
    # The zoom covers the widest excursion at once: following each turn of the path would make the picture breathe.
    turn, shift = np.radians(controls["turn"]) * width, controls["shift"] * width
    return Pose(
        zoom=(1 + controls["zoom"]) * (1 + controls["swell"]) * cover(turn, shift, aspect),
        angle=float(turn * np.sin(phase / GOLDEN)),
        right=float(shift * np.sin(phase)),
        down=float(shift * np.sin(phase * GOLDEN)),
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


def inverse(pose: Pose, size: tuple[int, int]) -> tuple[float, float, float, float, float, float]:
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
    width, height = size
    cosine, sine = np.cos(pose.angle) / pose.zoom, np.sin(pose.angle) / pose.zoom
    x, y = width / 2, height / 2
    # Turned and zoomed about the middle, then shifted by whole shares of the picture: R (p - middle) + middle - shift.
    c = x - cosine * x - sine * y - pose.right * width
    f = y + sine * x - cosine * y - pose.down * height
    return float(cosine), float(sine), float(c), float(-sine), float(cosine), float(f)


def shoot(image: Image, pose: Pose) -> Image:
    """The picture as the camera sees it; the very same one when the camera rests in the middle.

    Resampled once, with Keys' cubic (a = -1/2), to fractions of a pixel.

    Parameters
    ----------
    image : uint8, [h, w, 3]
        Not smaller than 4 x 4.
    pose : Pose
    """
    if pose == Pose():
        return image
    height, width = image.shape[:2]
    seen = np.empty_like(image)
    _warp(np.ascontiguousarray(image), seen, *inverse(pose, (width, height)))
    return seen


@njit(inline="always")
def _keys(p):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Weights of the four neighbours of a point at share p of the way from the second to the third."""
    half, square, cube = np.float32(0.5), p * p, p * p * p
    first, last = square - half * (cube + p), half * (cube - square)
    second = np.float32(1.5) * cube - np.float32(2.5) * square + np.float32(1)
    return first, second, np.float32(1) - first - second - last, last


@njit(cache=True, nogil=True, fastmath=True)
def _warp(
    source: NDArray[np.uint8],
    seen: NDArray[np.uint8],
    a: float,
    b: float,
    c: float,
    d: float,
    e: float,
    f: float,
) -> None:
    """Row by row: down the columns along the slanted line that the row becomes, then along that line.

    Both steps of a row are done in a line of floats, so nothing is rounded in between.
    """
    height, width = source.shape[0], source.shape[1]
    line = np.empty((width, 3), np.float32)
    slope = d / a
    for row in range(seen.shape[0]):
        y = slope * 0.5 + (e - slope * b) * (row + 0.5) + f - slope * c - 0.5
        for column in range(width):
            inside = min(max(y, 1.0), height - NEARLY_TWO)
            j = int(inside)
            w0, w1, w2, w3 = _keys(np.float32(inside - j))
            for k in range(3):
                line[column, k] = (
                    w0 * np.float32(source[j - 1, column, k])
                    + w1 * np.float32(source[j, column, k])
                    + w2 * np.float32(source[j + 1, column, k])
                    + w3 * np.float32(source[j + 2, column, k])
                )
            y += slope
        x = a * 0.5 + b * (row + 0.5) + c - 0.5
        for column in range(seen.shape[1]):
            inside = min(max(x, 1.0), width - NEARLY_TWO)
            i = int(inside)
            w0, w1, w2, w3 = _keys(np.float32(inside - i))
            for k in range(3):
                value = w0 * line[i - 1, k] + w1 * line[i, k] + w2 * line[i + 1, k] + w3 * line[i + 2, k]
                seen[row, column, k] = np.uint8(min(max(value + np.float32(0.5), np.float32(0)), np.float32(255)))
            x += a
