"""The ``clavilux`` command: its verbs, and how mistakes are told."""

from __future__ import annotations

import sys
import warnings
from contextlib import suppress
from typing import Annotated

import typer

from clavilux import __version__
from clavilux.cli.batch import batch
from clavilux.cli.catalog import captioners, painters, styles
from clavilux.cli.clean import clean
from clavilux.cli.console import say
from clavilux.cli.demo import demo
from clavilux.cli.listen import listen
from clavilux.cli.paint import paint
from clavilux.cli.plan import plan
from clavilux.cli.recipe import recipe
from clavilux.cli.render import render
from clavilux.cli.score import score
from clavilux.cli.signals import STOPPED, heed
from clavilux.cli.studio import studio
from clavilux.errors import ClaviluxError, ClaviluxWarning

__all__ = ["app", "run"]

app = typer.Typer(
    name="clavilux",
    help="A song and a picture in, a music video out that moves with the music.",
    epilog="Start with: clavilux render SONG PICTURE",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # the rich help page takes a third of a second to import
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"clavilux {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and stop.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """A song and a picture in, a music video out that moves with the music."""


for verb in (render, batch, plan, paint, listen, score, studio, styles, painters, captioners, demo, clean):
    app.command()(verb)
app.add_typer(recipe)


def run() -> None:
    """Entry point: exit code 0, 1 for our failure, 2 for the user's input, 128 + its number after a signal."""
    warnings.showwarning = _show_warning
    warnings.simplefilter("default", ClaviluxWarning)  # PYTHONWARNINGS is a word to developers, ours are to the user
    heed()
    try:
        app()
    except ClaviluxError as error:
        say("error", str(error))
        sys.exit(error.exit_code)
    except SystemExit as stop:
        if stop.code in STOPPED:
            with suppress(OSError):  # the terminal may be gone
                say("stopped", "no output was written")
        raise


def _show_warning(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
    """Ours are for the user, one line each; those of libraries are for developers and stay silent."""
    if issubclass(category, ClaviluxWarning):
        say("warning", str(message))
