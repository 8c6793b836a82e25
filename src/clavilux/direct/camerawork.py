"""Camerawork: which part of a picture each shot shows, and how the camera moves over it."""

from __future__ import annotations

from collections import deque
from itertools import cycle, product
from typing import NamedTuple

import msgspec
import numpy as np

from clavilux.direct.editing import Role
from clavilux.direct.views import seen
from clavilux.plan import Control, Framing, View
from clavilux.values import Composition

__all__ = ["Camerawork"]

WIDE, MEDIUM, CLOSE, DETAIL = 1.0, 1.25, 1.55, 1.9
"""Zooms."""
LEAN = 1.07
"""Zoom of a slow push, from one end of a shot to the other."""
BREATH = 1.3
"""Zoom of the push in the bar before a rise."""
MEMORY, FADING = 8, 0.85
"""Views that are remembered, and how fast they fade: what was just seen is worth nothing, before that a little more."""
GRID = 11, 7
"""Middles of views that are tried, from left to right and from top to bottom."""
STEPS = 6
"""Zooms that are tried, and moments of a move that are looked at."""
AIR = 0.015
"""Around what is not to be cut, as a share of the picture."""
FAR = 0.08
"""How far a camera pans at least, as a share of the picture's width; over less it pushes in."""


class _Window(NamedTuple):
    """A view while it is looked for; see `plan.View`. It is inside the picture."""

    zoom: float
    x: float
    y: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom, as shares of the picture."""
        half = 0.5 / self.zoom
        return self.x - half, self.y - half, self.x + half, self.y + half

    @property
    def view(self) -> View:
        """As a plan says it."""
        return View(**{name: round(value, 3) for name, value in self._asdict().items()})

    def wider(self, zoom: float) -> _Window:
        """One of another zoom at the same place, or as near to it as the picture's borders allow."""
        half = 0.5 / zoom
        x, y = (min(max(middle, half), 1 - half) for middle in (self.x, self.y))
        return _Window(zoom, x, y)

    def towards(self, other: _Window, share: float) -> _Window:
        """What a camera sees on its way to another view, over which one point stays where it is; see `views.seen`."""
        width = (1 - share) / self.zoom + share / other.zoom
        return _Window(1 / width, self.x + share * (other.x - self.x), self.y + share * (other.y - self.y))


WHOLE = _Window(1.0, 0.5, 0.5)


class _Range(NamedTuple):
    """How close a shot is where it begins and where it ends."""

    start: float
    end: float


RANGES: dict[Role, _Range] = {
    "opening": _Range(WIDE, LEAN),
    "arrival": _Range(MEDIUM, WIDE),
    "entry": _Range(WIDE, LEAN),
    "rest": _Range(CLOSE, CLOSE / LEAN),
    "closer": _Range(CLOSE / LEAN, CLOSE),
    "across": _Range(MEDIUM, MEDIUM),
    "detail": _Range(DETAIL / LEAN, DETAIL),
    "wide": _Range(LEAN, WIDE),
    "breath": _Range(MEDIUM, MEDIUM * BREATH),
    "ending": _Range(MEDIUM, WIDE),
}
"""What is done for each role; "across" pans as well."""

ORBITS: tuple[Role, ...] = ("opening", "rest", "wide")
"""Roles for which the camera goes round what it shows, besides."""
ORBIT = 0.07
"""How far to either side, in widths of the film."""


