"""From a plan, what was heard and the keyframes to a file: the last stage of every render."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count, pairwise
from pathlib import Path
from types import MappingProxyType

import numpy as np
from PIL import Image as Pillow

from clavilux.direct.timeline import timeline
from clavilux.errors import UserError
from clavilux.executors import Executor
from clavilux.imagine.keyframes import Keyframes
from clavilux.imagine.sheet import contact_sheet
from clavilux.media import png, validate
from clavilux.media.decode import Song, decode
from clavilux.media.formats import Format
from clavilux.media.join import join
from clavilux.media.output import check_free, make_room, sweep
from clavilux.media.output_folder import check_folder
from clavilux.media.shelves import Facts, Shelf
from clavilux.media.tags import tags
from clavilux.media.video import read
from clavilux.plan import Plan
from clavilux.project import Project, beside_film, opened
from clavilux.protocols import Painter
from clavilux.sharing import plan_texts
from clavilux.shooting import Segment, Shooting
from clavilux.values import Film, Hearing, Image, Progress, Timeline

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
    """The film."""
    form: Format
    """What it is."""
    executor: Executor
    """Who makes the film's segments."""
    sheet: Path | None = None
    """Where a contact sheet is written, a PNG with one frame of every shot; None is nowhere."""
    draft: bool = False
    """Only `DRAFT` seconds, the loudest that begin with a shot, small."""
    stretch: tuple[float, float] | None = None
    """First second of the film, and the one behind the last, if only that is wanted."""
    overwrite: bool = False
    """Replace files of those names."""
    metadata: bool = True
    """Have the file carry the recipe, the licences, and the song's title, artist and cover."""
    report: Progress = lambda *_: None
    """Called with stage, done and total."""
    project: Path | Project | None = None
    """The folder that keeps what is made, or one that is open already; None is one beside the film, which goes when the
    film is there."""
    shelf: Shelf | None = None
    """Where it will be published."""

    def check(self, inputs: Sequence[Path | str]) -> None:
        """See that the files can be written, and replace no input; nothing is written.

        Raises
        ------
        UserError
            If not.
        """
        if self.form.suffix:
            check_free(self.path, inputs, overwrite=self.overwrite)
        else:
            check_folder(self.path, overwrite=self.overwrite)
        if self.sheet is not None:
            if self.sheet.suffix.lower() != ".png":
                raise UserError(f"{self.sheet}: the sheet is a PNG; choose a name that ends in .png")
            check_free(self.sheet, inputs, overwrite=self.overwrite)

    def only(self, stretch: tuple[float, float], plan: Plan) -> Wanted:
        """The same of a part of a plan's film alone.

        Raises
        ------
        UserError
            If the film has no such part.
        """
        start, end = stretch
        if not 0 <= start < end <= plan.duration:
            raise UserError(f"the film is {plan.duration:g} s long; choose a part within it")
        return replace(self, stretch=stretch)

    @contextmanager
    def opened(self) -> Iterator[Project]:
        """The project, open; the folders are made, and it is seen that the files can be written there.

        Raises
        ------
        UserError
            If not, or if the project cannot be used.
        """
        for path in filter(None, (self.path if self.form.suffix else self.path.parent / self.form.name, self.sheet)):
            make_room(path)
        if isinstance(self.project, Project):
            yield self.project
            return
        with opened(self.project or beside_film(self.path), keep=self.project is not None) as project:
            yield project


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
    plan: Plan,
    hearing: Hearing,
    sound: Song,
    painter: Painter,
    keyframes: Keyframes,
    wanted: Wanted,
    clock: Clock,
    project: Project,
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
    project : Project
        Open: what is in it is not made again.
    """
    shelf = wanted.shelf
    sweep(wanted.path)
    if isinstance(wanted.project, Path):
        project.keep_plan(plan, shelf.name if shelf else None)
    shooting = Shooting(
        plan=plan,
        lanes=timeline(plan, hearing),
        painter=painter,
        keyframes=keyframes,
        project=project,
        hearing=hearing,
        form=wanted.form,
        painting=lambda: clock.stage("imagine"),
    )
    lanes = shooting.lanes
    first, last = _stretch(shooting, wanted)
    if shelf and not wanted.draft:
        shelf.check(Facts(size=plan.size, fps=plan.rate, seconds=float((last - first) / plan.rate)))
    if last - first < lanes.frames:
        start, length = (float(count / plan.rate) for count in (first, last - first))
        choices = plan.listen
        sound = decode(plan.song.path, start=choices.start + start, duration=length, track=choices.track)
    opening = next(shot for shot, (_, over) in zip(plan.shots, pairwise(lanes.borders), strict=True) if over > first)
    for name in (opening.from_, opening.to):  # now the painter has read all its models, and knows their licences
        shooting.painted(name)
    with clock.stage("film"):
        segments = shooting.segments(first, last)
        files = wanted.executor.film(shooting, segments, _counting(last - first, wanted.report))
        count = join(
            files,
            wanted.path,
            fps=plan.rate,
            audio=None if shelf and not shelf.sound else sound,
            form=wanted.form,
            texts=tags(plan.song.path) | plan_texts(plan, painter.licence) if wanted.metadata else {},
            cover=plan.song.path if wanted.metadata else None,
            overwrite=wanted.overwrite,
        )
    if shelf and not wanted.draft:
        validate.check(wanted.path, shelf)
    if wanted.sheet:
        png.write(wanted.sheet, sheet(plan, lanes, segments, files), {}, overwrite=wanted.overwrite)
    licences = {plan.painter["use"]: painter.licence} | plan.licences
    return Film(
        path=wanted.path,
        fps=plan.rate,
        frames=count,
        size=plan.size,
        seconds=MappingProxyType(clock.seconds),
        licences=MappingProxyType(licences),
    )


def _stretch(shooting: Shooting, wanted: Wanted) -> tuple[int, int]:
    """First frame, and the one after the last: of all, of what is wanted, or of the loudest that are allowed."""
    plan, borders = shooting.plan, shooting.lanes.borders
    if wanted.stretch:
        first, last = (min(borders[-1], round(second * plan.rate)) for second in wanted.stretch)
        return min(first, last - 1), last
    longest = DRAFT if wanted.draft else wanted.shelf.seconds[1] if wanted.shelf else plan.duration
    if plan.duration <= longest:
        return 0, borders[-1]
    begins = [start / float(plan.rate) for start in shooting.starts]
    first, last = (
        min(borders[-1], round(second * plan.rate))
        for second in loudest(shooting.hearing, longest, begins, plan.duration)
    )
    if wanted.draft:
        return first, last
    return first, max((border for border in borders if first < border <= last), default=last)  # at a cut, if it can be


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


def sheet(plan: Plan, lanes: Timeline, segments: Sequence[Segment], files: Sequence[Path]) -> Image:
    """A contact sheet: the middle of every shot that was filmed, above its time, name and style."""
    pictures = []
    for segment, file in zip(segments, files, strict=True):
        middles = {
            (a + b) // 2 - segment.first: shot for shot, (a, b) in zip(plan.shots, pairwise(lanes.borders), strict=True)
        }
        for frame, (_, image) in enumerate(read(file)):
            if shot := middles.get(frame):
                minutes, seconds = divmod(round(shot.start), 60)
                words = [f"{minutes}:{seconds:02}", shot.id, plan.keyframes[shot.to].style]
                pictures.append(("  ".join(filter(None, words)), _thumbnail(image)))
    return contact_sheet(pictures)


def _thumbnail(image: Image) -> Image:
    small = Pillow.fromarray(image)
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return np.asarray(small)


def _counting(total: int, report: Progress) -> Callable[[], None]:
    """What is called after every frame."""
    done = count(1)
    report("film", 0, total)
    return lambda: report("film", next(done), total)
