"""Lumia itself: takes of the artwork, in the hands of exemplars, and the ways between them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from clavilux.imagine import exemplars
from clavilux.imagine.exemplars import Exemplar
from clavilux.imagine.painters.lumia.hand import Dials
from clavilux.imagine.painters.lumia.scene import Scene
from clavilux.imagine.painters.lumia.way import End, Way
from clavilux.imagine.painters.lumia.words import graded, mood
from clavilux.kernel.colour import as_bytes, as_floats
from clavilux.recipe import Lumia
from clavilux.types import Brief, Defaults, Image, Keyframe, Pictures, Style

__all__ = ["LumiaPainter"]

Array = NDArray[np.float32]
T = TypeVar("T")

READY = 2
"""How many scenes, and pictures, are kept ready: those of the way that is travelled."""


class LumiaPainter:
    """Paints on the processor; no torch, no download, no weights.

    Parameters
    ----------
    choices : recipe.Lumia, optional
        Its dials.
    """

    name = "lumia"
    licence = "Apache-2.0"
    multiple = 2
    defaults = Defaults(strength=0.5, guidance=5.0, steps=8)
    sees_styles = True

    def __init__(self, *, choices: Lumia | None = None) -> None:
        self._choices = choices or Lumia()
        self._scenes: OrderedDict[Any, Scene] = OrderedDict()
        self._ends: OrderedDict[Any, End] = OrderedDict()

    def paint(self, brief: Brief) -> Image:
        """Paint a take of the artwork, as free as the strength says, in the hand of the style's first exemplar.

        Without a style it is the artwork's own hand: the take itself. The words and the caption move light and colour.
        """
        end = self._end(brief)
        return as_bytes(graded(end.place.picture, end.mood))

    def way(self, behind: Keyframe, ahead: Keyframe) -> Pictures:
        """The pictures between two keyframes; see `types.Travels`."""
        if ahead.brief is None:
            raise ValueError("a way must lead to a picture that was painted")
        still = as_floats(behind.image) if behind.brief is None else None
        # The one ahead last: it is the next way's beginning, and must not be forgotten before it.
        start = self._end(behind.brief or replace(ahead.brief, strength=0.0))
        way = Way(start, self._end(ahead.brief), still=still)
        return lambda places: np.stack([as_bytes(way.at(float(place))) for place in places])

    def _end(self, brief: Brief) -> End:
        key = (*self._scene_key(brief), brief.seed, brief.strength, brief.steps, brief.words, brief.caption)
        return _remembered(self._ends, key, lambda: self._new_end(brief))

    def _new_end(self, brief: Brief) -> End:
        scene = _remembered(self._scenes, self._scene_key(brief), lambda: self._new_scene(brief))
        noise = np.random.default_rng(brief.seed).standard_normal(scene.noise_shape, np.float32)
        place = scene.place(noise, brief.strength, steps=brief.steps, seed=brief.seed)
        tone = mood(brief.words, brief.caption)
        return End(scene, noise, brief.strength, brief.steps, brief.seed, tone, place)

    def _new_scene(self, brief: Brief) -> Scene:
        dials = Dials(
            palette=self._choices.palette,
            stroke=self._choices.stroke,
            detail=self._choices.detail,
            guidance=brief.guidance,
        )
        return Scene(brief.artwork, brief.kept, _exemplar(brief.style), dials)

    def _scene_key(self, brief: Brief) -> tuple[Any, ...]:
        style = brief.style
        look = None if style is None else style.exemplars[:1] or _digest(style.picture)
        return _digest(brief.artwork), _digest(brief.kept), look, brief.guidance


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
        ready[key] = make()
        while len(ready) > READY:
            ready.popitem(last=False)
    ready.move_to_end(key)
    return ready[key]


def _digest(array: NDArray[Any] | None) -> bytes:
    return b"" if array is None else blake2b(array.tobytes(), digest_size=16).digest() + str(array.shape).encode()
