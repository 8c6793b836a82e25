"""What keeps a film from being made, as far as its files tell: known before a render comes upon it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from clavilux.plan import FileRef, Plan
from clavilux.studio.inputs import Inputs

__all__ = ["Problem", "gone_as", "lost"]


class Problem(NamedTuple):
    """Something that the user has to put right."""

    what: Literal["plan", "song", "picture", "file"]
    text: str
    """What it is, and the cure."""


def lost(plan: Plan | None, inputs: Inputs) -> list[Problem]:
    """The files that are gone: of the plan, or, as long as there is none, of what lies ready for one."""
    if plan is None:
        memory = inputs.memory
        songs = [inputs.whole(memory.song.path)] if memory.song else []
        pictures, others = [inputs.whole(ref.path) for ref in memory.pictures.values()], []
    else:
        songs, pictures = [plan.song.path], [ref.path for ref in plan.pictures.values()]
        others = [path for path in _named(plan) if path not in (*songs, *pictures)]
    again = "put it back there, or drop it on the page again"
    return (
        [Problem("song", f"The song {inputs.own(path)} is gone; {again}") for path in _gone(songs)]
        + [Problem("picture", f"The picture {inputs.own(path)} is gone; {again}") for path in _gone(pictures)]
        + [Problem("file", f"The file {inputs.own(path)} is gone; put it back there") for path in _gone(others)]
    )


def gone_as(plan: Plan, ref: FileRef) -> set[str]:
    """Paths by which a plan names a file of that content, and where it is no more."""
    named = (plan.song, *plan.pictures.values())
    return set(_gone([each.path for each in named if each.sha256 == ref.sha256]))


def _named(plan: Plan) -> list[str]:
    """All files that a plan names."""
    found: list[str] = []

    def note(path: str) -> str:
        found.append(path)
        return path

    plan.with_paths(note)
    return found


def _gone(paths: list[str]) -> list[str]:
    return [path for path in dict.fromkeys(paths) if not Path(path).is_file()]
