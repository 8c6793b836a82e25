"""``clavilux render``: make a video."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clavilux.cli import arguments
from clavilux.cli.console import people, telling
from clavilux.cli.options import WISHES
from clavilux.cli.wishes import Wishes, wishing
from clavilux.errors import UserError
from clavilux.text import one_line

if TYPE_CHECKING:
    from rich.text import Text

    from clavilux.plan import Plan
    from clavilux.values import Film

__all__ = ["render", "summary"]


@wishing(*WISHES)
def render(
    song: Annotated[
        Path,
        typer.Argument(
            metavar="SONG|PLAN",
            help="Any file with sound that FFmpeg reads, also a video; or a plan of 'clavilux plan', a JSON file.",
            show_default=False,
        ),
    ],
    pictures: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PICTURE...", help="The artwork; several are spread over the song.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The video.  [default: the song's name, .mp4]", show_default=False),
    ] = None,
    draft: Annotated[
        bool,
        typer.Option(
            "--draft", help="Only 10 s, the loudest that begin with a shot, small, to see quickly what it will be like."
        ),
    ] = False,
    sheet: Annotated[
        bool, typer.Option("--sheet", help="Also write a contact sheet beside the video: one frame of every shot.")
    ] = False,
    wishes: Wishes = None,  # type: ignore[assignment] # what `wishing` makes of the options
    no_metadata: Annotated[
        bool, typer.Option("--no-metadata", help="Leave the recipe and the licences out of the video.")
    ] = False,
    overwrite: arguments.Overwrite = False,
    verbose: arguments.Verbose = False,
    quiet: arguments.Quiet = False,
) -> None:
    """Make a music video out of a song and one or more pictures, or of a plan.

    \b
    Examples:
      clavilux render song.mp3 cover.jpg
      clavilux render song.mp3 cover.jpg --draft --style stained-glass
      clavilux render song.mp3 cover.jpg --loop --duration 6
      clavilux render song.flac a.jpg b.jpg --genre jazz -o night.mp4
      clavilux render song.ogg art.png --start 60 --duration 30 --size 1280x720 --seed 7
      clavilux plan song.mp3 cover.jpg -o plan.json  # edit it, then
      clavilux render plan.json -o film.mp4
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    from clavilux.cli.progress import bars

    console = people(quiet)
    planned = _plan(song, pictures or [], wishes)
    recipe = None if planned else wishes.recipe(console)
    with telling(verbose), bars(console) as progress:
        # The rooms are imported here, under the running bars: it takes a second or two.
        from clavilux import pipeline

        path = output or pipeline.default_output(planned.song.path if planned else song)
        how: dict[str, Any] = {
            "draft": draft,
            "sheet": path.with_name(f"{path.stem}-sheet.png") if sheet else None,
            "overwrite": overwrite,
            "metadata": not no_metadata,
            "progress": progress,
        }
        if planned:
            film = pipeline.film(planned, path, **how)
        else:
            film = pipeline.make(song, pictures or [], recipe, output=path, **how)
    console.print(summary(film), soft_wrap=True)


def _plan(song: Path, pictures: list[Path], wishes: Wishes) -> Plan | None:
    """The plan that the user gave in place of a song and pictures; None if there is none.

    Raises
    ------
    UserError
        If it comes with what would not change it, or would fetch and read what the user did not name.
    """
    if song.suffix.lower() != ".json":
        return None
    from clavilux.cli.recipes import check_plan_trust
    from clavilux.plan import Plan

    words = [typed.words for typed in wishes.given.values()] + ([f"--recipe {wishes.name}"] if wishes.name else [])
    if pictures or words:
        extra = words[0] if words else str(pictures[0])
        raise UserError(f"{extra}: {song} is a plan, which holds all that; edit it, or make another by 'clavilux plan'")
    plan = Plan.from_file(song)
    check_plan_trust(plan, song, trust=wishes.trust)
    return plan


def summary(film: Film) -> Text:
    """What was made, and how long that took."""
    from rich.text import Text

    stages = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in film.seconds.items())
    length, (width, height) = film.frames / float(film.fps), film.size
    what = (
        f": {length:.1f} s, {film.frames} frames of {width}x{height}\n{stages}; all {sum(film.seconds.values()):.1f} s"
    )
    return Text.assemble((one_line(film.path), "bold"), what)
