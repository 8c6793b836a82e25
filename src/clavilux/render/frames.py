"""Frames, one after the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clavilux import plugins
from clavilux.plan import Control, Driven, Plan, Shot
from clavilux.protocols import Effect, Painter, Transition
from clavilux.render.flashes import FlashGuard, safe_gain, watched
from clavilux.render.limiter import PARTS, limited, together
from clavilux.render.paths import path
from clavilux.render.stops import pictures, stops
from clavilux.render.views import viewed
from clavilux.values import Image, Keyframe, Timeline

__all__ = ["apart", "apply_jump", "apply_kick", "frames"]

Curve = NDArray[np.float32]
"""Shape [n]."""

Depth = NDArray[np.float32]
"""Of a picture; see `kernel.depth`."""


def frames(
    plan: Plan,
    timeline: Timeline,
    keyframes: Callable[[str], Keyframe],
    painter: Painter,
    *,
    start: int = 0,
    end: int | None = None,
    guard: FlashGuard | None = None,
) -> Iterator[Image]:
    """Yield frames of a film in order: all of them, or a range.

    A frame is what the shot shows (`views`) of a picture on the path between its keyframes (`paths`, `stops`), changed
    by the shot's transition and the plan's effects. Frames that would flash are held back at last (`limiter`), unless
    the plan is not safe. All of that begins anew at each shot, or at each group of shots that the limiter takes
    `together`. So a range is made from the beginning of its first shot on, and its frames are exactly those of the
    whole film.

    Parameters
    ----------
    plan : Plan
        The film.
    timeline : Timeline
        Its curves: as many borders as shots, and one more; as many sets of controls as effects.
    keyframes : callable
        Name -> keyframe, all of one size. Asked for when the frames before a shot are done, for those of that shot
        alone; no more than those of two shots are held.
    painter : Painter
        Who painted them: it knows the paths between its pictures.
    start, end : int
        The first frame, and the one after the last; by default all.
    guard : FlashGuard, optional
        Watches frames that are not limited.

    Yields
    ------
    uint8, [height, width, 3]
        Of the size of the keyframes.

    Raises
    ------
    UserError
        If an effect or a transition cannot be had, or is given wrong options.

    Warns
    -----
    ClaviluxWarning
        From the guard.
    """
    end = timeline.frames if end is None else end
    safe = PARTS.get(plan.safe)
    groups = apart(plan, timeline)
    begin = max((border for border in groups if border <= start), default=0)
    parts = [shot.transition for shot in plan.shots]
    worker = ThreadPoolExecutor(1, thread_name_prefix="path")
    try:
        film = _Film(
            plan=plan,
            timeline=timeline,
            painter=painter,
            effects=[plugins.configured("effects", part) for part in plan.effects],
            transitions=[None if part is None else plugins.configured("transitions", part) for part in parts],
            worker=worker,
        )
        images = film.images(keyframes, begin, end)
        if safe:
            images = limited(images, groups, timeline.fps, begin, parts=safe, loop=plan.loop)
        elif guard:
            images = watched(images, guard)
        yield from islice(images, start - begin, None)
    finally:
        worker.shutdown(cancel_futures=True)  # nobody waits for pictures that nobody sees


def apart(plan: Plan, timeline: Timeline) -> Sequence[int]:
    """The borders between shots, or groups of short ones, of which none depends on the frames of another."""
    safe = PARTS.get(plan.safe)
    return together(timeline.borders, timeline.fps, safe) if safe else timeline.borders


def apply_jump(position: Curve, jump: Curve) -> Curve:
    """Positions that leap ahead by a share of the way that is left, which shrinks on the way: p + jump (1 - p)^2."""
    return np.asarray(position + jump * (1 - position) ** 2, np.float32)


def apply_kick(position: Curve, kick: Curve) -> Curve:
    """Positions pushed ahead: full push half-way, none at the keyframes, never beyond them."""
    return np.asarray(np.clip(position + kick * np.sin(np.pi * position), 0, 1), np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Film:
    """What shots are made with."""

    plan: Plan
    timeline: Timeline
    painter: Painter
    effects: Sequence[Effect]
    transitions: Sequence[Transition | None]
    """Of every shot."""
    worker: Executor
    """Makes pictures while others are used."""

    def images(self, keyframes: Callable[[str], Keyframe], begin: int, end: int) -> Iterator[Image]:
        """Frames from the beginning of a shot on, before the limiter sees them."""
        held: dict[str, Keyframe] = {}
        for n, (first, last) in enumerate(pairwise(self.timeline.borders)):
            if begin <= first < min(last, end):
                names = self._names(n)
                held = {name: held[name] if name in held else keyframes(name) for name in names}
                yield from self._shot(n, [held[name] for name in names], slice(first, last), min(last, end) - first)

    def _names(self, n: int) -> list[str]:
        """The keyframes of a shot: where it starts, where it goes, and what it takes over from, if it does."""
        shot = self.plan.shots[n]
        return [shot.from_, shot.to, *([self.plan.shots[n - 1].to] if n and shot.transition else [])]

    def _shot(self, n: int, keys: Sequence[Keyframe], here: slice, count: int) -> Iterator[Image]:
        """The first frames of a shot."""
        start, end, *before = keys
        gain = _gain(self.plan.shots[n], self.effects, start.image, end.image) if self.plan.safe else 1.0
        travel, jump, kick = (self.timeline.position[name][here] for name in ("travel", "jump", "kick"))
        position = apply_kick(apply_jump(travel, jump), gain * kick)
        laid = stops(position, self.plan.path.stops)
        images = pictures(path(start, end, self.painter, self.plan.path), laid, self.worker, count)
        depths = (_depth(start, end, float(t)) for t in position)
        images = (self._view(n, here.start + i, *seen) for i, seen in enumerate(zip(images, depths, strict=False)))
        if before and (transition := self.transitions[n]):
            left = self._view(n - 1, here.start - 1, before[0].image, before[0].depth)
            images = _taken_over(images, left, transition, self.timeline.fps)
        for effect, controls in zip(self.effects, self.timeline.effects, strict=True):
            gains = dict.fromkeys(_brightening(effect), gain)
            images = _affected(images, effect, {name: gains.get(name, 1.0) * c[here] for name, c in controls.items()})
        return images

    def _view(self, n: int, frame: int, image: Image, depth: Depth | None) -> Image:
        """What a frame of a shot shows of its picture."""
        view = {name: float(curve[frame]) for name, curve in self.timeline.view.items()}
        return viewed(image, depth, **view, mirrored=self.plan.shots[n].framing.mirrored)


def _depth(start: Keyframe, end: Keyframe, t: float) -> Depth | None:
    """On the way between two keyframes; one that is flat adds nothing."""
    if start is end or (start.depth is None and end.depth is None):
        return start.depth
    ends = [np.float32(share) * key.depth for key, share in ((start, 1 - t), (end, t)) if key.depth is not None]
    return np.asarray(sum(ends), np.float32)


def _gain(shot: Shot, effects: Sequence[Effect], start: Image, end: Image) -> float:
    """Of kick and brightening, so small that beats seldom flash; the rest is left to the limiter."""
    brightenings = [1 + _beating(getattr(effect, name)) for effect in effects for name in _brightening(effect)]
    return safe_gain(start, end, kick=_beating(shot.kick), flash=math.prod(brightenings) - 1)


def _brightening(effect: Effect) -> Sequence[str]:
    """Its controls that brighten on a lane, if it tells any: a light that never changes does not flash."""
    return [name for name in getattr(effect, "brightens", ()) if isinstance(getattr(effect, name), Driven)]


def _beating(control: Control) -> float:
    """How far a lane may move a control from 0."""
    return abs(control.amount) if isinstance(control, Driven) else 0.0


def _taken_over(images: Iterator[Image], before: Image, transition: Transition, fps: Fraction) -> Iterator[Image]:
    """A shot's frames as a transition leads to them from the picture before."""
    for frame, image in enumerate(images):
        second = frame / float(fps)
        yield transition.apply(before, image, second / transition.duration) if second < transition.duration else image


def _affected(images: Iterator[Image], effect: Effect, controls: Mapping[str, Curve]) -> Iterator[Image]:
    """A shot's frames as an effect shows them."""
    state: dict[str, Any] = {}
    for frame, image in enumerate(images):
        yield effect.apply(image, {name: float(curve[frame]) for name, curve in controls.items()}, state)
