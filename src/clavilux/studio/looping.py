"""Loops of a film: planned anew for some bars of its song, with the looks that the film has there."""

from __future__ import annotations

from typing import Any

import msgspec

from clavilux import pipeline, shelving
from clavilux.media.shelves import Shelf
from clavilux.plan import Brief, Plan, Shot
from clavilux.project import Project
from clavilux.recipe import Recipe
from clavilux.values import Progress

__all__ = ["looped", "recipe_of"]

SHARED = ("painter", "pictures", "path", "lanes", "effects", "crf", "safe", "seed", "licences")
"""What of a plan its loop has, too."""


def recipe_of(plan: Plan, recipe: Recipe, shelf: Shelf | None, stretch: tuple[float, float] | None) -> Recipe:
    """What a loop of a plan is planned with.

    Parameters
    ----------
    plan : Plan
    recipe : Recipe
        What the plan was made with.
    shelf : Shelf, optional
        Where it will be published.
    stretch : tuple of float, optional
        Seconds of the film that are shown, as nearly as whole bars can; the loudest bars when left out.

    Raises
    ------
    UserError
        If the shelf does not take it.
    """
    width, height = plan.size
    start, end = stretch or (0.0, None)
    values: dict[str, Any] = {
        "film.width": width,
        "film.height": height,
        "film.fps": plan.fps,
        "film.loop": True,
        "listen.start": plan.listen.start + start,
        "listen.duration": None if end is None else end - start,
    }
    made = recipe.with_values(values)
    return shelving.for_shelf(made, shelf) if shelf else made


def looped(plan: Plan, recipe: Recipe, project: Project, progress: Progress) -> Plan:
    """The plan of a loop: its cuts are its own, all else is as in the film.

    Parameters
    ----------
    plan : Plan
        The film's.
    recipe : Recipe
        From `recipe_of`.
    project : Project
        Open: it keeps what is heard.
    progress : callable
        See `values.Progress`.

    Raises
    ------
    UserError
        As from `pipeline.plan`.
    """
    artwork = dict.fromkeys(brief.picture for brief in plan.keyframes.values() if brief.picture)
    files = [plan.pictures[name].path for name in artwork]
    made = pipeline.plan(plan.song.path, files, recipe, project=project, progress=progress)
    shared = {name: getattr(plan, name) for name in SHARED}
    return msgspec.structs.replace(made, keyframes=_looks(plan, made), **shared)


def _looks(plan: Plan, loop: Plan) -> dict[str, Brief]:
    """The keyframes of a loop, each as one that the film shows at that moment; no two are the same."""
    later, found, taken = loop.listen.start - plan.listen.start, dict[str, Brief](), set[str]()
    for shot in loop.shots:
        there = _shot_at(plan, later + (shot.start + shot.end) / 2)
        free = next((name for name in (there.to, there.from_) if name not in taken), None)
        look = plan.keyframes[free or there.to]
        taken.add(free or there.to)
        # Where the film has no other picture it is one more of the same, or nothing would move.
        own = look if free else msgspec.structs.replace(look, seed=loop.keyframes[shot.to].seed, lock=None)
        found[shot.to] = own
    return {name: found[name] for name in loop.keyframes}


def _shot_at(plan: Plan, second: float) -> Shot:
    return next((shot for shot in plan.shots if second < shot.end), plan.shots[-1])
