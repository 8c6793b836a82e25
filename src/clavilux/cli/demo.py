"""``clavilux demo``: the example that ships, rendered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clavilux.cli import arguments
from clavilux.cli.console import people
from clavilux.cli.render import summary

__all__ = ["demo"]

GENRE = "electronic"


def demo(
    output: Annotated[Path, typer.Option("-o", "--output", help="The video.")] = Path("demo.mp4"),
    draft: Annotated[bool, typer.Option("--draft", help="Only 10 s, small.")] = False,
    overwrite: arguments.Overwrite = False,
    quiet: arguments.Quiet = False,
) -> None:
    """Render the example that ships: 31 s of techno over a painting, to see what Clavilux does."""
    from clavilux.cli.progress import bars
    from clavilux.recipe import Recipe

    console = people(quiet)
    recipe = Recipe().with_values({"imagine.genre": GENRE})
    with bars(console) as progress:
        from clavilux import pipeline
        from clavilux.examples import ARTWORK, SONG

        film = pipeline.make(
            SONG, [ARTWORK], recipe, output=output, draft=draft, overwrite=overwrite, progress=progress
        )
    console.print(summary(film), soft_wrap=True)
