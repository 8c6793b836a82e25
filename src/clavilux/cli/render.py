"""``clavilux render``: make a video."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clavilux.cli import arguments
from clavilux.cli.console import people, telling
from clavilux.cli.recipes import check_trust, find_recipe
from clavilux.text import one_line

if TYPE_CHECKING:
    from rich.text import Text

    from clavilux.types import Film

__all__ = ["render"]


def render(
    song: Annotated[
        Path, typer.Argument(help="Any file with sound that FFmpeg reads, also a video.", show_default=False)
    ],
    pictures: Annotated[
        list[Path],
        typer.Argument(metavar="PICTURE...", help="The artwork; several are spread over the song.", show_default=False),
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The video.  [default: the song's name, .mp4]", show_default=False),
    ] = None,
    recipe: Annotated[
        str,
        typer.Option(
            help="'default', 'calm', 'dance', 'strobe-safe', 'paper' (Pina & Li), a JSON file, or a video or a picture "
            "of Clavilux, which carries its own."
        ),
    ] = "default",
    set_: arguments.Set = None,
    painter: arguments.Painter = None,
    vae: arguments.Vae = None,
    lora: arguments.Lora = None,
    device: arguments.Device = None,
    strength: arguments.Strength = None,
    palette: arguments.Palette = None,
    stroke: arguments.Stroke = None,
    detail: arguments.Detail = None,
    steps: arguments.Steps = None,
    guidance: arguments.Guidance = None,
    genre: Annotated[
        str | None,
        typer.Option(help="The song's genre, which chooses the style; heard when left out.", show_default=False),
    ] = None,
    style: arguments.Style = None,
    prompt: arguments.Prompt = None,
    fit: arguments.Fit = None,
    keep: arguments.Keep = None,
    sections: Annotated[
        str | None,
        typer.Option(
            metavar="fixed|musical",
            help="One picture per 10 s, or per verse, chorus and break.",
            show_default=False,
        ),
    ] = None,
    captioner: Annotated[
        str | None, typer.Option(help="Who puts the music in words; see 'clavilux captioners'.", show_default=False)
    ] = None,
    start: Annotated[
        str | None, typer.Option(metavar="SECONDS", help="Second of the song to start at.", show_default=False)
    ] = None,
    duration: Annotated[
        str | None, typer.Option(metavar="SECONDS", help="Seconds of the song to use.", show_default=False)
    ] = None,
    track: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER",
            help="Which sound track of a file with several, from 1; the players' choice when left out.",
            show_default=False,
        ),
    ] = None,
    fps: Annotated[
        str | None, typer.Option(help="Frames per second, e.g. 24, 23.976 or 30000/1001.", show_default=False)
    ] = None,
    size: Annotated[str | None, typer.Option(help="Pixels: 512, or 1280x720.", show_default=False)] = None,
    seed: arguments.Seed = None,
    trust: arguments.Trust = False,
    no_metadata: Annotated[
        bool, typer.Option("--no-metadata", help="Leave the recipe and the licences out of the video.")
    ] = False,
    overwrite: arguments.Overwrite = False,
    verbose: arguments.Verbose = False,
    quiet: arguments.Quiet = False,
) -> None:
    """Make a music video out of a song and one or more pictures.

    \b
    Examples:
      clavilux render song.mp3 cover.jpg
      clavilux render song.flac a.jpg b.jpg --genre jazz -o night.mp4
      clavilux render song.ogg art.png --start 60 --duration 30 --size 1280x720 --seed 7
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    from clavilux.cli.options import ANY_SEED, changed, drawn, typed
    from clavilux.cli.progress import bars

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
            "listen.sections": sections,
            "listen.captioner": captioner,
            "listen.start": start,
            "listen.duration": duration,
            "listen.track": track,
            "film.fps": fps,
            "film.size": size,
            "seed": drawn(seed),
        },
        set_ or (),
    )
    chosen = changed(find_recipe(recipe), given)
    check_trust(chosen, recipe, chosen=given, trust=trust)
    if seed == ANY_SEED:
        console.print(f"seed {chosen.seed}")
    with telling(verbose), bars(console) as progress:
        # The rooms are imported here, under the running bars: it takes a second or two.
        from clavilux.pipeline import make

        film = make(
            song,
            pictures,
            chosen,
            output=output,
            overwrite=overwrite,
            metadata=not no_metadata,
            progress=progress,
        )
    console.print(_summary(film), soft_wrap=True)


def _summary(film: Film) -> Text:
    from rich.text import Text

    stages = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in film.seconds.items())
    length, (width, height) = film.frames / float(film.fps), film.size
    what = (
        f": {length:.1f} s, {film.frames} frames of {width}x{height}\n{stages}; all {sum(film.seconds.values()):.1f} s"
    )
    return Text.assemble((one_line(film.path), "bold"), what)
