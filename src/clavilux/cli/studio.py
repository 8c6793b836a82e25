"""``clavilux studio``: see the music and change any moment, in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clavilux.cli import arguments
from clavilux.cli.console import people
from clavilux.errors import UserError
from clavilux.text import one_line

__all__ = ["studio"]

SUFFIX = ".clavilux"
NAMELESS = Path("film" + SUFFIX)
"""The project of a song that is dropped on the page."""


def studio(
    song: Annotated[
        Path | None,
        typer.Argument(
            metavar="SONG|PROJECT",
            help="Any file with sound that FFmpeg reads; or the folder of a project. Nothing: drop them on the page.",
            show_default=False,
        ),
    ] = None,
    pictures: Annotated[
        list[Path] | None, typer.Argument(metavar="PICTURE...", help="The artwork.", show_default=False)
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option(
            "--project",
            metavar="FOLDER",
            help="Where all is kept.  [default: the song's name, .clavilux]",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="N",
            min=0,
            max=65535,
            help="Where the server listens.  [default: 2412]",
            show_default=False,
        ),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the link, and open no browser.")] = False,
    painter: Annotated[
        str | None,
        typer.Option("--painter", help="Who paints new plans; see 'clavilux painters'.", show_default=False),
    ] = None,
    share: Annotated[bool, typer.Option("--share", help="Let other machines in, too, with a --password.")] = False,
    password: Annotated[
        str | None,
        typer.Option(
            "--password", envvar="CLAVILUX_PASSWORD", help="What others need with --share.", show_default=False
        ),
    ] = None,
    trust: Annotated[
        bool, typer.Option("--trust", help="Let the plan fetch the models and read the files it names.")
    ] = False,
    quiet: arguments.Quiet = False,
) -> None:
    """Make and edit a music video in the browser: see the music, change any moment, hear and see it at once.

    It needs an extra: pip install "clavilux[studio]". Nobody but you gets
    in: the link that is printed has a key, and only this machine is served.
    All is kept in the project's folder; 'clavilux render PROJECT' films it,
    too. Ctrl-C ends the studio.

    \b
    Examples:
      clavilux studio                       # drop a song and pictures on the page
      clavilux studio song.mp3 cover.jpg
      clavilux studio song.clavilux         # go on
      clavilux studio night --port 8000 --no-browser
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    if share and not password:
        raise UserError("--share lets others in; give a --password that they need")
    if password and not share:
        raise UserError("--password is for --share; add that, or leave it out")
    from clavilux.extras import require

    require("the studio", "studio", ["fastapi", "uvicorn", "websockets"])
    folder, song = _folder(song, project)
    from clavilux.cli.recipes import check_plan_trust
    from clavilux.plan import Plan
    from clavilux.project import opened
    from clavilux.studio.server import serve
    from clavilux.studio.session import Session

    console = people(quiet)
    with opened(folder, keep=True, user="studio") as place:
        if (path := place.plan()).is_file():
            check_plan_trust(Plan.from_file(path), path, trust=trust)
        usual = {"imagine.painter": painter} if painter else {}
        session = Session(place, song=song, pictures=pictures or (), trust=trust, usual=usual)
        wrong = "".join(f"\n{one_line(problem.text)}" for problem in session.problems())
        serve(
            session,
            port=port,
            password=password,
            browser=not no_browser,
            told=lambda link: console.print(f"the studio is at {link}\nCtrl-C ends it{wrong}", soft_wrap=True),
        )
    console.print(f"all is kept in {one_line(folder)}", soft_wrap=True)


def _folder(song: Path | None, project: Path | None) -> tuple[Path, Path | None]:
    """The project's folder, and the song if one was given."""
    if song is not None and song.is_dir():
        if project:
            raise UserError(f"{song} is a project already; leave --project out")
        return song, None
    return project or (Path(song.stem + SUFFIX) if song else NAMELESS), song
