"""Paths: which pictures lie between two keyframes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from clavilux.errors import BadValue
from clavilux.kernel.slerp import slerp
from clavilux.plan import PathOptions
from clavilux.protocols import HasLatents, Morphs, Painter, Travels
from clavilux.render.mixture import mixed
from clavilux.render.tween import tween
from clavilux.values import Image, Keyframe, Pictures

__all__ = ["Path", "check_path", "path"]

Latents = NDArray[np.float32]
"""Shape [n, channels, h, w], or [channels, h, w] of one picture."""
Positions = NDArray[np.float32]
"""On a path, in [0, 1]: shape [n]."""
EXACT = 1e-3
"""How far, of the distance between two stops, a position may be from a stop."""
HELD = 6
"""Painted pictures of a way that are held for what lies between them: kicks go to and fro."""

LatentCurve = Callable[[Positions], Latents]
"""Latents at positions of a path."""


class Path(Protocol):
    """What lies between two keyframes."""

    @property
    def batch(self) -> int:
        """How many pictures it likes to make at once."""

    def at(self, positions: Positions) -> Sequence[Image]:
        """The pictures at some positions, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _LatentPath:
    """Through the painter's latents: between two pictures lies what their latents' mixtures are decoded to."""

    latents: LatentCurve
    painter: HasLatents

    @property
    def batch(self) -> int:
        return self.painter.batch

    def at(self, positions: Positions) -> Sequence[Image]:
        return list(self.painter.decode(self.latents(positions)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """A painter's own way, of whose stops every second one is painted, and the others lie half-way between two."""

    pictures: Pictures
    stops: int
    """On the whole way."""
    batch: int = 1
    painted: OrderedDict[int, Image] = field(default_factory=OrderedDict)
    """The last ones, by the number of the stop."""

    def at(self, positions: Positions) -> Sequence[Image]:
        return [self._at(float(position)) for position in positions]

    def _at(self, position: float) -> Image:
        number = round(position * self.stops)
        if abs(number - position * self.stops) > EXACT:  # frames are fewer than stops, and lie anywhere
            return self._made(position)
        if number % 2 and number < self.stops:
            return tween(self._stop(number - 1), self._stop(number + 1))
        return self._stop(number)

    def _stop(self, number: int) -> Image:
        if number not in self.painted:
            self.painted[number] = self._made(number / self.stops)
            if len(self.painted) > HELD:
                self.painted.popitem(last=False)
        return self.painted[number]

    def _made(self, position: float) -> Image:
        (picture,) = self.pictures(np.array([position], np.float32))
        return np.asarray(picture, np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class _PicturePath:
    """From picture to picture."""

    pictures: Callable[[Positions], Sequence[Image] | NDArray[np.uint8]]
    batch: int = 1

    def at(self, positions: Positions) -> Sequence[Image]:
        return list(self.pictures(positions))


def check_path(painter: Painter, options: PathOptions) -> str:
    """The kind of path that is asked for, or the painter's own.

    Raises
    ------
    BadValue
        If the painter does not have it.
    """
    can: dict[str, bool] = {
        "arc": isinstance(painter, Travels),
        "glide": isinstance(painter, HasLatents),
        "morph": isinstance(painter, Morphs) and painter.morphs,
        "dissolve": True,
    }
    chosen: str = options.kind or next(kind for kind in ("arc", "glide", "dissolve") if can[kind])
    if not can[chosen]:
        able = " or ".join(kind for kind, able in can.items() if able)
        raise BadValue(f"painter '{painter.name}' cannot {chosen}; use {able}", "path.kind")
    return chosen


def path(start: Keyframe, end: Keyframe, painter: Painter, options: PathOptions) -> Path:
    """The path between two keyframes, of the kind that `check_path` tells."""
    kind = check_path(painter, options)
    if kind == "arc" and start is end:
        return _PicturePath(pictures=lambda positions: [start.image] * len(positions))
    if kind == "arc" and isinstance(painter, Travels) and end.request is not None:
        pictures = painter.way(start, end)
        return _Way(pictures=pictures, stops=options.stops) if options.stops else _PicturePath(pictures=pictures)
    if kind in ("glide", "morph") and isinstance(painter, HasLatents):
        first, last = painter.encode(start.image), painter.encode(end.image)
        glide: LatentCurve = lambda positions: slerp(positions, first, last)  # noqa: E731
        latents = _morphed(glide, start, end, painter, options) if kind == "morph" else glide
        return _LatentPath(latents=latents, painter=painter)
    return _PicturePath(pictures=lambda positions: [mixed(start.image, end.image, float(t)) for t in positions])


def _morphed(glide: LatentCurve, start: Keyframe, end: Keyframe, painter: Painter, options: PathOptions) -> LatentCurve:
    """Latents of a glide, painted anew; those between two keyframes that nobody painted stay as they are."""
    requests = [key.request for key in (start, end) if key.request]  # where one was not painted, as the other
    if not isinstance(painter, Morphs) or not requests:
        return glide
    paint, first, last = painter.morph, requests[0], requests[-1]

    def morph(positions: Positions) -> Latents:
        return paint(glide(positions), positions, first, last, level=options.morph, steps=options.morph_steps)

    return _smooth(morph, options.morph_stops) if options.morph_stops else morph


def _smooth(latents: LatentCurve, stops: int) -> LatentCurve:
    """A smooth curve through a few evenly spaced points of another, which are made when it is first asked for."""

    @cache
    def curve() -> CubicSpline:
        positions = np.linspace(0, 1, stops + 1, dtype=np.float32)
        return CubicSpline(positions, latents(positions))

    return lambda positions: np.asarray(curve()(positions), np.float32)
