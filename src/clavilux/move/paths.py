"""Paths from one keyframe to the next: which pictures lie on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from clavilux import recipe
from clavilux.errors import UserError
from clavilux.kernel.slerp import slerp
from clavilux.move.shimmer import Grain, stirred
from clavilux.move.strip import Layer
from clavilux.types import HasLatents, Image, Keyframe, Morphs, Painter, Pictures, Travels

__all__ = ["Path", "check_path", "path"]

Latents = NDArray[np.float32]
"""Shape [n, channels, h, w], or [channels, h, w] of one picture."""
Curve = NDArray[np.float32]
"""Shape [n]."""
Way = Callable[[Curve], Latents]
"""Latents at positions between two keyframes."""


class Path(Protocol):
    """The way between two keyframes."""

    @property
    def batch(self) -> int:
        """How many pictures it likes to make at once."""

    def at(self, places: Curve) -> Sequence[Image]:
        """The pictures at places in [0, 1], in their order."""

    def layer(self, place: float, picture: Image, grain: Grain, field: int) -> Layer:
        """What a field of grain adds to the picture at a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _LatentPath:
    """Through the painter's latents: between two pictures lies what their latents' mixtures are decoded to."""

    way: Way
    painter: HasLatents
    deviation: float
    """Of the latents: what grain is measured by."""

    @property
    def batch(self) -> int:
        return self.painter.batch

    def at(self, places: Curve) -> Sequence[Image]:
        return list(self.painter.decode(self.way(places)))

    def layer(self, place: float, picture: Image, grain: Grain, field: int) -> Layer:
        (latent,) = self.way(np.array([place], np.float32))
        noise = np.float32(self.deviation) * grain.field(field, latent.shape)
        (grained,) = self.painter.decode((latent + noise)[None])
        return np.asarray(np.subtract(grained, picture, dtype=np.int16))


@dataclass(frozen=True, slots=True, kw_only=True)
class _PicturePath:
    """From picture to picture."""

    pictures: Pictures
    batch: int = 1

    def at(self, places: Curve) -> Sequence[Image]:
        return list(self.pictures(places))

    def layer(self, place: float, picture: Image, grain: Grain, field: int) -> Layer:  # noqa: ARG002
        return stirred(picture, grain, field)


def check_path(painter: Painter, choices: recipe.Move) -> str:
    """The kind of path that the recipe asks for, or the painter's own.

    Raises
    ------
    UserError
        If the painter cannot move so.
    """
    can: dict[str, bool] = {
        "arc": isinstance(painter, Travels),
        "glide": isinstance(painter, HasLatents),
        "morph": isinstance(painter, Morphs) and painter.morphs,
        "dissolve": True,
    }
    chosen: str = choices.between or next(kind for kind in ("arc", "glide", "dissolve") if can[kind])
    if not can[chosen]:
        able = " or ".join(kind for kind, able in can.items() if able)
        raise UserError(f"painter '{painter.name}' cannot {chosen}; use --set move.between={able}")
    return chosen


def path(behind: Keyframe, ahead: Keyframe, painter: Painter, choices: recipe.Move) -> Path:
    """The path between two keyframes, as `check_path` says."""
    kind = check_path(painter, choices)
    if kind == "arc" and isinstance(painter, Travels) and ahead.brief is not None:
        return _PicturePath(pictures=painter.way(behind, ahead))
    if kind in ("glide", "morph") and isinstance(painter, HasLatents):
        first, last = (painter.encode(key.image) for key in (behind, ahead))
        return _LatentPath(
            way=_way(first, last, (behind, ahead), painter, choices, kind),
            painter=painter,
            deviation=float(first.std()),
        )
    return _PicturePath(pictures=lambda places: _dissolved(behind.image, ahead.image, places))


def _dissolved(behind: Image, ahead: Image, places: Curve) -> NDArray[np.uint8]:
    """Mixtures of two pictures."""
    mixed = np.multiply.outer(1 - places, behind.astype(np.float32)) + np.multiply.outer(places, ahead)
    return np.asarray(np.rint(mixed), np.uint8)


def _way(
    behind: Latents, ahead: Latents, ends: Sequence[Keyframe], painter: Painter, choices: recipe.Move, kind: str
) -> Way:
    """Position on the way between two keyframes -> latents, for many at once."""

    def glide(places: Curve) -> Latents:
        return slerp(places, behind, ahead)

    briefs = [key.brief for key in ends if key.brief]  # next to a keyframe that nobody painted, as the other one
    if kind == "glide" or not isinstance(painter, Morphs) or not briefs:
        return glide
    paint, (first, *_, last) = painter.morph, (briefs[0], *briefs)

    def morph(places: Curve) -> Latents:
        return paint(glide(places), places, first, last, level=choices.morph, steps=choices.morph_steps)

    return _smooth(morph, choices.morph_stops) if choices.morph_stops else morph


def _smooth(way: Way, stops: int) -> Way:
    """Make a smooth curve through a few evenly spaced points of a way, which are made when it is first asked for."""

    @cache
    def curve() -> CubicSpline:
        places = np.linspace(0, 1, stops + 1, dtype=np.float32)
        return CubicSpline(places, way(places))

    return lambda places: np.asarray(curve()(places), np.float32)
