"""The one place that knows the order of the rooms: listen, plan, paint, film."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from clavilux import plugins
from clavilux.errors import warn
from clavilux.executors import Executor, Serial
from clavilux.filming import Clock, Wanted, draft_size, shoot
from clavilux.imagine.keyframes import Keyframes
from clavilux.imagine.painters.choose import choose
from clavilux.listen.hear import hear
from clavilux.media.files import check_same
from clavilux.media.formats import Format, chosen
from clavilux.media.shelves import Facts, Shelf
from clavilux.plan import Listen, Plan
from clavilux.plan.locks import keeping_file
from clavilux.preparation import Ready, complete, decoded, heard, keep_heard, told_beats
from clavilux.project import Project
from clavilux.protocols import Captioner, Painter, Prepares
from clavilux.recipe import Recipe
from clavilux.values import Film, Hearing, Progress

__all__ = ["DRAFTED", "default_output", "film", "keyframes", "listen", "make", "plan"]

DRAFTED = "-draft"
"""In the name of a draft, so that none takes the place of the film."""
SILENT = 0.5
"""Seconds that a film may be longer than its song before that is told."""


def make(
    song: Path | str,
    pictures: Sequence[Path | str],
    recipe: Recipe | None = None,
    *,
    output: Path | str | None = None,
    draft: bool = False,
    sheet: Path | str | None = None,
    overwrite: bool = False,
    metadata: bool = True,
    project: Path | str | Project | None = None,
    executor: Executor | None = None,
    form: str | None = None,
    shelf: Shelf | None = None,
    progress: Progress | None = None,
) -> Film:
    """Make a music video: `plan` and `film` in one, with the song listened to once.

    Parameters
    ----------
    song : Path or str
        Anything with sound that FFmpeg reads, also a video.
    pictures : sequence of Path or str
        The artwork. Several pictures are spread over the song's sections, in order.
    recipe : Recipe, optional
        What is wanted; ``Recipe()`` when left out.
    output : Path or str, optional
        The film; see `default_output` when left out. Its folder is created.
    draft : bool
        Only some seconds, the loudest that begin with a shot, small: to see quickly what the film will be like.
    sheet : Path or str, optional
        A PNG for a contact sheet, with one frame of every shot.
    overwrite : bool
        Replace the output if it exists, or if it appears meanwhile.
    metadata : bool
        Have the file carry the recipe (without paths of this machine; see `sharing.shareable`), the licences, and the
        song's title, artist and cover.
    project : Path or str, optional
        A folder that keeps what is heard, painted and filmed, so that nothing is made twice: see `clavilux.project`.
        It may be open already.
        When left out it is ``song.clavilux`` beside ``song.mp4``, and stays only if something goes wrong: the same call
        goes on from there.
    executor : Executor, optional
        Who makes the film's segments, see `clavilux.executors`; this process when left out.
    form : str, optional
        A format of `clavilux.media.formats`, such as ``"hevc"``; the output's suffix chooses when left out.
    shelf : Shelf, optional
        Where it will be published, see `clavilux.shelving`: of a song that is longer than a film may be there the
        loudest part is filmed, and the finished file is checked.
    progress : callable, optional
        Called as ``progress(stage, done, total)``; the stages are ``"listen"``, ``"imagine"`` and ``"film"``.

    Returns
    -------
    Film
        The finished file and what it took.

    Raises
    ------
    UserError
        If an input or a choice is wrong. Nothing has been written then.
    RenderError
        If the render fails on our side, or a file of that name has appeared meanwhile and may not be replaced: the film
        is kept under a free name then, which the message tells.
    """
    wanted = _wanted(output, song, draft, sheet, overwrite, metadata, project, executor, form, shelf, progress)
    wanted.check([song, *pictures])
    recipe, clock = recipe or Recipe(), Clock()
    wanted.form.check(recipe.film.rate)
    if draft:
        width, height = draft_size((recipe.film.width, recipe.film.height))
        recipe = recipe.with_values({"film.width": width, "film.height": height})
    ready = Ready.of(song, pictures, recipe, clock)
    with clock.stage("imagine"):
        painted = Keyframes(ready.rehearsal(), ready.painter, progress=wanted.report)
        if isinstance(ready.painter, Prepares):
            ready.painter.prepare()
    with wanted.opened() as place:
        with clock.stage("listen"):
            ready = ready.looped(place=place)
            hearing = ready.hear(wanted.report, place)
        planned = ready.plan(hearing, painted)
        if isinstance(wanted.project, Path):  # its plan may be edited, and filmed again
            planned = keeping_file(planned, place.plan(shelf.name if shelf else None))
            keep_heard(planned, place, hearing)
        following = painted.following(planned, place)
        return shoot(planned, hearing, ready.sound, ready.painter, following, wanted, clock, place)


def listen(
    song: Path | str, choices: Listen | None = None, *, genre: str | None = None, progress: Progress | None = None
) -> Hearing:
    """Listen to a song, or a part of it.

    Parameters
    ----------
    song : Path or str
        Anything with sound that FFmpeg reads, also a video.
    choices : plan.Listen, optional
        What is heard of it, and how.
    genre : str, optional
        Genre of the whole song when somebody knows it.
    progress : callable, optional
        Called as ``progress("listen", done, total)``.

    Raises
    ------
    UserError
        If the song cannot be decoded, or the captioner cannot be used.
    """
    choices = choices or Listen()
    beats = told_beats(choices)
    captioner: Captioner = plugins.create("captioners", choices.captioner)
    sound = decoded(song, choices).heard
    return hear(sound, choices, beats=beats, genre=genre, captioner=captioner, progress=progress)


def plan(
    song: Path | str,
    pictures: Sequence[Path | str],
    recipe: Recipe | None = None,
    *,
    hearing: Hearing | None = None,
    project: Project | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Plan a film: listen to the song, and decide what is seen when.

    Parameters
    ----------
    song, pictures, recipe : as for `make`
    hearing : Hearing, optional
        What was heard of the song with ``recipe.listen``; it is listened to when left out. A loop is found in it, and
        its bars are listened to again.
    project : Project, optional
        Open: it keeps what is heard, also for `preparation.heard`.
    progress : callable, optional
        Called as ``progress("listen", done, total)``.

    Returns
    -------
    Plan
        To be written, edited, and filmed.

    Raises
    ------
    UserError
        If an input or a choice is wrong.
    """
    ready = Ready.of(song, pictures, recipe or Recipe(), Clock())
    # What is wrong with a picture is told before the song is heard.
    framed = Keyframes(ready.rehearsal(), ready.painter)
    if ready.recipe.film.loop:
        ready, hearing = ready.looped(hearing, project), None
    hearing = hearing or ready.hear(progress, project)
    planned = ready.plan(hearing, framed)
    if project:
        keep_heard(planned, project, hearing)
    return planned


