"""From seconds to frames: the only place where that happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from clavilux import plugins
from clavilux.direct.loops import TURN, around
from clavilux.direct.views import SEEN, seen
from clavilux.errors import UserError
from clavilux.plan import Driven, Part, Plan, Shot
from clavilux.values import FloatArray, Hearing, Timeline

__all__ = ["controls_of", "frame_count", "lanes", "straight", "timeline"]

Lane = Callable[[str], FloatArray]
"""Name of a lane -> its value in every frame, shape [frames]."""

Spans = Sequence[tuple[float, float]]
"""Start and end of every shot, seconds."""

Track = NDArray[np.float32]
"""What a parameter is in every frame, shape [frames]."""


def frame_count(duration: float, fps: Fraction) -> int:
    """Number of frames of a video of so many seconds: round(duration * fps), at least one."""
    return max(1, round(Fraction(duration) * fps))


def timeline(plan: Plan, hearing: Hearing, curves: MutableMapping[bytes, FloatArray] | None = None) -> Timeline:
    """Lay the lanes of a plan over its frames.

    A lane is evaluated at the moments i / fps at which frames are shown, and only if something follows it. Its source
    is told of the shots as their frames are shown: each begins exactly with its first frame.

    Parameters
    ----------
    plan : Plan
        Shots, lanes and effects.
    hearing : Hearing
        What was heard; its times are those of the film.
    curves : mapping, optional
        Lanes that were evaluated for other plans and this very hearing: they are not evaluated again, and those of this
        plan are put there.

    Returns
    -------
    Timeline
        Borders at round(start * fps). Travel, jump and kick are clipped to [0, 1], views to the picture.

    Raises
    ------
    UserError
        If a source or an effect is not installed, is broken, or does not take its options.
    """
    fps = plan.rate
    frames = frame_count(plan.duration, fps)
    borders = (*(min(frames, round(Fraction(shot.start) * fps)) for shot in plan.shots), frames)
    shown = list(pairwise(border / float(fps) for border in borders))
    times = np.arange(frames) / float(fps)
    lane = _lanes(plan, *_around(plan, hearing, shown, times, frames / float(fps)), curves)
    return Timeline(
        fps=fps,
        borders=borders,
        position=_position(plan.shots, borders, lane),
        view=_views(plan.shots, borders, lane),
        effects=_effects(plan.effects, frames, fps, lane, loop=plan.loop),
    )


def lanes(plan: Plan, hearing: Hearing, rate: float) -> dict[str, FloatArray]:
    """All lanes of a plan as its frames would see them, but at a rate of one's own; parameters and errors as above.

    Returns
    -------
    dict
        Name -> values in [0, 1], shape [ceil(duration * rate)]; value i is at i / rate seconds.
    """
    borders = [*(shot.start for shot in plan.shots), plan.duration]
    times = np.arange(np.ceil(plan.duration * rate)) / rate
    lane = _lanes(plan, *_around(plan, hearing, list(pairwise(borders)), times, plan.duration))
    return {name: lane(name) for name in plan.lanes}


def straight(frames: int, fps: Fraction, effects: Sequence[Part] = (), *, music: float = 0.0) -> Timeline:
    """An even way from one keyframe to the next, for pictures without a song and for measurements.

    Parameters
    ----------
    frames : int
        The first shows one keyframe, the last the other.
    fps : Fraction
        Frames per second.
    effects : sequence of Part
        What is done to every frame.
    music : float
        What every lane that effects follow stays at, in [0, 1]; 0 is silence.
    """
    still = _fixed(np.zeros(frames))
    return Timeline(
        fps=fps,
        borders=(0, frames),
        position=MappingProxyType({"travel": _fixed(np.linspace(0, 1, frames)), "jump": still, "kick": still}),
        view=MappingProxyType({"zoom": _fixed(np.ones(frames)), **dict.fromkeys("xy", _fixed(np.full(frames, 0.5)))}),
        effects=_effects(effects, frames, fps, lambda _: np.full(frames, music)),
    )


def _around(
    plan: Plan, hearing: Hearing, shown: Spans, times: FloatArray, length: float
) -> tuple[Hearing, Spans, FloatArray]:
    """What is heard, the shots and the times of a film; of a loop those in the middle of several turns."""
    if not plan.loop:
        return hearing, shown, times
    turns = [(start + turn * length, end + turn * length) for turn in range(TURN) for start, end in shown]
    return around(hearing, length), turns, times + length


def _lanes(
    plan: Plan,
    hearing: Hearing,
    shown: Spans,
    times: FloatArray,
    curves: MutableMapping[bytes, FloatArray] | None = None,
) -> Lane:
    """The lanes of a plan at some times, each made when it is first asked for."""
    known = {} if curves is None else curves

    @cache
    def lane(name: str) -> FloatArray:
        key = msgspec.json.encode([plan.lanes[name], plan.fps, plan.loop, times.size, shown])
        if key not in known:
            known[key] = _evaluated(name, plan.lanes[name], hearing, shown, times)
        return known[key]

    return lane


def _evaluated(name: str, part: Part, hearing: Hearing, shown: Spans, times: FloatArray) -> FloatArray:
    """A lane at some times."""
    source = plugins.configured("sources", part)
    values = np.asarray(source.curve(hearing, shown)(times), float)
    if values.shape != times.shape or not np.isfinite(values).all():
        raise UserError(
            f"lane '{name}': source '{part['use']}' is broken (not one number per frame); choose another source"
        )
    return values.clip(0, 1)


def controls_of(kind: type[Struct]) -> dict[str, bool]:
    """Fields of a struct that may follow a lane, and whether each is summed up over the film (`protocols.Speed`)."""
    return {name: _is("summed", hint) for name, hint in _controls_hinted(kind)}


def _controls_hinted(kind: type[Struct]) -> list[tuple[str, Any]]:
    """Fields of a struct that may follow a lane, and how they are annotated."""
    hints = get_type_hints(kind, include_extras=True)
    return [(name, hint) for name, hint in hints.items() if Driven in _parts(hint)]


def _parts(hint: Any) -> tuple[Any, ...]:
    """The types that an annotation allows."""
    if get_origin(hint) is Annotated:
        return _parts(get_args(hint)[0])
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _is(what: str, hint: Any) -> bool:
    """Whether an annotation says so; see `protocols.Speed` and `protocols.Clock`."""
    metas = [meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Meta)]
    return any((meta.extra or {}).get(what, False) for meta in metas)


def _position(shots: Sequence[Shot], borders: Sequence[int], lane: Lane) -> Mapping[str, Track]:
    """Each shot's own controls in its own frames."""
    tracks = {name: np.zeros(borders[-1]) for name in controls_of(Shot)}
    for shot, (start, end) in zip(shots, pairwise(borders), strict=True):
        for name, track in tracks.items():
            track[start:end] = _values(getattr(shot, name), lane, slice(start, end))
        tracks["travel"][start:end] += shot.begin
    return MappingProxyType({name: _fixed(track.clip(0, 1)) for name, track in tracks.items()})


