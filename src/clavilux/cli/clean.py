"""``clavilux clean``: free the space that projects take."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.filesize import decimal

from clavilux.cli.console import people
from clavilux.errors import BadValue

if TYPE_CHECKING:
    from clavilux.project import Project

__all__ = ["clean"]

UNITS = {"": 1, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


def clean(
    projects: Annotated[
        list[Path], typer.Argument(metavar="PROJECT...", help="Folders of --project.", show_default=False)
    ],
    keep_under: Annotated[
        str | None,
        typer.Option(
            "--keep-under",
            metavar="SIZE",
            help="Remove only the oldest files, until all that is left of the projects together is smaller, as 5GB.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Remove from projects what can be made again: pieces of film, painted pictures, what was heard.

    Plans stay, and pictures of your own that you have put in the place of painted ones.

    \b
    Examples:
      clavilux clean night
      clavilux clean albums/* --keep-under 20GB
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    from clavilux.project import PLAN, opened

    console, most = people(), None if keep_under is None else _bytes(keep_under)
    with ExitStack() as stack:
        folders = [
            stack.enter_context(opened(folder, keep=True, begin=False, user="clean"))
            for folder in dict.fromkeys(projects)
        ]
        chosen = None if most is None else _oldest(folders, most)
        for project in folders:
            freed = project.remove(None if chosen is None else chosen[project.folder])
            plan = project.folder / PLAN
            rest = f"; {plan} stays" if plan.is_file() else ""
            console.print(f"{project.folder}: {decimal(freed)} freed{rest}", soft_wrap=True)


def _oldest(projects: list[Project], most: float) -> dict[Path, list[str]]:
    """The names of the files, by project, without which the others are no larger together."""
    files = sorted(
        ((facts.st_mtime, facts.st_size, path.name, project.folder))
        for project in projects
        for path in project.made()
        for facts in [path.stat()]
    )
    chosen: dict[Path, list[str]] = {project.folder: [] for project in projects}
    left = sum(size for _, size, _, _ in files)
    for _, size, name, folder in files:
        if left <= most:
            break
        chosen[folder].append(name)
        left -= size
    return chosen


def _bytes(size: str) -> float:
    """``"5GB"`` as a number.

    Raises
    ------
    BadValue
        If it is none.
    """
    found = re.fullmatch(r"(\d{1,15}(?:\.\d{1,9})?)\s*([KMGT]?)B?", size.strip().upper(), re.ASCII)
    if not found:
        raise BadValue(f"--keep-under {size}: give a size, such as 500MB or 5GB")
    return float(found[1]) * UNITS[found[2]]