def keyframes(plan: Plan, *, painter: Painter | None = None, progress: Progress | None = None) -> Keyframes:
    """The pictures of a plan, each painted when it is asked for: ``keyframes(plan)("k1").image``.

    Parameters
    ----------
    plan : Plan
        What to paint.
    painter : Painter, optional
        Who paints; the one that the plan names when left out.
    progress : callable, optional
        Called as ``progress("imagine", done, total)``.

    Raises
    ------
    UserError
        If a picture cannot be read or is another than the plan says, or the painter cannot be used.
    """
    return Keyframes(plan, painter or choose(plan.painter), progress=progress)


def film(
    plan: Plan,
    output: Path | str | None = None,
    *,
    hearing: Hearing | None = None,
    draft: bool = False,
    stretch: tuple[float, float] | None = None,
    sheet: Path | str | None = None,
    overwrite: bool = False,
    metadata: bool = True,
    project: Path | str | Project | None = None,
    executor: Executor | None = None,
    form: str | None = None,
    shelf: Shelf | None = None,
    progress: Progress | None = None,
) -> Film:
    """Film a plan, edited or not.

    Parameters
    ----------
    plan : Plan
        What to film.
    output, draft, sheet, overwrite, metadata, project, executor, form, shelf, progress
        As for `make`.
    hearing : Hearing, optional
        What was heard of its song; it is listened to again when left out.
    stretch : tuple of float, optional
        First second, and the one behind the last, if only a part is wanted: its frames are those of the whole film.

    Raises
    ------
    UserError, RenderError
        As from `make`; also if the song or a picture is another than the plan says.
    """
    wanted = _wanted(
        output, plan.song.path, draft, sheet, overwrite, metadata, project, executor, form, shelf, progress
    )
    wanted.check([plan.song.path, *(file.path for file in plan.pictures.values())])
    wanted.form.check(plan.rate)
    if stretch:
        wanted = wanted.only(stretch, plan)
    if shelf:
        shelf.check(
            Facts(size=plan.size, fps=plan.rate, seconds=stretch[1] - stretch[0] if stretch and not draft else None)
        )
    if draft:
        plan = msgspec.structs.replace(plan, size=draft_size(plan.size))
    painter, clock = choose(plan.painter), Clock()
    plan = complete(plan, painter)
    check_same(plan.song, "song")
    with clock.stage("listen"):
        sound = decoded(plan.song.path, plan.listen)
    if plan.duration > sound.duration + SILENT:
        warn(
            f"the plan is {plan.duration:.1f} s long, but {sound.duration:.1f} s are heard of the song: it ends in "
            "silence; end the last shot earlier, or see listen.duration"
        )
    with clock.stage("imagine"):
        painted = Keyframes(plan, painter, progress=wanted.report)
        if isinstance(painter, Prepares):
            painter.prepare()
    with wanted.opened() as place:
        with clock.stage("listen"):
            hearing = hearing or heard(plan, place, sound=sound, progress=wanted.report)
        return shoot(plan, hearing, sound, painter, painted.following(plan, place), wanted, clock, place)


def default_output(song: Path | str, form: Format, *, draft: bool = False) -> Path:
    """The video of a song where nobody names it: in the current folder, ``song.mp4``, or ``song-draft.mp4``."""
    return Path(f"{Path(song).stem}{DRAFTED if draft else ''}{form.suffix}")


def _wanted(
    output: Path | str | None,
    song: Path | str,
    draft: bool,
    sheet: Path | str | None,
    overwrite: bool,
    metadata: bool,
    project: Path | str | Project | None,
    executor: Executor | None,
    form: str | None,
    shelf: Shelf | None,
    progress: Progress | None,
) -> Wanted:
    named = None if output is None else Path(output)
    written = shelf.chosen(form, named) if shelf else chosen(form, named)
    return Wanted(
        path=named or default_output(song, written, draft=draft),
        form=written,
        sheet=None if sheet is None else Path(sheet),
        draft=draft,
        overwrite=overwrite,
        metadata=metadata,
        project=Path(project) if isinstance(project, str) else project,
        shelf=shelf,
        executor=executor or Serial(),
        report=progress or _silent,
    )


def _silent(stage: str, done: int, total: int) -> None:
    """No progress wanted."""
