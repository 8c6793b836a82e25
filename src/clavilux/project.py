"""The project of a film: a folder that keeps what was heard, painted and filmed, so that nothing is made twice.

Everything in it is named by its key, a hash of all that it depends on, and by the hash of its own content:
``keyframes/k3-0f6a...-91bc....png``. So the same command goes on where it was stopped, however that happened; what
somebody changes is made anew, and nothing else; and what the disk has damaged is noticed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from clavilux.errors import UnreadableMedia, UserError, warn
from clavilux.imagine.keyframes import Stored
from clavilux.listen import store
from clavilux.media import png
from clavilux.media.files import content_hash, plan_text, write_plan
from clavilux.media.keyed import KeyedFiles, tell_damage
from clavilux.media.lock import LOCK, USED_BY, User, locked
from clavilux.media.output import check, free_path, make_room, write_errors
from clavilux.media.pictures import load
from clavilux.plan import MOST_BYTES, Plan
from clavilux.structs.checked import read_bytes
from clavilux.values import Hearing, Image
from clavilux.version import __version__

__all__ = ["PLAN", "Project", "beside_film", "key_of", "opened"]

PLAN = "plan.json"
HEARING, KEYFRAMES, SEGMENTS, SOUND = "hearing", "keyframes", "shots", "sound"
"""Folders of a project."""
SUFFIXES = {HEARING: ".npz", KEYFRAMES: ".png", SEGMENTS: ".mp4", SOUND: ".flac"}
SUFFIX = ".clavilux"
"""Of a project that nobody has named."""
ABOUT = "README.txt"
"""What tells a project from any other folder."""
TOLD = """\
This folder was made by Clavilux: what a film is made of, kept so that nothing is made twice.

plan.json    what is seen when; edit it, then: clavilux render THIS-FOLDER -o film.mp4
keyframes/   the pictures; one that you replace by a picture of your own is used as it is
shots/       pieces of the film, without sound
hearing/     what was heard of the song
sound/       the song as the studio plays it, if that was open
inputs/      what the studio was given: not kept anywhere else
history/     what undo in the studio goes back to

The same command goes on where it was stopped. What you change is made anew, and only that.
"""
SHORT = 40
"""Characters of a film's name that is too long for its project."""
LONGEST = 255
"""Bytes of a name, as disks take it."""
LARGEST = 8192
"""Pixels of a picture's short side that somebody has put in the place of a keyframe, at most."""


def beside_film(film: Path) -> Path:
    """The project of a film where nobody names one: ``song.clavilux`` beside ``song.mp4``."""
    whole = film.with_suffix(SUFFIX)
    return whole if len(os.fsencode(whole.name)) <= LONGEST else film.with_name(film.stem[:SHORT] + SUFFIX)


@contextmanager
def opened(folder: Path | str, *, keep: bool, begin: bool = True, user: User = "render") -> Iterator[Project]:
    """Open a project, or begin one; nobody else can until the block ends.

    Parameters
    ----------
    folder : Path or str
        Of a project; made if it is missing.
    keep : bool
        Leave it when the block ends well. If not, it is removed then. It stays in any case when the block does not end
        well and something is in it that the next attempt need not make again.
    begin : bool
        Make one if there is none.
    user : str
        Who wants it, for the others.

    Raises
    ------
    UserError
        If the folder is another's, cannot be written, or somebody else uses it.
    """
    folder = Path(folder)
    check(folder / ABOUT)
    fresh = not any((folder / name).exists() for name in (ABOUT, LOCK))
    if fresh and not begin:
        raise UserError(f"{folder} is not a project of Clavilux; give the folder of one")
    with write_errors(folder):
        filled = folder.is_dir() and any(folder.iterdir())
    if fresh and filled:
        raise UserError(f"{folder} is not a project of Clavilux; choose another --project, or another output")
    make_room(folder / ABOUT)
    project = Project(folder)
    with locked(folder, user):
        done = False
        try:
            _tidy(folder)
            yield project
            done = True
        finally:
            if not keep if done else fresh and project.is_empty:
                project.remove(project.used)  # what is there of another film, that was stopped, stays
            elif not done and project.used:
                warn(f"{folder} keeps what is done; the same command goes on from there")


def _tidy(folder: Path) -> None:
    """Say what the folder is, and remove what was half written by one that was killed."""
    about = folder / ABOUT
    with write_errors(about):
        about.unlink(missing_ok=True)  # it may be a link that a stranger has put there
        about.write_text(TOLD, encoding="utf-8")
    for left in folder.glob("*/.clavilux-*.part"):
        if left.is_file():
            with write_errors(left):
                left.unlink()


def key_of(parts: Any) -> str:
    """Hash of all that something depends on, and of who makes it: this version of Clavilux.

    Parameters
    ----------
    parts : anything that JSON can say
    """
    return hashlib.sha256(msgspec.json.encode([__version__, parts], order="sorted")).hexdigest()