class Camerawork:
    """Frames one shot after the other; it looks for what was not seen just now.

    Parameters
    ----------
    closeness : float
        How close it goes, as a multiple of what is usual; 0 always shows the whole picture.
    move : Control
        How far a shot has moved, in [0, 1].
    depth : float
        How deep pictures are; 0 is flat.
    """

    def __init__(self, closeness: float, move: Control, depth: float = 0.0) -> None:
        self._closeness, self._move, self._seen = closeness, move, deque[_Window](maxlen=MEMORY)
        self._depth, self._ways = depth, cycle((ORBIT, -ORBIT))

    def framing(self, role: Role, picture: Composition | None, *, mirrored: bool = False) -> Framing:
        """What a shot shows.

        Parameters
        ----------
        role : str
            What it is there for.
        picture : Composition, optional
            What there is to see; of a picture of which nothing is known all is shown.
        mirrored : bool
            Whether the picture is wanted mirrored; one with lettering never is.
        """
        mirrored = mirrored and not (picture and picture.lettered)
        if picture is None or not self._closeness:
            return Framing(mirrored=mirrored)
        zooms = [1 + (zoom - 1) * self._closeness for zoom in RANGES[role]]
        start, end = self._across(picture, *zooms) if role == "across" else self._towards(picture, *zooms)
        if (closest := max(start, end)).zoom > MEDIUM / LEAN:
            self._seen.append(closest)
        flat = Framing(start=start.view, mirrored=mirrored)
        if start != end:
            flat = msgspec.structs.replace(flat, end=end.view, move=self._move)
        return self._deep(role, picture, flat)

    def _deep(self, role: Role, picture: Composition, flat: Framing) -> Framing:
        """The framing in depth; lettering stays flat, and so does what would be cut then, as parallax needs room."""
        if picture.lettered or not self._depth:
            return flat
        orbit = {"orbit": next(self._ways), "move": self._move} if role in ORBITS else {}
        deep = msgspec.structs.replace(flat, depth=self._depth, **orbit)
        shown = seen(deep, np.linspace(0, 1, STEPS))[:3]
        return deep if all(_is_clean(picture, _Window(*view)) for view in shown.T.tolist()) else flat

    def _towards(self, picture: Composition, start: float, end: float) -> tuple[_Window, _Window]:
        """Pushes in to what is worth seeing, or pulls out from it; on the way nothing is cut, either."""
        wide, close = sorted((start, end))
        for closest in np.linspace(close, WIDE, STEPS, endpoint=False).tolist():
            # Where all is to be seen once, it is; elsewhere a short way is better than a view that is not as close.
            for widest in (wide,) if wide == WIDE else (min(wide, closest), closest):
                ways = ((near.wider(widest), near) for near in _windows(picture, closest))
                if clean := [way for way in ways if _is_clean_way(picture, *way)]:
                    far, near = max(clean, key=lambda way: self._worth(picture, way[1]))
                    return (far, near) if start <= end else (near, far)
        return WHOLE, WHOLE

    def _across(self, picture: Composition, start: float, end: float) -> tuple[_Window, _Window]:
        """Pans to what is worth most, from what is worth most of all that is far from it."""
        target = self._best(picture, end)
        others = [other for other in _windows(picture, start) if abs(other.x - target.x) >= FAR]
        ways = [other for other in others if other.y == target.y and _is_clean_way(picture, other, target)]
        if not ways:
            return self._towards(picture, start, end * LEAN)
        return max(ways, key=lambda other: self._worth(picture, other) * abs(other.x - target.x)), target

    def _best(self, picture: Composition, zoom: float) -> _Window:
        """Where most is seen that is worth it, and nothing is cut that should be whole; else all is seen."""
        return max(_windows(picture, zoom), key=lambda window: self._worth(picture, window), default=WHOLE)

    def _worth(self, picture: Composition, window: _Window) -> float:
        """Interest in a part of the picture; less where it is what was seen just now."""
        again = (FADING**age * _alike(window, seen) for age, seen in enumerate(reversed(self._seen)))
        return _interest(picture, window) * (1 - max(again, default=0.0))


def _alike(window: _Window, other: _Window) -> float:
    """How much a part of the picture is the same as another one, in [0, 1]."""
    away = window.zoom * float(np.hypot(window.x - other.x, window.y - other.y))
    return max(0.0, 1 - away)


def _windows(picture: Composition, zoom: float) -> list[_Window]:
    """Those of a zoom that cut nothing."""
    half = 0.5 / zoom
    across, down = (np.linspace(half, 1 - half, count).tolist() for count in GRID)
    return [window for x, y in product(across, down) if _is_clean(picture, window := _Window(zoom, x, y))]


def _is_clean_way(picture: Composition, start: _Window, end: _Window) -> bool:
    """Whether nothing is cut while a camera moves."""
    return all(_is_clean(picture, start.towards(end, moment / STEPS)) for moment in range(STEPS + 1))


def _is_clean(picture: Composition, window: _Window) -> bool:
    """Whether all that is not to be cut is seen whole, or not at all."""
    return all(_is_whole(piece, window.box) for piece in picture.whole)


def _is_whole(piece: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> bool:
    """Whether a piece is inside a box with some air, or outside; the picture's own borders cut nothing."""
    left, top, right, bottom = box
    outside = piece[0] >= right or piece[2] <= left or piece[1] >= bottom or piece[3] <= top
    after = piece[0] - AIR >= left or left <= 0, piece[1] - AIR >= top or top <= 0
    before = piece[2] + AIR <= right or right >= 1, piece[3] + AIR <= bottom or bottom >= 1
    return outside or all(after + before)


def _interest(picture: Composition, window: _Window) -> float:
    """How much of what is worth seeing is in a part of the picture: in its middle all, at its rim nothing."""
    rows, columns = picture.interest.shape
    left, top, right, bottom = window.box
    down, across = slice(round(top * rows), round(bottom * rows)), slice(round(left * columns), round(right * columns))
    part = picture.interest[down, across]
    tall, wide = (np.sin(np.pi * (np.arange(n) + 0.5) / n) for n in part.shape)
    return float(tall @ part @ wide)
