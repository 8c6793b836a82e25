"""Renders: the films of a project, one for each place where they will be published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from clavilux import pipeline, shelving
from clavilux.errors import UserError
from clavilux.media.formats import usual
from clavilux.media.output import free_path
from clavilux.media.shelves import Shelf, named
from clavilux.plan import Plan
from clavilux.recipe import Recipe
from clavilux.studio.inputs import Filmed
from clavilux.studio.jobs import Job
from clavilux.studio.session import Session
from clavilux.values import Film, Progress

__all__ = ["Renders"]

KINDS = {
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
"""Films that the page may have, and what browsers call them."""


class Renders:
    """Makes films of a session's plan, beside the project's folder.

    Parameters
    ----------
    session : Session
        Its jobs make them, its inputs remembers them.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def order(self, shelves: Sequence[str], *, draft: bool) -> list[Job]:
        """Have films made of the plan as it is now: what is changed meanwhile is not in them.

        Parameters
        ----------
        shelves : sequence of str
            Where they will be published; one film as the plan says if there are none.
        draft : bool
            Only some seconds, small.

        Raises
        ------
        UserError
            If there is no plan, or no shelf of that name, or one that does not take the plan.
        """
        plan, session = self._session.planned(), self._session
        orders: list[tuple[Shelf | None, Plan | None]] = [
            (shelf, shelving.reshaped(plan, shelf) if plan.loop or not shelf.loop else None) for shelf in named(shelves)
        ]
        jobs = []
        for shelf, shaped in orders or [(None, plan)]:
            what = "a draft" if draft else "the film"
            label = f"{what} for {shelf.name}" if shelf else what

            def work(progress: Progress, shelf: Shelf | None = shelf, shaped: Plan | None = shaped) -> None:
                film = self._made(plan, shaped, shelf, draft, progress)
                self._remember(film, shelf, draft)

            jobs.append(session.jobs.add("render", label, work))
        return jobs

    def films(self) -> list[dict[str, Any]]:
        """Those that were made, the newest first, as far as they are still there."""
        found = []
        for film in reversed(self._session.inputs.memory.films):
            if (path := self._place(film)) is not None:
                seen = path.stat()
                made = datetime.fromtimestamp(seen.st_mtime, UTC).isoformat(timespec="seconds")
                found.append(msgspec.to_builtins(film) | {"bytes": seen.st_size, "made": made})
        return found

    def film(self, key: str) -> tuple[Path, str]:
        """A film's file, and what browsers call its kind.

        Raises
        ------
        UserError
            If it is not there.
        """
        for film in self._session.inputs.memory.films:
            if film.id == key and (path := self._place(film)) is not None:
                return path, KINDS[path.suffix]
        raise UserError("there is no such film any more; render it again")

    def _made(self, plan: Plan, shaped: Plan | None, shelf: Shelf | None, draft: bool, progress: Progress) -> Film:
        """A film of the plan in its shape, or, where a shelf wants a loop, of another that is made with its recipe."""
        form, song = shelf.form if shelf else usual(), Path(plan.song.path)
        words = [song.stem, *([shelf.name] if shelf else []), *(["draft"] if draft else [])]
        path = self._beside / f"{'-'.join(words)}{form.suffix}"
        path = free_path(path) if path.exists() else path
        how: Mapping[str, Any] = {"draft": draft, "project": self._session.project, "progress": progress}
        if shaped:
            return pipeline.film(shaped, path, shelf=shelf, **how)
        assert shelf is not None
        memory = self._session.inputs.memory
        recipe = (
            Recipe.from_json(msgspec.json.encode(memory.recipe)) if memory.recipe else self._session.recipes.named()
        )
        self._session.recipes.check(recipe)
        artwork = dict.fromkeys(brief.picture for brief in plan.keyframes.values() if brief.picture)
        pictures = [plan.pictures[name].path for name in artwork]
        return pipeline.make(song, pictures, shelving.for_shelf(recipe, shelf), output=path, shelf=shelf, **how)

    def _remember(self, film: Film, shelf: Shelf | None, draft: bool) -> None:
        made = Filmed(id=uuid4().hex, name=film.path.name, shelf=shelf.name if shelf else None, draft=draft)
        inputs = self._session.inputs
        inputs.remember(films=(*inputs.memory.films, made))

    def _place(self, film: Filmed) -> Path | None:
        """Where a film is, if it is there; what is remembered may be a stranger's, and name anything."""
        path = self._beside / Path(film.name).name
        return path if path.suffix in KINDS and path.is_file() and not path.is_symlink() else None

    @property
    def _beside(self) -> Path:
        return self._session.project.folder.absolute().parent