def _views(shots: Sequence[Shot], borders: Sequence[int], lane: Lane) -> Mapping[str, Track]:
    """What every frame shows of its picture."""
    views = []
    for shot, (start, end) in zip(shots, pairwise(borders), strict=True):
        move = shot.framing.move if shot.framing.moves else 0.0
        moved = np.broadcast_to(_values(move, lane, slice(start, end)), end - start)
        views.append(seen(shot.framing, moved.clip(0, 1)))
    tracks = zip(SEEN, np.concatenate(views, axis=1), strict=True)
    return MappingProxyType({name: _fixed(track) for name, track in tracks})


def _effects(
    effects: Sequence[Part], frames: int, fps: Fraction, lane: Lane, *, loop: bool = False
) -> tuple[Mapping[str, Track], ...]:
    """The controls of every effect."""
    made = [plugins.configured("effects", part) for part in effects]
    return tuple(MappingProxyType(_controls(effect, frames, fps, lane, loop=loop)) for effect in made)


def _controls(effect: Struct, frames: int, fps: Fraction, lane: Lane, *, loop: bool) -> dict[str, Track]:
    tracks = {}
    for name, hint in _controls_hinted(type(effect)):
        values = np.broadcast_to(_values(getattr(effect, name), lane, slice(frames)), frames)
        if _is("summed", hint):
            values = _summed(values, fps) if not loop or _is("onward", hint) else _there_and_back(values, fps)
        tracks[name] = _fixed(values)
    return tracks


def _values(control: float | Driven, lane: Lane, frames: slice) -> FloatArray | float:
    """What a control is in some frames."""
    return control.amount * lane(control.lane)[frames] if isinstance(control, Driven) else control


def _summed(speed: FloatArray, fps: Fraction) -> FloatArray:
    """What a speed per second has come to in every frame, by trapezoids; 0 in the first."""
    return np.concatenate([[0.0], np.cumsum((speed[1:] + speed[:-1]) / 2)]) / float(fps)


def _there_and_back(speed: FloatArray, fps: Fraction) -> FloatArray:
    """What a speed per second has come to in every frame of a loop: half of what it comes to in all, and back to 0.

    With the share u of the sum that has passed, (1 - cos(2 pi u)) / 2 of that half: it turns without a jerk, and
    frame n, if there were one, would be frame 0.
    """
    whole = float(speed.sum()) / float(fps)
    return whole / 2 * (1 - np.cos(2 * np.pi * _summed(speed, fps) / whole)) / 2 if whole else _summed(speed, fps)


def _fixed(values: FloatArray) -> Track:
    """A read-only copy."""
    track = np.array(values, np.float32)
    track.flags.writeable = False
    return track
