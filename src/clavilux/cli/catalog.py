"""``clavilux styles`` and ``clavilux painters``: what there is to choose from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from clavilux.types import Style

__all__ = ["painters", "styles"]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON to stdout and nothing else.")]


def styles(as_json: AsJson = False) -> None:
    """List the styles of the style book and the genres that call for them."""
    from clavilux.imagine.styles import StyleBook

    book = StyleBook.load()
    if as_json:
        listing = {"styles": {name: _entry(style) for name, style in book.styles.items()}, "genres": dict(book.genres)}
        typer.echo(json.dumps(listing, indent=2))
        return
    rows = []
    for name, style in book.styles.items():
        genres = ", ".join(genre for genre, called in book.genres.items() if called == name)
        rows.append((name, style.movement, _swatches(style), genres or "-"))
    _print_table(("style", "movement", "palette", "genres"), rows)


def painters(as_json: AsJson = False) -> None:
    """List the painters that are installed."""
    from clavilux import plugins

    listing = {name: _credentials(name) for name in plugins.names("painters")}
    if as_json:
        typer.echo(json.dumps(listing, indent=2))
        return
    rows = [
        (name, facts.get("error") or f"ready; sizes are multiples of {facts['multiple']}", facts.get("licence", "-"))
        for name, facts in listing.items()
    ]
    _print_table(("painter", "state", "licence"), rows)


def _entry(style: Style) -> dict[str, Any]:
    return {
        "movement": style.movement,
        "description": style.description,
        "palette": _hex(style),
        "exemplars": style.exemplars,
    }


def _hex(style: Style) -> list[str]:
    return [f"#{bytes(colour).hex()}" for colour in style.palette]


def _swatches(style: Style) -> Text:
    from rich.text import Text

    return Text.assemble(*(("██", colour) for colour in _hex(style)))


def _credentials(name: str) -> dict[str, Any]:
    """What a painter says of itself, or why it cannot be used: one broken plug-in must not hide the others."""
    from clavilux import plugins
    from clavilux.errors import ClaviluxError

    try:
        painter = plugins.load("painters", name)()
    except (ClaviluxError, ImportError) as error:
        return {"error": str(error)}
    return {"licence": painter.licence, "multiple": painter.multiple}


def _print_table(heads: tuple[str, ...], rows: Sequence[tuple[str | Text, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*heads)
    for row in rows:
        table.add_row(*row)
    # Without markup: the cure of a missing extra, "clavilux[diffusers]", is no instruction to rich.
    Console(stderr=True, markup=False).print(table)
