"""``clavilux plan``: write down what a film will be, to edit it before it is made."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from clavilux.cli import arguments
from clavilux.cli.console import people, telling
from clavilux.cli.options import WISHES
from clavilux.cli.wishes import Wishes, wishing
from clavilux.text import one_line

__all__ = ["plan"]


@wishing(*WISHES)
def plan(
    song: Annotated[
        Path, typer.Argument(help="Any file with sound that FFmpeg reads, also a video.", show_default=False)
    ],
    pictures: Annotated[
        list[Path],
        typer.Argument(metavar="PICTURE...", help="The artwork; several are spread over the song.", show_default=False),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="The plan, a JSON file.  [default: the song's name, .plan.json]", show_default=False
        ),
    ] = None,
    publish: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="SHELF",
            help="Where the film will be published, which chooses size and frame rate; see 'clavilux render'.",
            show_default=False,
        ),
    ] = None,
    wishes: Wishes = None,  # type: ignore[assignment] # what `wishing` makes of the options
    overwrite: arguments.Overwrite = False,
    verbose: arguments.Verbose = False,
    quiet: arguments.Quiet = False,
) -> None:
    """Listen to a song and write the plan of its film: shots, keyframes, lanes, effects.

    A plan is a small JSON file to read and edit: move a cut, give one
    section another style or words, replace a picture by your own
    ("paint": false), draw a curve by hand, leave an effect out. All options
    of 'clavilux render' count; 'clavilux render plan.json' makes the film.

    \b
    Examples:
      clavilux plan song.mp3 cover.jpg -o plan.json
      clavilux render plan.json -o film.mp4
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    from clavilux.cli.progress import bars

    console = people(quiet)
    recipe = wishes.recipe(console)
    path = output or Path(f"{song.stem}.plan.json")
    with telling(verbose), bars(console, ["listen"]) as progress:
        from clavilux import pipeline, shelving
        from clavilux.media.files import write_plan
        from clavilux.media.output import check_free, make_room
        from clavilux.media.shelves import named
        from clavilux.plan.locks import keeping_file

        if shelf := shelving.the_only(named([publish] if publish else []), path):
            recipe = shelving.for_shelf(recipe, shelf, wishes.given)
        check_free(path, [song, *pictures], overwrite=overwrite)
        make_room(path)
        made = keeping_file(pipeline.plan(song, pictures, recipe, progress=progress), path)
        write_plan(made, path, overwrite=overwrite)
    shots, keyframes = len(made.shots), len(made.keyframes)
    told = f": {made.duration:.1f} s, {shots} shot{'s'[: shots > 1]}, {keyframes} keyframes; edit it, then: "
    console.print(f"{one_line(path)}{told}clavilux render {quote(one_line(path))}", soft_wrap=True)
