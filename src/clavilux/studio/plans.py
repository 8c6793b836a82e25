"""The plan as it changes: revisions, undo and redo, and copies that are kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from clavilux.errors import UserError
from clavilux.media.files import plan_text, write_plan
from clavilux.plan import Plan
from clavilux.plan.locks import check_locked
from clavilux.studio.history import History

__all__ = ["Conflict", "Plans", "Version"]

HISTORY = "history"
"""The folder of a project in which lies what the plan was."""
NOTHING = b"null\n"
"""What stands there where there was no plan."""
MOST_VERSIONS = 1000
NAMED = 60
"""Letters of a version's name."""


class Conflict(UserError):
    """Somebody else has changed the plan meanwhile."""

    def __init__(self, who: str) -> None:
        super().__init__(f"{who} meanwhile; this change was not taken, make it again")


class Version(NamedTuple):
    """A copy of the plan that is kept, as ``version-ID-NAME.json`` in the project's folder."""

    id: str
    name: str
    made: str
    """When, in ISO 8601."""


class Plans:
    """All that the plan was, is and may be again; each change is on the disk before it is told.

    Parameters
    ----------
    path : Path
        Of ``plan.json``.
    plan : Plan, optional
        What is there already.
    check : callable
        Raises a `UserError` if a plan out of the history may not be used.
    """

    def __init__(self, path: Path, plan: Plan | None, check: Callable[[Plan], None]) -> None:
        self._path, self.plan, self._check, self._written = path, plan, check, _stamp(path)
        # No page that was open before the server began anew takes the new revisions for those that it knows.
        self.revision = int(datetime.now(UTC).timestamp())
        self._history = History(path.with_name(HISTORY))
        self._edited = self.revision if self._history.begin(self._text(plan)) else 0

    @property
    def can_undo(self) -> bool:
        """Whether there was another plan before."""
        return self._history.before is not None

    @property
    def can_redo(self) -> bool:
        """Whether a change was undone."""
        return self._history.after is not None

    def look(self) -> bool:
        """Take what another program has written into the file, if one has, as a change; whether that is so.

        Raises
        ------
        UserError
            If it is no plan.
        """
        if (stamp := _stamp(self._path)) in (self._written, None):
            return False
        plan = Plan.from_file(self._path)
        self._written = stamp
        if plan == self.plan:
            return False
        self._take(plan)
        self._history.add(self._text(plan))
        self._edited = self.revision
        return True

    def put(self, plan: Plan, base: int | None = None) -> None:
        """Change the plan; the same plan again is no change, whatever it was made from.

        Parameters
        ----------
        plan : Plan
        base : int, optional
            The revision from which it was made; None is the newest.

        Raises
        ------
        Conflict
            If that is not the newest.
        BadValue
            If it was made from another, and changes a keyframe that is locked.
        """
        if plan == self.plan:
            return
        if base is not None:
            if base != self.revision:
                edited = base < self._edited
                raise Conflict(
                    f"another {'program has changed plan.json' if edited else 'window has changed the film'}"
                )
            check_locked(self.plan, plan)
        self._write(plan)
        self._history.add(self._text(plan))
        self._take(plan)

    def undo(self) -> None:
        """Go back by one change.

        Raises
        ------
        UserError
            If there is none, or the plan before cannot be used any more.
        """
        self._go(self._history.before, "undo")
        self._history.back()

    def redo(self) -> None:
        """Take a change that was undone again; errors are those of `undo`."""
        self._go(self._history.after, "redo")
        self._history.forth()

    def versions(self) -> list[Version]:
        """The copies that are kept, the newest first."""
        found = [(int(match[1]), match[2], path) for path, match in self._kept()]
        return [
            Version(str(number), name, datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds"))
            for number, name, path in sorted(found, reverse=True)
        ]

    def keep(self, name: str) -> Version:
        """Keep a copy of the plan.

        Raises
        ------
        UserError
            If there is no plan, or the name has no letters.
        """
        if self.plan is None:
            raise UserError("there is no plan yet; give a song and a picture first")
        plain = re.sub(r"[^\w .,()+-]+", "", name)[:NAMED].strip(" .")
        if not plain:
            raise UserError("a version needs a name of letters or digits; give one")
        versions = self.versions()
        if len(versions) >= MOST_VERSIONS:
            raise UserError(f"{MOST_VERSIONS} versions are kept already; remove some from {self._path.parent}")
        number = 1 + max((int(version.id) for version in versions), default=0)
        write_plan(self.plan, self._path.with_name(f"version-{number}-{plain}.json"))
        return self.versions()[0]

    def version(self, key: str) -> Plan:
        """A plan that was kept.

        Raises
        ------
        UserError
            If there is none, or it is no plan any more.
        """
        for path, match in self._kept():
            if match[1] == key:
                return Plan.from_file(path)
        raise UserError(f"there is no version {key}; choose one of the list")

    def _kept(self) -> list[tuple[Path, re.Match[str]]]:
        found = [
            (path, re.fullmatch(r"version-(\d{1,9})-(.+)", path.stem))
            for path in self._path.parent.glob("version-*.json")
        ]
        return [(path, match) for path, match in found if match]

    def _go(self, kept: Path | None, what: str) -> None:
        """To a plan of the history."""
        if kept is None:
            raise UserError(f"there is nothing to {what}")
        plan = None
        if (text := self._history.text(kept)) != NOTHING:
            plan = Plan.from_json(text, name=str(kept)).with_paths(lambda file: str(self._path.parent / file))
            self._check(plan)
        self._write(plan)
        self._take(plan)

    def _text(self, plan: Plan | None) -> bytes:
        """A plan as the history has it: with paths from the project's folder."""
        return NOTHING if plan is None else plan_text(plan, self._path).encode()

    def _write(self, plan: Plan | None) -> None:
        if plan is None:
            self._path.unlink(missing_ok=True)
        else:
            write_plan(plan, self._path, overwrite=True)
        self._written = _stamp(self._path)

    def _take(self, plan: Plan | None) -> None:
        self.plan = plan
        self.revision += 1


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What tells one writing of a file from another; None if there is none."""
    try:
        seen = path.stat()
    except FileNotFoundError:
        return None
    return seen.st_ino, seen.st_size, seen.st_mtime_ns
