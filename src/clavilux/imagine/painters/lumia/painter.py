"""Lumia itself: takes of the artwork, in the hands of exemplars, and the ways between them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from typing import Annotated, Any, TypeVar

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from clavilux.imagine import exemplars
from clavilux.imagine.exemplars import Exemplar
from clavilux.imagine.painters.lumia.hand import Dials
from clavilux.imagine.painters.lumia.scene import Scene, Seen
from clavilux.imagine.painters.lumia.way import End, Way
from clavilux.imagine.painters.lumia.words import graded, mood
from clavilux.kernel.bands import cores
from clavilux.kernel.colour import as_bytes, as_floats
from clavilux.plan import Share
from clavilux.values import Defaults, Image, Keyframe, PaintRequest, Pictures, Style

__all__ = ["LumiaPainter"]

Array = NDArray[np.float32]
T = TypeVar("T")

READY = 2
"""How many scenes, and pictures, are kept ready: those of the way that is travelled."""


class LumiaPainter:
    """Paints on the processor; no torch, no download, no weights.

    Parameters
    ----------
    palette : float
        Whose colours: 0 the artwork's, 1 the exemplar's.
    stroke : float
        Size of the strokes, as a multiple of the exemplar's when both are seen at one size.
    detail : float
        How much of the artwork's fine structure is kept.
    """

    name = "lumia"
    licence = "Apache-2.0"
    multiple = 2
    defaults = Defaults(strength=0.5, guidance=5.0, steps=8)
    sees_styles = True

    def __init__(
        self, *, palette: Share = 0.6, stroke: Annotated[float, Meta(ge=0.3, le=4)] = 1.2, detail: Share = 0.85
    ) -> None:
        self.dials = {"palette": palette, "stroke": stroke, "detail": detail}
        self._scenes: OrderedDict[Any, Scene] = OrderedDict()
        self._ends: OrderedDict[Any, End] = OrderedDict()

    def paint(self, request: PaintRequest) -> Image:
        """Paint a take of the artwork, as free as the strength says, in the hand of the style's first exemplar.

        Without a style it is the artwork's own hand: the take itself. The words and the caption move light and colour.
        """
        end = self._end(request)
        return as_bytes(graded(end.place.picture, end.mood, threads=cores()))

    def way(self, start: Keyframe, end: Keyframe) -> Pictures:
        """The pictures between two keyframes; see `protocols.Travels`."""
        if end.request is None:
            raise ValueError("a way must lead to a picture that was painted")
        still = as_floats(start.image) if start.request is None else None
        # The end last: it is the next way's start, and must not be forgotten before it.
        left = self._end(start.request or replace(end.request, strength=0.0))
        way = Way(left, self._end(end.request), still=still)
        return lambda places: np.stack([as_bytes(way.at(float(place))) for place in places])

    def _end(self, request: PaintRequest) -> End:
        key = (
            *self._scene_key(request),
            request.seed,
            request.strength,
            request.steps,
            request.prompt,
            request.caption,
        )
        return _remembered(self._ends, key, lambda: self._new_end(request))

    def _new_end(self, request: PaintRequest) -> End:
        scene = _remembered(self._scenes, self._scene_key(request), lambda: self._new_scene(request))
        noise = np.random.default_rng(request.seed).standard_normal(scene.noise_shape, np.float32)
        place = scene.place(noise, request.strength, steps=request.steps, seed=request.seed, look_up=request.look_up)
        tone = mood(request.prompt, request.caption)
        return End(scene, noise, request.strength, request.steps, request.seed, tone, place)

    def _new_scene(self, request: PaintRequest) -> Scene:
        dials = Dials(**(request.dials or self.dials), guidance=request.guidance)
        sketch = None if request.sketch is None else _seen(request.sketch, request.sketch_kept)
        return Scene(_seen(request.artwork, request.kept, request.known), sketch, _exemplar(request.style), dials)

    def _scene_key(self, request: PaintRequest) -> tuple[Any, ...]:
        style = request.style
        look = None if style is None else style.exemplars[:1] or _digest(style.picture)
        seen = request.artwork, request.kept, request.known, request.sketch, request.sketch_kept
        return *map(_digest, seen), look, request.guidance, tuple(sorted((request.dials or self.dials).items()))


def _seen(picture: Image, *masks: NDArray[np.bool_] | None) -> Seen:
    return Seen(as_floats(picture), *(mask if mask is not None and mask.any() else None for mask in masks))


def _exemplar(style: Style | None) -> Exemplar | None:
    """The painting in whose hand is painted; None where a style has none."""
    if style is None:
        return None
    if style.picture is not None:
        return Exemplar(picture=as_floats(style.picture))
    return exemplars.load(style.exemplars[0]) if style.exemplars else None


def _remembered(ready: OrderedDict[Any, T], key: Any, make: Callable[[], T]) -> T:
    """What was made for that key, or made now; the oldest are forgotten."""
    if key not in ready:
        while len(ready) >= READY:  # before: they are large
            ready.popitem(last=False)
        ready[key] = make()
    ready.move_to_end(key)
    return ready[key]


def _digest(array: NDArray[Any] | None) -> bytes:
    return b"" if array is None else blake2b(array.tobytes(), digest_size=16).digest() + str(array.shape).encode()
