"""Folders of frames that appear when they are complete."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clavilux.errors import OutputExists, UserError
from clavilux.media.output import real_path, refused, unfinished, write_errors

__all__ = ["NUMBERED", "appearing_folder", "check_folder"]

NUMBERED = "{:05}.png"
"""Pictures in a folder, from 1 on, as editors expect them."""


@contextmanager
def appearing_folder(path: Path | str, *, overwrite: bool = False) -> Iterator[Path]:
    """Give the block a folder to fill; it takes its name when the block ends well, and vanishes when it does not.

    Parameters
    ----------
    path : Path or str
        Its name in the end.
    overwrite : bool
        Replace a folder of that name; see `check_folder`.

    Yields
    ------
    Path
        The folder to fill, beside `path`.

    Raises
    ------
    UserError
        If there is something else of that name, or nothing can be written there.
    RenderError
        If the disk refuses the name in the end.
    """
    path = Path(path)
    check_folder(path, overwrite=overwrite)
    real = real_path(path)
    part, old = unfinished(path), unfinished(path)
    try:
        part.mkdir(parents=True)
    except OSError as error:
        raise refused(path, error) from error
    try:
        yield part
        check_folder(path, overwrite=overwrite)  # it may have been filled meanwhile
        with write_errors(path):
            if real.is_dir():
                real.rename(old)
            part.rename(real)
    finally:
        for folder in (part, old):
            shutil.rmtree(folder, ignore_errors=True)


def check_folder(path: Path, *, overwrite: bool = False) -> None:
    """See that a folder can have a name, without writing anything.

    Parameters
    ----------
    path : Path
        The name.
    overwrite : bool
        Whether a folder may be replaced that holds nothing but pictures called as `NUMBERED`.

    Raises
    ------
    UserError
        If there is a file of that name, or a folder with something in it that may not be replaced.
    """
    try:
        names = [file.name for file in path.iterdir()]
    except FileNotFoundError:
        return
    except NotADirectoryError as error:
        raise UserError(f"{path} is a file; choose another --output for the folder") from error
    except OSError as error:
        raise refused(path, error) from error
    if others := sorted(name for name in names if not re.fullmatch(r"\d{5,}\.png", name)):
        raise UserError(f"{path} holds {others[0]}, which is no frame of a film; choose another --output")
    if names and not overwrite:
        raise OutputExists(path)