@dataclass(frozen=True, slots=True)
class Project:
    """A project's folder, as `opened` gives it; a `clavilux.imagine.keyframes.Store`."""

    folder: Path
    files: KeyedFiles = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", KeyedFiles(self.folder, SUFFIXES))

    @property
    def used(self) -> set[str]:
        """Names of the files that were asked for or kept."""
        return self.files.used

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it was worth the work: what was heard is heard again in no time."""
        return not any(map(self.files.all, (KEYFRAMES, SEGMENTS)))

    def hearing(self, key: str) -> Hearing | None:
        """What was heard, if it is there."""
        found = self.files.whole(HEARING, key)
        return None if found is None else store.load(found)

    def keep_hearing(self, key: str, hearing: Hearing) -> Path:
        """Keep what was heard; the file is given."""
        with self.files.keeping(HEARING, "heard", key) as part:
            store.save(hearing, part)
        return self.files.by_key(HEARING, key)[0]

    def picture(self, key: str) -> Stored | None:
        """A keyframe's picture, if it is there: as it was kept, or one that somebody has put in its place."""
        for path in self.files.by_key(KEYFRAMES, key):
            try:
                stored = Stored(image=load(path, LARGEST), own=not self.files.is_whole(path))
                self.used.add(path.name)
                return stored
            except UnreadableMedia:
                tell_damage(path)
        return None

    def pictures(self, key: str) -> list[Path]:
        """The files of a keyframe's picture, whole or not."""
        found = self.files.by_key(KEYFRAMES, key)
        self.used.update(path.name for path in found)
        return found

    def has_picture(self, key: str) -> bool:
        """Whether a keyframe's picture is there, whole or not."""
        return bool(self.pictures(key))

    def keep_picture(self, name: str, key: str, image: Image) -> None:
        """Keep a keyframe's picture."""
        with self.keeping_picture(name, key) as part:
            png.write(part, image, {}, overwrite=True, quick=True)

    @contextmanager
    def keeping_picture(self, name: str, key: str) -> Iterator[Path]:
        """Give the block a file to write a keyframe's picture to, a PNG; it is kept if the block ends well."""
        with self.files.keeping(KEYFRAMES, name, key) as part:
            yield part

    def picture_id(self, key: str) -> str:
        """What a keyframe's picture is known by: its key, or the hash of what somebody has put in its place."""
        for path in self.files.by_key(KEYFRAMES, key):
            with suppress(OSError):  # `picture` tells it
                if not self.files.is_whole(path):
                    return content_hash(path)
        return key

    def segment(self, key: str) -> Path | None:
        """The file of a segment, if it is there."""
        return self.files.whole(SEGMENTS, key)

    @contextmanager
    def keeping_segment(self, name: str, key: str) -> Iterator[Path]:
        """Give the block a file to write a segment to; it is kept if the block ends well."""
        with self.files.keeping(SEGMENTS, name, key) as part:
            yield part

    def sound(self, key: str) -> Path | None:
        """The file of the song as browsers play it, if it is there."""
        return self.files.whole(SOUND, key)

    @contextmanager
    def keeping_sound(self, key: str) -> Iterator[Path]:
        """Give the block a file to write the song to; it is kept if the block ends well."""
        with self.files.keeping(SOUND, "song", key) as part:
            yield part

    def plan(self, shelf: str | None = None) -> Path:
        """The file of the plan: ``plan.json``, or that of a film for a shelf, such as ``plan-reels.json``."""
        return self.folder / (PLAN if shelf is None else f"plan-{shelf}.json")

    def keep_plan(self, plan: Plan, shelf: str | None = None) -> None:
        """Keep the plan (see `plan`); another that is there becomes ``plan-1.json``, ``plan-2.json`` ...

        Warns
        -----
        ClaviluxWarning
            If there was another.
        """
        path = self.plan(shelf)
        if path.is_file():
            with suppress(UserError):  # what is no plan any more is another
                if Plan.from_json(read_bytes(path, MOST_BYTES)) == Plan.from_json(plan_text(plan, path)):
                    return
            with write_errors(path):
                kept = path.rename(free_path(path))
            warn(f"{path} is another film; it is kept as {kept.name}")
        write_plan(plan, path)

    def made(self) -> list[Path]:
        """The files that can be made again; no picture of somebody's own is among them."""
        ours = [path for kind in SUFFIXES for path in self.files.all(kind)]
        return [path for path in ours if path.parent.name != KEYFRAMES or self.files.is_whole(path)]

    def remove(self, names: Iterable[str] | None = None) -> int:
        """Remove what can be made again; the folder too, unless there is something else in it, such as a plan.

        Parameters
        ----------
        names : iterable of str, optional
            Of files: these alone; all when left out.

        Returns
        -------
        int
            Bytes that were freed.
        """
        chosen = None if names is None else set(names)
        gone = [path for path in self.made() if chosen is None or path.name in chosen]
        freed = sum(path.stat().st_size for path in gone)
        for path in gone:
            path.unlink(missing_ok=True)
        for kind in SUFFIXES:
            with suppress(OSError):
                (self.folder / kind).rmdir()
        if {path.name for path in self.folder.iterdir()} <= {ABOUT, LOCK, USED_BY}:
            for name in (ABOUT, LOCK, USED_BY):
                (self.folder / name).unlink(missing_ok=True)
            self.folder.rmdir()
        return freed
