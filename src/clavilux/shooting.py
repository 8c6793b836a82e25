"""The segments of a film: pieces that are made alone, in any order, by anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import msgspec
from numpy.typing import NDArray

from clavilux.direct.timeline import timeline
from clavilux.imagine.keyframes import Keyframes
from clavilux.imagine.painters.choose import choose
from clavilux.kernel.sizes import centre
from clavilux.listen.store import load
from clavilux.media.files import content_hash
from clavilux.media.formats import Format, formats
from clavilux.media.segments import write_segment
from clavilux.plan import FILES, Part, Plan, Shot
from clavilux.project import Project, key_of
from clavilux.protocols import Painter
from clavilux.render.flashes import FlashGuard
from clavilux.render.frames import apart, frames
from clavilux.values import Hearing, Image, Keyframe, Timeline

__all__ = ["Segment", "Shooting"]

ELSEWHERE = {"id", "note", "from_", "to", "start", "end", "transition"}
"""What of a shot does not change its frames, or is counted by what it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A shot, or a group of short ones, or its beginning."""

    name: str
    """For people."""
    first: int
    """Number of its first frame."""
    last: int
    """Number of the frame after its last."""
    key: str
    """Hash of all that its file depends on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a film is made, in words that another process understands."""

    plan: str
    """As JSON."""
    hearing: Path
    """The file of what was heard."""
    project: Path
    form: str
    """The name of its format."""

    def shooting(self) -> Shooting:
        """All that segments are made with, anew."""
        plan, project = Plan.from_json(self.plan), Project(self.project)
        painter = choose(plan.painter)
        return Shooting(
            plan=plan,
            hearing=(hearing := load(self.hearing)),
            lanes=timeline(plan, hearing),
            painter=painter,
            keyframes=Keyframes(plan, painter).following(plan, project),
            project=project,
            form=formats()[self.form],
        )


@dataclass(slots=True, kw_only=True)
class Shooting:
    """All that segments are made with."""

    plan: Plan
    hearing: Hearing
    """What was heard of its song."""
    lanes: Timeline
    """Of the plan, for that."""
    painter: Painter
    keyframes: Keyframes
    project: Project
    form: Format
    """What the film will be."""
    painting: Callable[[], AbstractContextManager[Any]] = nullcontext
    """What surrounds the painting of a keyframe, such as a clock."""
    flashes: bool = False
    """Whether it was told that frames flash which nobody holds back."""

    @property
    def starts(self) -> Sequence[int]:
        """First frames of all segments."""
        return apart(self.plan, self.lanes)[:-1]

    def segments(self, first: int, last: int) -> list[Segment]:
        """The segments of which a range of frames consists; the first and the last may be parts of one."""
        borders = list(pairwise(apart(self.plan, self.lanes)))
        return [
            self._segment(max(start, first), min(end, last)) for start, end in borders if start < last and end > first
        ]

    def shown(self, segment: Segment) -> list[str]:
        """The keyframes that a segment is made of; the shot before it is among them, from which it may take over."""
        borders = zip(self.plan.shots, pairwise(self.lanes.borders), strict=True)
        origin = self._origin(segment.first)
        shots = [shot for shot, (start, end) in borders if start < segment.last and end >= origin]
        return list(dict.fromkeys(name for shot in shots for name in (shot.from_, shot.to)))

    def site(self) -> Site:
        """What another process needs to make segments of this film."""
        plan, project = self.plan.to_json(), self.project
        hearing = project.keep_hearing(key_of(plan), self.hearing)
        return Site(plan=plan, hearing=hearing, project=project.folder, form=self.form.name)

    def film(self, segment: Segment, report: Callable[[], None]) -> Path:
        """Film a segment, unless the project has it.

        Parameters
        ----------
        segment : Segment
            Of this film.
        report : callable
            Called after every frame.

        Returns
        -------
        Path
            Its file.
        """
        if found := self.project.segment(segment.key):
            for _ in range(segment.first, segment.last):
                report()
            return found
        plan, guard = self.plan, None if self.flashes else FlashGuard(self.plan.rate, segment.first)
        seen = frames(plan, self.lanes, self.painted, self.painter, start=segment.first, end=segment.last, guard=guard)
        images = _reported((centre(frame, plan.size) for frame in seen), report)
        with self.project.keeping_segment(segment.name, segment.key) as part:
            write_segment(images, part, name=segment.name, fps=plan.rate, size=plan.size, crf=plan.crf, form=self.form)
        self.flashes = self.flashes or (guard is not None and guard.unsafe is not None)
        made = self.project.segment(segment.key)
        assert made is not None
        return made

    def painted(self, name: str) -> Keyframe:
        """A keyframe of the plan."""
        with self.painting():
            return self.keyframes(name)

    def _origin(self, first: int) -> int:
        """Where a segment begins of which a frame is: what comes before the frame in it is made, too."""
        return max(start for start in self.starts if start <= first)

    def _segment(self, first: int, last: int) -> Segment:
        borders, origin = self.lanes.borders, self._origin(first)
        begun = [n for n, (start, _) in enumerate(pairwise(borders)) if origin <= start < last]
        names = [self.plan.shots[n].id for n in begun]
        return Segment(
            name="-".join(names[:: max(1, len(names) - 1)]), first=first, last=last, key=self._key(begun, first, last)
        )

    def _key(self, shots: Sequence[int], first: int, last: int) -> str:
        """Of everything that the frames of some shots are made of; what else is in the plan does not matter."""
        plan, lanes = self.plan, self.lanes
        before = [shots[0] - 1] if shots[0] and plan.shots[shots[0]].transition else []
        origin = lanes.borders[shots[0]]
        begin = origin - len(before)  # a transition takes over from the frame before
        curves = [lanes.position, lanes.view, *lanes.effects]
        parts: list[Any] = [
            [self._shot(plan.shots[n]) for n in (*before, *shots)],
            [border - first for border in lanes.borders if origin <= border < last],
            [last - first, first == 0, last == lanes.frames],
            [_digest(curve, slice(begin, last)) for curve in curves],
            [_with_contents(effect) for effect in plan.effects],
            [plan.painter, plan.path, plan.size, plan.fps, plan.safe, plan.loop],
            [self.form.encoder, self.form.pixels, self.form.encoding(plan.crf), av.__version__],
        ]
        return key_of(parts)

    def _shot(self, shot: Shot) -> list[Any]:
        """What of a shot its frames depend on, besides curves."""
        plan = self.plan
        ends = [
            [self.project.picture_id(plan.keyframe_key(name)), plan.content(plan.keyframes[name].depth)]
            for name in (shot.from_, shot.to)
        ]
        transition = None if shot.transition is None else _with_contents(shot.transition)
        values = msgspec.structs.asdict(shot)
        return [ends, transition, {name: value for name, value in values.items() if name not in ELSEWHERE}]


def _digest(curves: Mapping[str, NDArray[Any]], here: slice) -> str:
    digest = hashlib.sha256()
    for name, curve in sorted(curves.items()):
        digest.update(name.encode() + curve[here].tobytes())
    return digest.hexdigest()


def _with_contents(part: Part) -> Part:
    """A plug-in whose files are named by what is in them."""
    return {key: _contents(value) if key in FILES else value for key, value in part.items()}


def _contents(path: Any) -> Any:
    return content_hash(path) if isinstance(path, str) and Path(path).is_file() else path


def _reported(images: Iterator[Image], report: Callable[[], None]) -> Iterator[Image]:
    for image in images:
        yield image
        report()
