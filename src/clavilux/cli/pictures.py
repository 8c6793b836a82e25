"""``--plot``: the pictures that verbs draw of what they found."""

from __future__ import annotations

from pathlib import Path

from clavilux.errors import UserError

__all__ = ["check_plot"]


def check_plot(path: Path) -> None:
    """See that a picture can be drawn there, before any work begins.

    Raises
    ------
    MissingExtra
        If the library that draws is not installed.
    UserError
        If there is no picture format of that ending, or nothing can be written there.
    """
    from clavilux.extras import require
    from clavilux.media.output import make_room

    require("--plot", "plot", ["matplotlib"])
    from matplotlib.backend_bases import FigureCanvasBase

    if path.suffix[1:].lower() not in FigureCanvasBase.get_supported_filetypes():
        raise UserError(f"--plot {path}: choose a name that ends in .png, .svg or .pdf")
    make_room(path)
