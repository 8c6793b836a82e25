"""``clavilux paint``: paint one picture, to try before a render."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clavilux.cli import arguments
from clavilux.cli.console import people, telling
from clavilux.cli.recipes import check_trust, find_recipe
from clavilux.errors import UserError
from clavilux.text import one_line

if TYPE_CHECKING:
    from rich.text import Text

    from clavilux.recipe import Imagine
    from clavilux.types import Image

__all__ = ["paint"]


def paint(
    picture: Annotated[Path, typer.Argument(metavar="PICTURE", help="The artwork.", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="The PNG.  [default: the picture's name and the style's]", show_default=False
        ),
    ] = None,
    style: arguments.Style = None,
    genre: Annotated[
        str | None, typer.Option(help="A genre of music, whose style is taken.", show_default=False)
    ] = None,
    all_styles: Annotated[
        bool, typer.Option("--all-styles", help="Every style of 'clavilux styles' on one sheet, beside the artwork.")
    ] = False,
    prompt: arguments.Prompt = None,
    strength: arguments.Strength = None,
    palette: arguments.Palette = None,
    stroke: arguments.Stroke = None,
    detail: arguments.Detail = None,
    guidance: arguments.Guidance = None,
    steps: arguments.Steps = None,
    size: Annotated[
        str | None,
        typer.Option(
            help="Pixels: 512, or 1280x720.  [default: that of --recipe, else the picture's own, 1920 at most]",
            show_default=False,
        ),
    ] = None,
    fit: arguments.Fit = None,
    keep: arguments.Keep = None,
    show_kept: Annotated[
        bool, typer.Option("--show-kept", help="Paint nothing: draw what stays whole on the picture, and write that.")
    ] = False,
    seed: arguments.Seed = None,
    painter: arguments.Painter = None,
    vae: arguments.Vae = None,
    lora: arguments.Lora = None,
    device: arguments.Device = None,
    recipe: Annotated[
        str | None,
        typer.Option(
            help="Paint as a render of it would: 'default', 'paper' and so on, a JSON file, or a video or picture of "
            "Clavilux.",
            show_default=False,
        ),
    ] = None,
    set_: arguments.Set = None,
    trust: arguments.Trust = False,
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
    from clavilux.cli.options import ANY_SEED, changed, drawn, typed
    from clavilux.cli.progress import bars

    _check_modes(show_kept=show_kept, all_styles=all_styles, style=style, genre=genre)
    console = people(quiet)
    given = typed(
        {
            "imagine.painter": painter,
            "imagine.vae": vae,
            "imagine.lora": lora,
            "imagine.device": device,
            "imagine.strength": strength,
            "imagine.lumia.palette": palette,
            "imagine.lumia.stroke": stroke,
            "imagine.lumia.detail": detail,
            "imagine.steps": steps,
            "imagine.guidance": guidance,
            "imagine.genre": genre,
            "imagine.style": style,
            "imagine.prompt": prompt,
            "imagine.fit": fit,
            "imagine.keep": keep,
            "film.size": size,
            "seed": drawn(seed),
        },
        set_ or (),
    )
    chosen = changed(find_recipe(recipe or "default"), given)
    check_trust(chosen, recipe or "default", chosen=given, trust=trust)
    if seed == ANY_SEED:
        console.print(f"seed {chosen.seed}")
    sized = recipe is not None or not given.keys().isdisjoint(("film.width", "film.height"))
    wanted = (chosen.film.width, chosen.film.height) if sized else None
    begun = time.perf_counter()
    with telling(verbose), bars(console, ["imagine"]) as progress:
        # The room is imported here, under the running bar: it takes a second or two.
        from clavilux.imagine import paint as room

        if show_kept:
            path = output or Path(f"{picture.stem}-kept.png")
            made = room.draw_kept(picture, chosen, output=path, overwrite=overwrite, progress=progress)
        elif all_styles:
            path = output or Path(f"{picture.stem}-styles.png")
            made = room.paint_all_styles(
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
            made = room.paint(
                picture,
                chosen,
                size=wanted,
                output=path,
                overwrite=overwrite,
                metadata=not no_metadata,
                progress=progress,
            ).image
    console.print(_summary(path, made, time.perf_counter() - begun), soft_wrap=True)


def _check_modes(*, show_kept: bool, all_styles: bool, style: str | None, genre: str | None) -> None:
    """See that what was asked for goes together."""
    if all_styles and show_kept:
        raise UserError("--show-kept paints nothing; leave it or --all-styles out")
    if all_styles and (style is not None or genre is not None):
        raise UserError("--all-styles paints every style; leave --style and --genre out")


def _named(choices: Imagine) -> str:
    """What the output is called after the picture: the chosen style, as the book spells it, or the picture's name."""
    from clavilux.imagine.styles import StyleBook
    from clavilux.recipe import is_picture

    book = StyleBook.load()
    if choices.style is not None:
        return Path(choices.style).stem if is_picture(choices.style) else book.style(choices.style).name
    return "painted" if choices.genre is None else book.for_genre(choices.genre).name


def _summary(path: Path, picture: Image, seconds: float) -> Text:
    from rich.text import Text

    height, width = picture.shape[:2]
    return Text.assemble((one_line(path), "bold"), f": {width}x{height}; {seconds:.1f} s")
