"""What is looked at before a film is planned: everything that can be wrong, the quick first."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from clavilux import plugins
from clavilux.direct import director, loops
from clavilux.direct.briefs import painter_part
from clavilux.direct.inline import placed
from clavilux.direct.transitions import check_transitions
from clavilux.errors import UserError
from clavilux.filming import Clock
from clavilux.imagine.keyframes import Keyframes
from clavilux.imagine.painters.choose import choose
from clavilux.listen.beat_files import read_beats
from clavilux.listen.hear import hear
from clavilux.media.decode import Song, decode
from clavilux.media.files import file_ref, named_refs
from clavilux.plan import Beat, FileRef, Listen, Part, Plan
from clavilux.project import Project, key_of
from clavilux.protocols import Captioner, Painter, Prepares
from clavilux.recipe import Recipe
from clavilux.render.paths import check_path
from clavilux.sharing import public_name
from clavilux.styles import StyleBook
from clavilux.text import is_picture
from clavilux.values import Composition, Hearing, Progress, Section

__all__ = ["Ready", "complete", "decoded", "heard", "heard_of", "keep_heard", "told_beats"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """All that a plan is made from but what is heard; looked at, the quick first, before the song is."""

    recipe: Recipe
    beats: tuple[Beat, ...]
    song: FileRef
    pictures: dict[str, FileRef]
    keep: FileRef | None
    depth: FileRef | None
    style_picture: FileRef | None
    genre: str | None
    painter: Painter
    captioner: Captioner
    sound: Song

    @classmethod
    def of(cls, song: Path | str, pictures: Sequence[Path | str], recipe: Recipe, clock: Clock) -> Ready:
        """Look at everything that can be wrong."""
        choices = recipe.imagine
        if not pictures:
            raise UserError("no picture to start from; give at least one")
        for option, file in (("--keep", choices.keep), ("--depth", choices.depth)):
            if file is not None and len(pictures) > 1:
                raise UserError(
                    f"{option} is for one picture, not for {len(pictures)}; give one picture, or leave it out"
                )
        painter = choose(painter_part(choices))
        check_path(painter, recipe.path)
        captioner: Captioner = plugins.create("captioners", recipe.listen.captioner)
        beats = told_beats(recipe.listen)
        director.chosen_style(director.style_book(recipe), choices)
        style = choices.style if choices.style is not None and is_picture(choices.style) else None
        files = named_refs(pictures)
        with clock.stage("listen"):
            sound = decoded(song, loops.searched(recipe.listen) if recipe.film.loop else recipe.listen)
        return cls(
            recipe=recipe,
            beats=beats,
            song=file_ref(song),
            pictures=files,
            keep=None if choices.keep is None else file_ref(choices.keep),
            depth=None if choices.depth is None else file_ref(choices.depth),
            style_picture=None if style is None else file_ref(style),
            genre=None if choices.genre is None else StyleBook.load().genre(choices.genre),
            painter=painter,
            captioner=captioner,
            sound=sound,
        )

    def looped(self, hearing: Hearing | None = None, place: Project | None = None) -> Ready:
        """The same with the bars alone that a loop shows, if one is wanted; what was heard of the song helps, or what a
        project has of it.
        """
        if not self.recipe.film.loop:
            return self
        around = loops.searched(self.recipe.listen)
        if hearing is None and place:
            hearing = place.hearing(key_of(self._heard_of(around)))
        with warnings.catch_warnings(action="ignore"):  # its bars are heard again, and then it is told
            hearing = hearing or hear(self.sound.heard, around, beats=self.beats, genre=self.genre, captioner=None)
        part = loops.stretch(hearing, self.recipe.listen)
        return replace(
            self,
            recipe=msgspec.structs.replace(self.recipe, listen=part, direct=loops.UNCUT),
            beats=self.beats or loops.told_beats(hearing, part),
            sound=decoded(self.song.path, part),
        )

    def hear(self, progress: Progress | None, place: Project | None = None) -> Hearing:
        """What is heard of the song, or what a project has of it."""

        def heard() -> Hearing:
            return hear(
                self.sound.heard,
                self.recipe.listen,
                beats=self.beats,
                genre=self.genre,
                captioner=self.captioner,
                progress=progress,
            )

        return kept_hearing(place, self._heard_of(self.recipe.listen), heard) if place else heard()

    def _heard_of(self, choices: Listen) -> list[Any]:
        """All that what is heard depends on."""
        words = Path(choices.captioner.partition(":")[2])
        told = file_ref(words).sha256 if words.is_file() else None
        return [self.song.sha256, choices, self.beats, self.genre, told]

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
        check_parts(plan)
        return plan

    def _directed(self, hearing: Hearing, licences: dict[str, str], compositions: dict[str, Composition]) -> Plan:
        return director.plan(
            hearing,
            self.recipe,
            song=self.song,
            beats=self.beats,
            pictures=self.pictures,
            keep=self.keep,
            depth=self.depth,
            style_picture=self.style_picture,
            compositions=compositions,
            licences=licences,
        )


def kept_hearing(place: Project, parts: Any, hear: Callable[[], Hearing]) -> Hearing:
    """What a project has of a song, or what is heard now, which it keeps."""
    key = key_of(parts)
    if (kept := place.hearing(key)) is None:
        place.keep_hearing(key, kept := hear())
    return kept


def complete(plan: Plan, painter: Painter) -> Plan:
    """A plan with all that its effects depend on, such as the words of a file; all its parts are looked at.

    Raises
    ------
    UserError
        If the painter does not have its path, a plug-in cannot be had, or does not take what it is given, or a file of
        beats cannot be read.
    """
    check_path(painter, plan.path)
    plan = msgspec.structs.replace(plan, effects=placed(plan.effects, plan.listen.start, plan.duration))
    check_parts(plan)
    told_beats(plan.listen)
    return plan


def heard(plan: Plan, project: Project, *, sound: Song | None = None, progress: Progress | None = None) -> Hearing:
    """What a project has heard of a plan's song; it is listened to if it has not.

    Parameters
    ----------
    plan : Plan
        What is said of the music stands in it already, so nobody puts it in words again.
    project : Project
        Open.
    sound : Song, optional
        The song, if it is decoded already.
    progress : callable, optional
        Called as ``progress("listen", done, total)``.

    Raises
    ------
    UserError
        If the song, or the file of its beats, cannot be read.
    """
    parts = heard_of(plan)

    def listened() -> Hearing:
        decoding = sound or decoded(plan.song.path, plan.listen)
        return hear(decoding.heard, plan.listen, beats=parts[-1], captioner=None, progress=progress)

    return kept_hearing(project, parts, listened)


def keep_heard(plan: Plan, project: Project, hearing: Hearing) -> None:
    """Have a project keep what was heard of the song before a plan was made of it: for `heard`."""
    kept_hearing(project, heard_of(plan), lambda: hearing)


def heard_of(plan: Plan) -> list[Any]:
    """All that what is heard of a plan's song depends on; the beats that somebody knows are last."""
    return [plan.song.sha256, plan.listen, plan.beats or told_beats(plan.listen)]


def check_parts(plan: Plan) -> None:
    """See that all plug-ins of a plan are there, take the options that it gives them, and have what these name."""
    groups: dict[str, Iterable[Part]] = {
        "sources": plan.lanes.values(),
        "effects": plan.effects,
    }
    check_transitions(plan.shots)
    for group, parts in groups.items():
        for part in parts:
            if isinstance(made := plugins.configured(group, part), Prepares):
                made.prepare()


def told_beats(choices: Listen) -> tuple[Beat, ...]:
    """The beats that somebody knows; none if they are to be heard."""
    return read_beats(choices.beats) if choices.beats else ()


def decoded(song: Path | str, choices: Listen) -> Song:
    """The part of a song that is heard."""
    return decode(song, start=choices.start, duration=choices.duration, track=choices.track)
