"""From a plan, what was heard and the keyframes to a file: the last stage of every render."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import numpy as np
from PIL import Image as Pillow

from clavilux.direct.timeline import timeline
from clavilux.errors import UserError
from clavilux.imagine.keyframes import Keyframes
from clavilux.imagine.sheet import contact_sheet
from clavilux.kernel.sizes import centre
from clavilux.media import png
from clavilux.media.decode import Song, decode
from clavilux.media.encode import encode
from clavilux.media.output import check_free, make_room
from clavilux.plan import Plan
from clavilux.protocols import Painter
from clavilux.render.frames import frames
from clavilux.sharing import plan_texts
from clavilux.values import Film, Hearing, Image, Keyframe, Progress

__all__ = ["DRAFT", "Clock", "Wanted", "draft_size", "loudest", "shoot"]

DRAFT = 10.0
"""Seconds of a draft."""
DRAFT_SIDES = 640, 360
"""Pixels of a draft's longer and shorter side, at most."""
LEAST = 64
"""Pixels of a side, at least: a film's."""
THUMBNAIL = 320
"""Pixels of the longer side of a picture on the contact sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a film is wanted, whatever it shows."""

    path: Path
    """The mp4."""
    sheet: Path | None = None
    """Where a contact sheet is written, a PNG with one frame of every shot; None is nowhere."""
    draft: bool = False
    """Only `DRAFT` seconds, the loudest that begin with a shot, small."""
    overwrite: bool = False
    """Replace files of those names."""
    metadata: bool = True
    """Have the file carry the recipe and the licences."""
    report: Progress = lambda *_: None
    """Called with stage, done and total."""

    def check(self, inputs: Sequence[Path | str]) -> None:
        """See that the files can be written, and replace no input; nothing is written.

        Raises
        ------
        UserError
            If not.
        """
        for path, suffix, what in ((self.path, ".mp4", "video is an mp4"), (self.sheet, ".png", "sheet is a PNG")):
            if path is not None:
                if path.suffix.lower() != suffix:
                    raise UserError(f"{path}: the {what}; choose a name that ends in {suffix}")
                check_free(path, inputs, overwrite=self.overwrite)

    def make_room(self) -> None:
        """Make the folders, and see that the files can be written there."""
        for path in filter(None, (self.path, self.sheet)):
            make_room(path)


@dataclass(frozen=True, slots=True)
class Clock:
    """How long each stage takes."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """The time of the block is the stage's, except what stages within it take."""
        start, within = time.perf_counter(), sum(self.seconds.values())
        try:
            yield
        finally:
            inner = sum(self.seconds.values()) - within
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start - inner


def shoot(
    plan: Plan, hearing: Hearing, sound: Song, painter: Painter, keyframes: Keyframes, wanted: Wanted, clock: Clock
) -> Film:
    """Film a plan.

    Parameters
    ----------
    plan : Plan
        Of the size that is wanted.
    hearing : Hearing
        What was heard of its song.
    sound : Song
        That part of the song.
    painter : Painter
        Ready to paint.
    keyframes : Keyframes
        Of the plan, painted by it.
    wanted : Wanted
        Where to, and how.
    clock : Clock
        Goes on.
    """
    lanes = timeline(plan, hearing)
    first, last = 0, lanes.frames
    if wanted.draft:
        stretch = loudest(hearing, DRAFT, [shot.start for shot in plan.shots], plan.duration)
        first, last = (min(lanes.frames, round(second * plan.rate)) for second in stretch)
        start, length = (float(count / plan.rate) for count in (first, last - first))
        choices = plan.listen
        sound = decode(plan.song.path, start=choices.start + start, duration=length, track=choices.track)

    def painted(name: str) -> Keyframe:
        with clock.stage("imagine"):
            return keyframes(name)

    opening = next(shot for shot, (_, over) in zip(plan.shots, pairwise(lanes.borders), strict=True) if over > first)
    for name in (opening.from_, opening.to):  # now the painter has read all its models, and knows their licences
        painted(name)
    sampler = _Sampler(plan, lanes.borders)
    with clock.stage("film"):
        seen = frames(plan, lanes, painted, painter, start=first, end=last)
        count = encode(
            _counted(
                sampler.watching((centre(frame, plan.size) for frame in seen), first), last - first, wanted.report
            ),
            wanted.path,
            fps=plan.rate,
            size=plan.size,
            audio=sound,
            crf=plan.crf,
            **(plan_texts(plan, painter.licence) if wanted.metadata else {}),
            overwrite=wanted.overwrite,
        )
    if wanted.sheet:
        png.write(wanted.sheet, sampler.sheet(), {}, overwrite=wanted.overwrite)
    licences = {plan.painter["use"]: painter.licence} | plan.licences
    return Film(
        path=wanted.path,
        fps=plan.rate,
        frames=count,
        size=plan.size,
        seconds=MappingProxyType(clock.seconds),
        licences=MappingProxyType(licences),
    )


def draft_size(size: tuple[int, int]) -> tuple[int, int]:
    """The size of a draft of a film: of the same shape, even, not larger than `DRAFT_SIDES`."""
    longer, shorter = max(size), min(size)
    scale = min(1.0, DRAFT_SIDES[0] / longer, DRAFT_SIDES[1] / shorter)
    width, height = (max(LEAST, 2 * round(side * scale / 2)) for side in size)
    return width, height


def loudest(hearing: Hearing, seconds: float, starts: Sequence[float], end: float) -> tuple[float, float]:
    """Start and end of the loudest of some stretches of a film.

    Parameters
    ----------
    hearing : Hearing
        What was heard of the song.
    seconds : float
        Length of a stretch.
    starts : sequence of float
        Where one may begin, ascending, the first at 0: at shots, as what comes before in a shot has to be made too.
    end : float
        Of the film: stretches lie within it if they can.
    """
    whole = [start for start in starts if start + seconds <= end] or [0.0]
    rate, power = hearing.signals["loudness"].rate, np.square(hearing.signals["loudness"].values, dtype=float)
    start = max(whole, key=lambda second: float(power[round(second * rate) :][: round(seconds * rate)].sum()))
    return start, min(start + seconds, end)


class _Sampler:
    """Keeps a small picture of the middle of every shot that passes."""

    def __init__(self, plan: Plan, borders: tuple[int, ...]) -> None:
        self._plan, self._pictures = plan, list[tuple[str, Image]]()
        self._shots = {(a + b) // 2: shot for shot, (a, b) in zip(plan.shots, pairwise(borders), strict=True)}

    def watching(self, images: Iterator[Image], first: int) -> Iterator[Image]:
        """The same images; they are numbered from `first`."""
        for number, image in enumerate(images, start=first):
            if shot := self._shots.get(number):
                minutes, seconds = divmod(round(shot.start), 60)
                style = self._plan.keyframes[shot.to].style
                name = "  ".join(filter(None, [f"{minutes}:{seconds:02}", shot.id, style]))
                self._pictures.append((name, _thumbnail(image)))
            yield image

    def sheet(self) -> Image:
        """All of them, each above its time, shot and style."""
        return contact_sheet(self._pictures)


def _thumbnail(image: Image) -> Image:
    small = Pillow.fromarray(image)
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return np.asarray(small)


def _counted(images: Iterator[Image], total: int, report: Progress) -> Iterator[Image]:
    report("film", 0, total)
    for done, image in enumerate(images, start=1):
        yield image
        report("film", done, total)
