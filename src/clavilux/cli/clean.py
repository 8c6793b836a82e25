"""``clavilux clean``: free the space that projects take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clavilux.cli.console import people

__all__ = ["clean"]


def clean(
    projects: Annotated[
        list[Path], typer.Argument(metavar="PROJECT...", help="Folders of --project.", show_default=False)
    ],
) -> None:
    """Remove from projects what can be made again: pieces of film, painted pictures, what was heard.

    Plans stay, and pictures of your own that you have put in the place of painted ones.
    """
    from clavilux.project import PLAN, opened

    console = people()
    for folder in projects:
        with opened(folder, keep=True, begin=False) as project:
            freed = project.remove()
        rest = f"; {folder / PLAN} stays" if (folder / PLAN).is_file() else ""
        console.print(f"{folder}: {freed / 1e6:.0f} MB freed{rest}", soft_wrap=True)
