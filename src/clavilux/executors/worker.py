"""In a worker of a cluster: a folder of its own, in which it makes what it is asked for."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from clavilux import extras
from clavilux.errors import UserError
from clavilux.executors.outcomes import Outcome
from clavilux.plan import Plan
from clavilux.shooting import Segment, Shooting, Site
from clavilux.version import __version__

__all__ = ["Parcel", "Sent", "make", "sweep"]

PREFIX = "clavilux-worker-"
"""Of the names of workers' folders, among temporary files."""
LOCK = ".lock"
"""A file in each, which is locked as long as its worker lives."""


class Parcel(NamedTuple):
    """What all work on a film has in common."""

    version: str
    """Of Clavilux."""
    plan: str
    """As JSON; the files that it names are named from the worker's folder."""
    hearing: str
    """The file of what was heard, named from there too."""
    form: str
    """The name of the film's format."""


class Sent(NamedTuple):
    """What comes back."""

    outcome: Outcome
    content: bytes
    """Of the file that was made; none if there is an error."""


def make(parcel: Parcel, files: Mapping[str, Any], work: Segment | str) -> Sent:
    """Film a segment, or paint a keyframe.

    Parameters
    ----------
    parcel : Parcel
        Of its film.
    files : mapping
        What it needs, as Ray knows it, by its name in the worker's folder; what is there already is not fetched again.
    work : Segment or str
        The segment, or the name of the keyframe.
    """
    made: list[Path] = []
    outcome = Outcome.of(lambda: made.append(_place(parcel).made(files, work)))
    content = made[0].read_bytes() if made else b""
    if isinstance(work, Segment):
        for path in made:
            path.unlink()  # it is not asked for again
    return Sent(outcome, content)


def sweep() -> None:
    """Remove what workers on this machine have left behind that were killed, as Ray does with all in the end."""
    for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout), FileLock(folder / LOCK, timeout=0):
            shutil.rmtree(folder, ignore_errors=True)


class _Place:
    """A worker's folder, for one film; it goes with the worker, or is swept away (`sweep`) if that is killed."""

    def __init__(self, parcel: Parcel) -> None:
        sweep()
        made = Path(mkdtemp(prefix=f".{PREFIX}"))
        self._parcel, self._folder = parcel, made.with_name(made.name.removeprefix("."))
        self._lock = FileLock(made / LOCK)
        self._lock.acquire()
        made.rename(self._folder)  # now that it is locked nobody else sweeps it away
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._shooting: Shooting | None = None

    def made(self, files: Mapping[str, Any], work: Segment | str) -> Path:
        """Make something; its file."""
        if self._parcel.version != __version__:
            raise UserError(
                f"a machine of the cluster has Clavilux {__version__}, and this one {self._parcel.version}: install "
                "the same on all"
            )
        for name, ref in files.items():
            if not (path := self._path(name)).exists():
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(extras.lazy_import("ray").get(ref))
        shooting = self._shooting = self._shooting or self._site().shooting()
        if isinstance(work, Segment):
            return shooting.film(work, lambda: None)
        shooting.painted(work)
        return shooting.project.pictures(shooting.plan.keyframe_key(work))[0]

    def _site(self) -> Site:
        """The film, in the words of this machine."""
        plan = Plan.from_json(self._parcel.plan)
        here = plan.with_paths(lambda name: str(found) if (found := self._path(name)).is_file() else name)
        hearing = self._path(self._parcel.hearing)
        return Site(plan=here.to_json(), hearing=hearing, project=self._folder, form=self._parcel.form)

    def _path(self, name: str) -> Path:
        return self._folder / name


_place = lru_cache(1)(_Place)
