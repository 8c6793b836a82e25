"""Files that appear when they are complete, under a name that nobody else uses until then."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from uuid import uuid4

from clavilux.errors import OutputExists, RenderError, UserError

__all__ = [
    "appearing",
    "beside",
    "check",
    "check_free",
    "free_path",
    "make_room",
    "real_path",
    "refused",
    "sweep",
    "synced",
    "unfinished",
    "write_errors",
]


@contextmanager
def appearing(path: Path | str, *, overwrite: bool = True) -> Iterator[Path]:
    """Give the block a file to write; it takes its name when the block ends well, and vanishes when it does not.

    Until then it is ``.clavilux-*.part`` in the same folder, so that it appears at once and whole. A link is followed:
    the file appears where the link points.

    Parameters
    ----------
    path : Path or str
        Its name in the end; its folder is made.
    overwrite : bool
        Replace a file of that name. If not, one that is there when the block ends is left as it is.

    Yields
    ------
    Path
        The file to write, of one byte, beside `path`.

    Raises
    ------
    UserError
        If nothing can be written there; the block has not run then.
    RenderError
        If the disk refuses the end of it, or its name: then what the block made is kept under a free name, which the
        message tells.
    """
    with beside(path) as part:
        yield part
        _settle(part, Path(path), overwrite)


def free_path(path: Path) -> Path:
    """The first name like `path` that is free: ``plan-1.json``, ``plan-2.json`` and so on."""
    names = (path.with_stem(f"{path.stem}-{number}") for number in count(1))
    return next(name for name in names if not name.exists())


def make_room(path: Path | str) -> None:
    """Make the folder of a file and see that it can be written there, before any work begins.

    Raises
    ------
    UserError
        If not; the message says why.
    """
    with beside(path):
        pass


def check(path: Path | str) -> None:
    """See that a name can be that of a file, without writing anything.

    Raises
    ------
    UserError
        If it is a folder, a device or a pipe, or a name that the disk does not take.
    """
    try:
        mode = Path(path).stat().st_mode
    except (FileNotFoundError, NotADirectoryError):  # making the folder tells more
        return
    except OSError as error:
        raise refused(path, error) from error
    if stat.S_ISDIR(mode):
        raise UserError(f"{path} is a folder; give the name of a file")
    if not stat.S_ISREG(mode):
        raise UserError(f"{path} is a device or a pipe; give the name of a file")


def check_free(path: Path, inputs: Sequence[Path | str], *, overwrite: bool) -> None:
    """See that what is made of some files can have a name, without writing anything.

    Parameters
    ----------
    path : Path
        The name.
    inputs : sequence of Path or str
        What it is made of, and so must not be replaced.
    overwrite : bool
        Whether another file may be.

    Raises
    ------
    UserError
        As from `check`, or if it is one of the inputs.
    OutputExists
        If there is a file of that name that may not be replaced.
    """
    check(path)
    if any(_same(path, name) for name in inputs):
        raise UserError(f"{path} is an input; choose another --output")
    if path.is_file() and not overwrite:
        raise OutputExists(path)


@contextmanager
def write_errors(path: Path | str) -> Iterator[None]:
    """Say in one line what kept the block from writing a file.

    Raises
    ------
    RenderError
        For every OSError.
    """
    try:
        yield
    except OSError as error:
        raise RenderError(
            f"writing {path} failed: {error.strerror or error}; free some space or choose another output"
        ) from error


def synced(part: Path, name: Path | str) -> None:
    """See that all of a file is on the disk, so that no crash leaves a name without its content.

    Parameters
    ----------
    part : Path
        The file.
    name : Path or str
        What errors call it.

    Raises
    ------
    RenderError
        If the disk refuses; some do only here.
    """
    with write_errors(name), part.open("rb+") as file:
        os.fsync(file.fileno())


def _same(path: Path, other: Path | str) -> bool:
    """Whether both name one file that exists."""
    try:
        return path.samefile(other)
    except OSError:
        return False


@contextmanager
def beside(path: Path | str) -> Iterator[Path]:
    """Give the block a new file of one byte beside another, whose folder is made; it vanishes with the block.

    Raises
    ------
    UserError
        If nothing can be written there.
    """
    path = Path(path)
    check(path)
    part = unfinished(path)
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"cannot make the folder {part.parent}: {error.strerror}; choose another output") from error
    try:
        try:
            with part.open("xb") as file:
                file.write(b"\0")  # an empty file can be made on a full disk
        except OSError as error:
            raise refused(path, error) from error
        yield part
    finally:
        with suppress(OSError):  # what cannot be swept away must not hide why
            part.unlink(missing_ok=True)


def unfinished(path: Path | str) -> Path:
    """A name that nobody uses, in the same folder, for what will have that name when it is complete."""
    real = real_path(Path(path))
    return real.with_name(f".clavilux-{_mark(real)}-{uuid4().hex}.part")


def sweep(path: Path | str) -> None:
    """Remove what was half written of a file or folder by one that was killed; nobody else may be writing it now.

    Raises
    ------
    RenderError
        If it cannot be removed.
    """
    real = real_path(Path(path))
    for left in real.parent.glob(f".clavilux-{_mark(real)}-*.part"):
        with write_errors(left):
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink(missing_ok=True)


def _mark(real: Path) -> str:
    """What tells what is unfinished of one name from that of others."""
    return hashlib.sha256(os.fsencode(real.name)).hexdigest()[:8]


def _settle(part: Path, path: Path, overwrite: bool) -> None:
    """Give a complete file its name; what may have taken an hour to make is not thrown away for want of one."""
    synced(part, path)
    real = real_path(path)
    try:
        _rename(part, real, overwrite)
    except OSError as error:
        with write_errors(path):
            kept = _keep(part, real)
        why = "it has appeared meanwhile" if isinstance(error, FileExistsError) else error.strerror
        raise RenderError(f"cannot write {path}: {why}; what was made is kept as {kept}") from error


def _rename(part: Path, path: Path, overwrite: bool = False) -> None:
    """Move a file; FileExistsError if there is one of that name and it may not be overwritten."""
    if overwrite:
        part.replace(path)
        return
    path.touch(exist_ok=False)  # the name is ours from here on; no file system renames with such care on its own
    try:
        part.replace(path)
    except BaseException:
        if part.exists():  # or else it has moved, and the interrupt came right after
            path.unlink()
        raise


def _keep(part: Path, path: Path, number: int = 2) -> Path:
    """Move a file to the first free name like `path`: ``song-2.mp4``, ``song-3.mp4`` and so on."""
    kept = path.with_name(f"{path.stem[:50]}-{number}{path.suffix}")  # short: names have 255 bytes at most
    try:
        _rename(part, kept)
    except FileExistsError:
        return _keep(part, path, number + 1)
    return kept


def real_path(path: Path) -> Path:
    """Where links lead.

    Raises
    ------
    UserError
        If nowhere.
    """
    try:
        return Path(os.path.realpath(path))
    except OSError as error:  # the working folder is gone
        raise refused(path, error) from error


def refused(path: Path | str, error: OSError) -> UserError:
    """What is told where nothing can be written."""
    return UserError(f"cannot write {path}: {error.strerror}; choose another output")
