"""The one place that knows the order of the rooms: listen, plan, paint, film."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import msgspec

from clavilux import plugins
from clavilux.direct import director, loops
from clavilux.direct.briefs import painter_part
from clavilux.direct.inline import placed
from clavilux.errors import UserError, warn
from clavilux.filming import Clock, Wanted, draft_size, shoot
from clavilux.imagine.keyframes import Keyframes
from clavilux.imagine.painters.choose import choose
from clavilux.listen.beat_files import read_beats
from clavilux.listen.hear import hear
from clavilux.media.decode import Song, decode
from clavilux.media.files import check_same, file_ref, named_refs
from clavilux.plan import Beat, FileRef, Listen, Part, Plan
from clavilux.protocols import Captioner, Painter, Prepares
from clavilux.recipe import Recipe
from clavilux.render.paths import check_path
from clavilux.sharing import public_name
from clavilux.styles import StyleBook
from clavilux.text import is_picture
from clavilux.values import Composition, Film, Hearing, Progress, Section

__all__ = ["default_output", "film", "keyframes", "listen", "make", "plan"]

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
        The mp4; the song's name with ``.mp4`` in the current folder when left out. Its folder is created.
    draft : bool
        Only some seconds, the loudest that begin with a shot, small: to see quickly what the film will be like.
    sheet : Path or str, optional
        A PNG for a contact sheet, with one frame of every shot.
    overwrite : bool
        Replace the output if it exists, or if it appears meanwhile.
    metadata : bool
        Have the file carry the recipe (without paths of this machine; see `sharing.shareable`) and the licences.
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
    wanted = _wanted(output, song, draft, sheet, overwrite, metadata, progress)
    wanted.check([song, *pictures])
    recipe, clock = recipe or Recipe(), Clock()
    if draft:
        width, height = draft_size((recipe.film.width, recipe.film.height))
        recipe = recipe.with_values({"film.width": width, "film.height": height})
    ready = _Ready.of(song, pictures, recipe, clock)
    with clock.stage("imagine"):
        painted = Keyframes(ready.rehearsal(), ready.painter, progress=wanted.report)
        if isinstance(ready.painter, Prepares):
            ready.painter.prepare()
    wanted.make_room()
    with clock.stage("listen"):
        ready = ready.looped()
        hearing = ready.hear(wanted.report)
    planned = ready.plan(hearing, painted)
    return shoot(planned, hearing, ready.sound, ready.painter, painted.following(planned), wanted, clock)


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
    beats = _told_beats(choices)
    captioner: Captioner = plugins.create("captioners", choices.captioner)
    sound = _decoded(song, choices).heard
    return hear(sound, choices, beats=beats, genre=genre, captioner=captioner, progress=progress)


def plan(
    song: Path | str,
    pictures: Sequence[Path | str],
    recipe: Recipe | None = None,
    *,
    hearing: Hearing | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Plan a film: listen to the song, and decide what is seen when.

    Parameters
    ----------
    song, pictures, recipe : as for `make`
    hearing : Hearing, optional
        What was heard of the song with ``recipe.listen``; it is listened to when left out. A loop is found in it, and
        its bars are listened to again.
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
    ready = _Ready.of(song, pictures, recipe or Recipe(), Clock())
    # What is wrong with a picture is told before the song is heard.
    framed = Keyframes(ready.rehearsal(), ready.painter)
    if ready.recipe.film.loop:
        ready, hearing = ready.looped(hearing), None
    return ready.plan(hearing or ready.hear(progress), framed)


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
    sheet: Path | str | None = None,
    overwrite: bool = False,
    metadata: bool = True,
    progress: Progress | None = None,
) -> Film:
    """Film a plan, edited or not.

    Parameters
    ----------
    plan : Plan
        What to film.
    output, draft, sheet, overwrite, metadata, progress
        As for `make`.
    hearing : Hearing, optional
        What was heard of its song; it is listened to again when left out.

    Raises
    ------
    UserError, RenderError
        As from `make`; also if the song or a picture is another than the plan says.
    """
    wanted = _wanted(output, plan.song.path, draft, sheet, overwrite, metadata, progress)
    wanted.check([plan.song.path, *(file.path for file in plan.pictures.values())])
    if draft:
        plan = msgspec.structs.replace(plan, size=draft_size(plan.size))
    painter, clock = choose(plan.painter), Clock()
    check_path(painter, plan.path)
    plan = msgspec.structs.replace(plan, effects=placed(plan.effects, plan.listen.start, plan.duration))
    _check_parts(plan)
    check_same(plan.song, "song")
    beats = plan.beats or _told_beats(plan.listen)
    with clock.stage("listen"):
        sound = _decoded(plan.song.path, plan.listen)
    if plan.duration > sound.duration + SILENT:
        warn(
            f"the plan is {plan.duration:.1f} s long, but {sound.duration:.1f} s are heard of the song: it ends in "
            "silence; end the last shot earlier, or see listen.duration"
        )
    with clock.stage("imagine"):
        painted = Keyframes(plan, painter, progress=wanted.report)
        if isinstance(painter, Prepares):
            painter.prepare()
    wanted.make_room()
    with clock.stage("listen"):
        # What is said of the music stands in the plan already, so nobody needs to put it in words again.
        heard = hearing or hear(sound.heard, plan.listen, beats=beats, captioner=None, progress=wanted.report)
    return shoot(plan, heard, sound, painter, painted, wanted, clock)


def default_output(song: Path | str) -> Path:
    """The video of a song where nobody names it: in the current folder, ``song.mp4``."""
    return Path(Path(song).stem + ".mp4")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """All that a plan is made from but what is heard; looked at, the quick first, before the song is."""

    recipe: Recipe
    beats: tuple[Beat, ...]
    song: FileRef
    pictures: dict[str, FileRef]
    keep: FileRef | None
    style_picture: FileRef | None
    genre: str | None
    painter: Painter
    captioner: Captioner
    sound: Song

    @classmethod
    def of(cls, song: Path | str, pictures: Sequence[Path | str], recipe: Recipe, clock: Clock) -> _Ready:
        """Look at everything that can be wrong."""
        choices = recipe.imagine
        if not pictures:
            raise UserError("no picture to start from; give at least one")
        if choices.keep is not None and len(pictures) > 1:
            raise UserError(f"--keep is for one picture, not for {len(pictures)}; give one picture, or leave it out")
        painter = choose(painter_part(choices))
        check_path(painter, recipe.path)
        captioner: Captioner = plugins.create("captioners", recipe.listen.captioner)
        beats = _told_beats(recipe.listen)
        director.chosen_style(StyleBook.load(), choices)
        style = choices.style if choices.style is not None and is_picture(choices.style) else None
        files = named_refs(pictures)
        with clock.stage("listen"):
            sound = _decoded(song, loops.searched(recipe.listen) if recipe.film.loop else recipe.listen)
        return cls(
            recipe=recipe,
            beats=beats,
            song=file_ref(song),
            pictures=files,
            keep=None if choices.keep is None else file_ref(choices.keep),
            style_picture=None if style is None else file_ref(style),
            genre=None if choices.genre is None else StyleBook.load().genre(choices.genre),
            painter=painter,
            captioner=captioner,
            sound=sound,
        )

    def looped(self, hearing: Hearing | None = None) -> _Ready:
        """The same with the bars alone that a loop shows, if one is wanted; what was heard of the song helps."""
        if not self.recipe.film.loop:
            return self
        around = loops.searched(self.recipe.listen)
        hearing = hearing or hear(self.sound.heard, around, beats=self.beats, genre=self.genre, captioner=None)
        part = loops.stretch(hearing, self.recipe.listen)
        return replace(
            self,
            recipe=msgspec.structs.replace(self.recipe, listen=part, direct=loops.UNCUT),
            beats=self.beats or loops.told_beats(hearing, part),
            sound=_decoded(self.song.path, part),
        )

    def hear(self, progress: Progress | None) -> Hearing:
        """What is heard of the song."""
        return hear(
            self.sound.heard,
            self.recipe.listen,
            beats=self.beats,
            genre=self.genre,
            captioner=self.captioner,
            progress=progress,
        )

    def plan(self, hearing: Hearing, framed: Keyframes) -> Plan:
        """The plan for what was heard, and for what is seen in the artwork."""
        licences = {public_name(self.recipe.listen.captioner): self.captioner.licence}
        planned = self._directed(hearing, licences, framed.compositions())
        return loops.closed(planned, hearing) if self.recipe.film.loop else planned

    def rehearsal(self) -> Plan:
        """A plan for silence, in which all pictures are seen: what is wrong with it is wrong with any."""
        length = self.sound.duration / len(self.pictures)
        borders = [length * index for index in range(len(self.pictures))] + [self.sound.duration]
        sections = tuple(Section(start=start, end=end) for start, end in pairwise(borders))
        silence = Hearing(duration=self.sound.duration, tempo=0.0, signals={}, events={}, sections=sections)
        plan = self._directed(silence, {}, {})
        _check_parts(plan)
        return plan

    def _directed(self, hearing: Hearing, licences: dict[str, str], compositions: dict[str, Composition]) -> Plan:
        return director.plan(
            hearing,
            self.recipe,
            song=self.song,
            beats=self.beats,
            pictures=self.pictures,
            keep=self.keep,
            style_picture=self.style_picture,
            compositions=compositions,
            licences=licences,
        )


def _wanted(
    output: Path | str | None,
    song: Path | str,
    draft: bool,
    sheet: Path | str | None,
    overwrite: bool,
    metadata: bool,
    progress: Progress | None,
) -> Wanted:
    return Wanted(
        path=default_output(song) if output is None else Path(output),
        sheet=None if sheet is None else Path(sheet),
        draft=draft,
        overwrite=overwrite,
        metadata=metadata,
        report=progress or _silent,
    )


def _check_parts(plan: Plan) -> None:
    """See that all plug-ins of a plan are there, take the options that it gives them, and have what these name."""
    groups: dict[str, Iterable[Part | None]] = {
        "sources": plan.lanes.values(),
        "effects": plan.effects,
        "transitions": (shot.transition for shot in plan.shots),
    }
    for group, parts in groups.items():
        for part in parts:
            if part is not None and isinstance(made := plugins.configured(group, part), Prepares):
                made.prepare()


def _told_beats(choices: Listen) -> tuple[Beat, ...]:
    """The beats that somebody knows; none if they are to be heard."""
    return read_beats(choices.beats) if choices.beats else ()


def _decoded(song: Path | str, choices: Listen) -> Song:
    return decode(song, start=choices.start, duration=choices.duration, track=choices.track)


def _silent(stage: str, done: int, total: int) -> None:
    """No progress wanted."""
