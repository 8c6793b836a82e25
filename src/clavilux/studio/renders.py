"""Renders: the films of a project, one for each place where they will be published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from clavilux import pipeline, shelving
from clavilux.errors import UserError
from clavilux.media.formats import usual
from clavilux.media.output import free_path
from clavilux.media.shelves import Facts, Shelf, named
from clavilux.plan import Plan
from clavilux.recipe import Recipe
from clavilux.studio.inputs import Filmed
from clavilux.studio.jobs import Job
from clavilux.studio.looping import looped, recipe_of
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
ROUNDED = 0.05
"""Seconds by which a page may round the end of a film."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A film that is wanted."""

    plan: Plan
    shelf: Shelf | None
    draft: bool
    stretch: tuple[float, float] | None = None
    """Seconds of the film, if only a part is wanted."""
    recipe: Recipe | None = None
    """What a loop is planned with, if one is wanted."""

    @property
    def kind(self) -> str | None:
        """Which part of the song it shows; None is all."""
        return "loop" if self.recipe else "part" if self.stretch else None

    @property
    def label(self) -> str:
        """For people."""
        what = f"a {self.kind}" if self.kind else "a draft" if self.draft else "the film"
        return f"{what} for {self.shelf.name}" if self.shelf else what

    @property
    def words(self) -> list[str]:
        """Of which its file's name consists."""
        words = [
            Path(self.plan.song.path).stem,
            self.kind,
            self.shelf and self.shelf.name,
            "draft" if self.draft else None,
        ]
        return [word for word in words if word]


class Renders:
    """Makes films of a session's plan, beside the project's folder.

    Parameters
    ----------
    session : Session
        Its jobs make them, its inputs remembers them.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def order(
        self, shelves: Sequence[str], *, draft: bool, stretch: tuple[float, float] | None = None, loop: bool = False
    ) -> list[Job]:
        """Have films made of the plan as it is now: what is changed meanwhile is not in them.

        Parameters
        ----------
        shelves : sequence of str
            Where they will be published; one film as the plan says if there are none.
        draft : bool
            Small, and only some seconds where no stretch is given.
        stretch : tuple of float, optional
            First second of the film and the one behind the last, where a part is wanted.
        loop : bool
            Films that end where they begin, of whole bars: the loudest, or about those of the stretch.

        Raises
        ------
        UserError
            If there is no plan, or no such part of it, or no shelf of that name, or one that does not take the film.
        """
        plan, wanted = self._session.planned(), [*named(shelves)]
        orders = [self._order(plan, shelf, draft, stretch, loop) for shelf in wanted or (None,)]
        return [self._session.jobs.add("render", order.label, partial(self._make, order)) for order in orders]

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

    def _order(
        self, plan: Plan, shelf: Shelf | None, draft: bool, stretch: tuple[float, float] | None, loop: bool
    ) -> Order:
        """What is wanted, if it can be had."""
        loop = not plan.loop and (loop or (shelf is not None and shelf.loop))
        if stretch and not 0 <= stretch[0] < stretch[1] <= plan.duration + ROUNDED:
            raise UserError(f"the film is {plan.duration:.1f} s long; choose a part within it")
        if loop:
            recipe = recipe_of(plan, self._recipe(), shelf, stretch)
            return Order(plan=plan, shelf=shelf, draft=draft, recipe=recipe)
        if shelf:
            plan = shelving.reshaped(plan, shelf)
            seconds = stretch[1] - stretch[0] if stretch and not draft else None
            shelf.check(Facts(size=plan.size, fps=plan.rate, seconds=seconds))
        part = (stretch[0], min(stretch[1], plan.duration)) if stretch else None
        return Order(plan=plan, shelf=shelf, draft=draft, stretch=part)

    def _recipe(self) -> Recipe:
        """What the plan was made with."""
        kept, recipes = self._session.inputs.memory.recipe, self._session.recipes
        recipe = Recipe.from_json(msgspec.json.encode(kept)) if kept else recipes.named()
        recipes.check(recipe)
        return recipe

    def _make(self, order: Order, progress: Progress) -> None:
        shelf, project = order.shelf, self._session.project
        path = self._beside / f"{'-'.join(order.words)}{(shelf.form if shelf else usual()).suffix}"
        path = free_path(path) if path.exists() else path
        plan = looped(order.plan, order.recipe, project, progress) if order.recipe else order.plan
        film = pipeline.film(
            plan, path, shelf=shelf, stretch=order.stretch, draft=order.draft, project=project, progress=progress
        )
        self._remember(film, shelf, order.draft)

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
