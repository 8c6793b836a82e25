"""Projects are used by one at a time, and the others are told by whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from clavilux.errors import UserError
from clavilux.media.output import write_errors

__all__ = ["LOCK", "USED_BY", "User", "locked"]

LOCK = ".lock"
USED_BY = ".used-by"
"""What uses a folder, in a file of its own: taking the lock may empty the lock's file."""
User = Literal["render", "studio", "clean"]
CURES: dict[str, str] = {
    "render": "another render; wait for it",
    "studio": "an open studio; end that with Ctrl-C",
    "clean": "'clavilux clean'; wait for it",
}
"""Who it is, and what can be done about it."""


@contextmanager
def locked(folder: Path, user: User) -> Iterator[None]:
    """Keep a folder for oneself until the block ends.

    Raises
    ------
    UserError
        If somebody else uses it, or it cannot be written.
    """
    lock, told = FileLock(folder / LOCK), folder / USED_BY
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        other = "" if user == "clean" else ", or choose another --project"
        raise UserError(f"{folder} is used by {_used_by(told)}{other}") from error
    except OSError as error:
        raise UserError(f"{folder / LOCK} cannot be used: {error.strerror}; remove it") from error
    try:
        with write_errors(told):
            told.unlink(missing_ok=True)  # of one that was killed; or a link that a stranger has put there
            told.write_text(user, encoding="utf-8")
        yield
    finally:
        told.unlink(missing_ok=True)
        lock.release()


def _used_by(told: Path) -> str:
    """Who uses a folder, and the cure; one that is just beginning has not said so yet."""
    try:
        user = told.read_text(encoding="utf-8", errors="replace")
    except OSError:
        user = ""
    return CURES.get(user, "another program; wait for it")
