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
            metavar="SONG|PLAN|PROJECT",
            help="Any file with sound that FFmpeg reads, also a video; or a plan of 'clavilux plan', a JSON file; or "
            "the folder of a --project.",
            show_default=False,
        ),
    ],
    pictures: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PICTURE...", help="The artwork; several are spread over the song.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="The video; its ending chooses the format: .mp4, .mov, .webm, .gif or .webp.  [default: the song's "
            "name, .mp4]",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="Which format where the ending does not say: h264, hevc or av1 in an .mp4, prores, vp9, gif, webp, or "
            "png for a folder of pictures.",
            show_default=False,
        ),
    ] = None,
    publish: Annotated[
        list[str] | None,
        typer.Option(
            "--for",
            metavar="SHELF",
            help="Where it will be published, which chooses size, length and format: youtube, shorts, reels, tiktok, "
            "story, canvas (a loop for Spotify), square or cinema. Several, as in --for youtube,canvas, make a film "
            "each, named song-reels.mp4, out of one hearing. What you say of --size and --fps stays.",
            show_default=False,
        ),
    ] = None,
    draft: Annotated[
        bool,
        typer.Option(
            "--draft", help="Only 10 s, the loudest that begin with a shot, small, to see quickly what it will be like."
        ),
    ] = False,
    project: Annotated[
        Path | None,
        typer.Option(
            "--project",
            metavar="FOLDER",
            help="Keep what is painted and filmed there, so that nothing is made twice: after a stop the same command "
            "goes on, after a change only what changed is made.  [default: beside the video, until it is complete]",
            show_default=False,
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            min=1,
            max=256,
            help="Film so many shots at once, in processes.",
            show_default=False,
        ),
    ] = None,
    executor: Annotated[
        str | None,
        typer.Option(
            "--executor",
            metavar="ray[:ADDRESS]",
            help="Paint and film on a cluster of Ray's, as many shots at once as it has room for, or --workers.",
            show_default=False,
        ),
    ] = None,
    sheet: Annotated[
        bool, typer.Option("--sheet", help="Also write a contact sheet beside the video: one frame of every shot.")
    ] = False,
    wishes: Wishes = None,  # type: ignore[assignment] # what `wishing` makes of the options
    no_metadata: Annotated[
        bool,
        typer.Option(
            "--no-metadata", help="Leave recipe, licences, and the song's title, artist and cover out of the video."
        ),
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
      clavilux render song.mp3 cover.jpg --for youtube,reels,canvas
      clavilux render song.flac a.jpg b.jpg --genre jazz -o night.mov
      clavilux render song.ogg art.png --start 60 --duration 30 --size 1280x720 --seed 7
      clavilux plan song.mp3 cover.jpg -o plan.json  # edit it, then
      clavilux render plan.json -o film.mp4
      clavilux render song.mp3 cover.jpg --project night  # edit night/plan.json, then
      clavilux render night -o film.mp4
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    from clavilux.cli.progress import bars

    console = people(quiet)
    if song.is_dir():
        project, song = project or song, _plan_of(song, publish)
    planned = _plan(song, pictures or [], wishes)
    recipe = None if planned else wishes.recipe(console)
    with telling(verbose), bars(console) as progress:
        # The rooms are imported here, under the running bars: it takes a second or two.
        from clavilux import executors, pipeline, shelving
        from clavilux.media.formats import chosen
        from clavilux.media.shelves import named

        how: dict[str, Any] = {
            "draft": draft,
            "overwrite": overwrite,
            "metadata": not no_metadata,
            "project": project,
            "form": form,
            "executor": executors.chosen(executor, workers),
            "progress": progress,
        }
        shelves = named(publish or [])
        if shelves and recipe:
            wanted = shelving.orders(song, output, recipe, shelves, wishes.given, draft=draft)
            films = list(shelving.make(song, pictures or [], wanted, sheet=sheet, **how))
        else:
            source = planned.song.path if planned else song
            shelf = shelving.the_only(shelves, song)
            if shelf:
                usual = shelving.output(source, shelf, draft=draft)
            else:
                usual = pipeline.default_output(source, chosen(form, None), draft=draft)
            path = output or usual
            how |= {"shelf": shelf, "sheet": shelving.sheet_of(path) if sheet else None}
            if planned:
                films = [pipeline.film(planned, path, **how)]
            else:
                films = [pipeline.make(song, pictures or [], recipe, output=path, **how)]
    for film in films:
        console.print(summary(film), soft_wrap=True)


def _plan_of(project: Path, publish: list[str] | None) -> Path:
    """The plan in a project's folder: of the film for a shelf, where there is one, or else the only one."""
    from clavilux.project import Project

    kept = Project(project)
    special = kept.plan(publish[0].lower()) if publish and len(publish) == 1 else kept.plan()
    plan = special if special.is_file() else kept.plan()
    others = ", ".join(sorted(path.name for path in project.glob("plan-*.json")))
    if not plan.is_file() and others:
        raise UserError(f"{project} has no {plan.name}, but {others}; name one of them, or say --for which shelf")
    if not plan.is_file():
        raise UserError(
            f"{project} is a folder without a {plan.name}; give a song, a plan, or the folder of a --project"
        )
    return plan


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
