"""Frames, one after the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clavilux import plugins
from clavilux.plan import Control, Driven, Plan, Shot
from clavilux.protocols import Effect, Painter, Transition
from clavilux.render.effects.camera import Camera
from clavilux.render.flashes import FlashGuard, safe_gain, watched
from clavilux.render.limiter import PARTS, limited, together
from clavilux.render.optics import PLAIN, Affine
from clavilux.render.paths import Path, path
from clavilux.render.stops import pictures, since, stops
from clavilux.render.views import viewed
from clavilux.values import Image, Keyframe, Timeline

__all__ = ["apart", "apply_jump", "apply_kick", "frames", "remembered"]

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
    run_up: bool = True,
    paths: Callable[[Keyframe, Keyframe], Path] | None = None,
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
    run_up : bool
        Make what comes before the range in its first shot. Without, to show a moment at once, the range begins as if
        a shot did, but for as many seconds as effects remember (`protocols.Effect`): the limiter knows of no frame
        before it, and of the stops on the way only those are made that are mixed.
    paths : callable, optional
        What lies between two keyframes, if somebody has it already; `paths.path` when left out.

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
    effects = [plugins.configured("effects", part) for part in plan.effects]
    if not run_up:
        shot = max((border for border in timeline.borders if border <= start), default=0)
        begin = int(max(shot, start - remembered(effects) * float(timeline.fps)))
        groups = sorted({*groups, begin})
    worker = ThreadPoolExecutor(1, thread_name_prefix="path")
    try:
        film = _Film(
            plan=plan,
            timeline=timeline,
            paths=paths or partial(path, painter=painter, options=plan.path),
            effects=effects,
            camera=effects[0] if effects and isinstance(effects[0], Camera) else None,
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


def remembered(effects: Iterable[Effect]) -> float:
    """Seconds that effects remember, at most; see `protocols.Effect`."""
    return max((float(getattr(effect, "remembers", 0.0)) for effect in effects), default=0.0)


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
    paths: Callable[[Keyframe, Keyframe], Path]
    effects: Sequence[Effect]
    transitions: Sequence[Transition | None]
    """Of every shot."""
    camera: Camera | None
    """The first effect, if it is one: it looks at the view itself, so that pictures are resampled only once."""
    worker: Executor
    """Makes pictures while others are used."""

    def images(self, keyframes: Callable[[str], Keyframe], begin: int, end: int) -> Iterator[Image]:
        """Frames from one on, which begins a shot or is taken for the first of one, before the limiter sees them."""
        held: dict[str, Keyframe] = {}
        for n, (first, last) in enumerate(pairwise(self.timeline.borders)):
            if max(begin, first) < min(last, end):
                names = self._names(n)
                held = {name: held[name] if name in held else keyframes(name) for name in names}
                wanted = range(max(begin, first), min(last, end))
                yield from self._shot(n, [held[name] for name in names], slice(first, last), wanted)

    def _names(self, n: int) -> list[str]:
        """The keyframes of a shot: where it starts, where it goes, and what it takes over from, if it does."""
        shot = self.plan.shots[n]
        return [shot.from_, shot.to, *([self.plan.shots[n - 1].to] if n and shot.transition else [])]

    def _shot(self, n: int, keys: Sequence[Keyframe], here: slice, wanted: range) -> Iterator[Image]:
        """Some frames of a shot, by their numbers in the film."""
        start, end, *before = keys
        gain = _gain(self.plan.shots[n], self.effects, start.image, end.image) if self.plan.safe else 1.0
        travel, jump, kick = (self.timeline.position[name][here] for name in ("travel", "jump", "kick"))
        position = apply_kick(apply_jump(travel, jump), gain * kick)
        skipped = wanted.start - here.start
        laid = since(stops(position, self.plan.path.stops), skipped)
        images = pictures(self.paths(start, end), laid, self.worker, len(wanted))
        depths = (_depth(start, end, float(t)) for t in position[skipped:])
        lenses = [self._lens(frame, start.image) for frame in wanted]
        images = (self._view(n, *seen) for seen in zip(wanted, images, depths, lenses, strict=False))
        if before and (transition := self.transitions[n]):
            left = partial(self._view, n - 1, here.start - 1, before[0].image, before[0].depth)
            images = _taken_over(images, map(left, lenses), transition, self.timeline.fps, skipped)
        affecting = zip(self.effects, self.timeline.effects, strict=True)
        rest = slice(wanted.start, here.stop)
        for effect, controls in islice(affecting, 1 if self.camera else 0, None):
            gains = dict.fromkeys(_brightening(effect), gain)
            images = _affected(images, effect, {name: gains.get(name, 1.0) * c[rest] for name, c in controls.items()})
        return images

    def _view(self, n: int, frame: int, image: Image, depth: Depth | None, lens: Affine) -> Image:
        """What a frame of a shot shows of its picture."""
        view = {name: float(curve[frame]) for name, curve in self.timeline.view.items()}
        return viewed(image, depth, **view, mirrored=self.plan.shots[n].framing.mirrored, lens=lens)

    def _lens(self, frame: int, image: Image) -> Affine:
        """Of the camera that looks at the view itself."""
        if not self.camera:
            return PLAIN
        controls = {name: float(curve[frame]) for name, curve in self.timeline.effects[0].items()}
        return self.camera.lens(controls, (image.shape[1], image.shape[0]))


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


def _taken_over(
    images: Iterator[Image], before: Iterator[Image], transition: Transition, fps: Fraction, first: int
) -> Iterator[Image]:
    """A shot's frames, from one on, as a transition leads to them from what would be seen of the picture before."""
    for frame, image in enumerate(images, start=first):
        share = frame / float(fps) / transition.duration if transition.duration else 1.0
        yield transition.apply(next(before), image, share) if share < 1 else image


def _affected(images: Iterator[Image], effect: Effect, controls: Mapping[str, Curve]) -> Iterator[Image]:
    """A shot's frames as an effect shows them."""
    state: dict[str, Any] = {}
    for frame, image in enumerate(images):
        yield effect.apply(image, {name: float(curve[frame]) for name, curve in controls.items()}, state)
