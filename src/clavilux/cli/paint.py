"""``clavilux paint``: paint one picture, to try before a render."""

from __future__ import annotations

import time
from collections.abc import Container
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clavilux.cli import arguments
from clavilux.cli.console import people, telling
from clavilux.cli.options import WISHES
from clavilux.cli.wishes import Wishes, wishing
from clavilux.errors import UserError
from clavilux.text import is_picture, one_line

if TYPE_CHECKING:
    from rich.text import Text

    from clavilux.recipe import Imagine
    from clavilux.values import Image

__all__ = ["paint"]

WISHED = [key for key in WISHES if key.startswith("imagine.")] + ["film.size", "seed"]


@wishing(
    *WISHED,
    recipe="Paint as a render of it would: 'default', 'paper' and so on, a JSON file, or a video or picture of "
    "Clavilux.",
    genre="A genre of music, whose style is taken.",
    size="Pixels: 1920x1080, or 1080 for a square.  [default: that of --recipe, else the picture's own, 1920 at most]",
)
def paint(
    picture: Annotated[Path, typer.Argument(metavar="PICTURE", help="The artwork.", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="The PNG.  [default: the picture's name and the style's]", show_default=False
        ),
    ] = None,
    all_styles: Annotated[
        bool, typer.Option("--all-styles", help="Every style of 'clavilux styles' on one sheet, beside the artwork.")
    ] = False,
    show_kept: Annotated[
        bool, typer.Option("--show-kept", help="Paint nothing: draw what stays whole on the picture, and write that.")
    ] = False,
    wishes: Wishes = None,  # type: ignore[assignment] # what `wishing` makes of the options
    no_metadata: Annotated[
        bool, typer.Option("--no-metadata", help="Leave the recipe and the licence out of the picture.")
    ] = False,
    overwrite: arguments.Overwrite = False,
    verbose: arguments.Verbose = False,
    quiet: arguments.Quiet = False,
) -> None:
    """Paint one picture, to try painters, styles and dials before a render.

    It is what 'clavilux render' with the same options paints for the first
    section of a song, but that no music tints it. Without a style it is
    another take of the artwork, in the artwork's own hand. The PNG carries
    its recipe: 'clavilux render SONG PICTURE --recipe cover-jazz.png' makes
    a film of that look and size.

    \b
    Examples:
      clavilux paint cover.jpg --all-styles
      clavilux paint cover.jpg --style impressionism --palette 0.3 --seed 7
      clavilux paint cover.jpg --genre jazz --size 1280x720 -o cover-jazz.png
      clavilux paint cover.jpg --style my-painting.jpg --stroke 2 --strength 0
      clavilux paint cover.jpg --show-kept -v
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    from clavilux.cli.progress import bars

    _check_modes(wishes.given, show_kept=show_kept, all_styles=all_styles)
    console = people(quiet)
    chosen = wishes.recipe(console)
    sized = wishes.name is not None or not wishes.given.keys().isdisjoint(("film.width", "film.height"))
    wanted = (chosen.film.width, chosen.film.height) if sized else None
    begun = time.perf_counter()
    with telling(verbose), bars(console, ["imagine"]) as progress:
        # It is imported here, under the running bar: that takes a second or two.
        from clavilux import painting

        if show_kept:
            path = output or Path(f"{picture.stem}-kept.png")
            made = painting.draw_kept(picture, chosen, output=path, overwrite=overwrite, progress=progress)
        elif all_styles:
            path = output or Path(f"{picture.stem}-styles.png")
            made = painting.paint_all_styles(
                picture,
                chosen,
                size=wanted,
                output=path,
                overwrite=overwrite,
                metadata=not no_metadata,
                progress=progress,
            )
        else:
            path = output or Path(f"{picture.stem}-{_named(chosen.imagine)}.png")
            made = painting.paint(
                picture,
                chosen,
                size=wanted,
                output=path,
                overwrite=overwrite,
                metadata=not no_metadata,
                progress=progress,
            ).image
    console.print(_summary(path, made, time.perf_counter() - begun), soft_wrap=True)


def _check_modes(given: Container[str], *, show_kept: bool, all_styles: bool) -> None:
    """See that what was asked for goes together."""
    if all_styles and show_kept:
        raise UserError("--show-kept paints nothing; leave it or --all-styles out")
    if all_styles and ("imagine.style" in given or "imagine.genre" in given):
        raise UserError("--all-styles paints every style; leave --style and --genre out")


def _named(choices: Imagine) -> str:
    """What the output is called after the picture: the chosen style, as the book spells it, or the picture's name."""
    from clavilux.styles import StyleBook

    book = StyleBook.load()
    if choices.style is not None:
        return Path(choices.style).stem if is_picture(choices.style) else book.style(choices.style).name
    return "painted" if choices.genre is None else book.for_genre(choices.genre).name


def _summary(path: Path, picture: Image, seconds: float) -> Text:
    from rich.text import Text

    height, width = picture.shape[:2]
    return Text.assemble((one_line(path), "bold"), f": {width}x{height}; {seconds:.1f} s")
