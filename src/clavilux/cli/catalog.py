"""``clavilux styles``, ``painters`` and ``captioners``: what there is to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clavilux.cli.console import people, print_json
from clavilux.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from clavilux.values import Style

__all__ = ["captioners", "painters", "styles"]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON to stdout and nothing else.")]


def styles(as_json: AsJson = False) -> None:
    """List the styles of the style book and the genres that call for them."""
    from clavilux.styles import StyleBook

    book = StyleBook.load()
    if as_json:
        listing = {"styles": {name: _entry(style) for name, style in book.styles.items()}, "genres": dict(book.genres)}
        print_json(listing)
        return
    rows = []
    for name, style in book.styles.items():
        genres = ", ".join(genre for genre, called in book.genres.items() if called == name)
        rows.append((name, style.movement, _swatches(style), genres or "-"))
    _print_table(("style", "movement", "palette", "genres"), rows)


def painters(
    painter: Annotated[
        str | None,
        typer.Argument(
            help="Only this one, e.g. diffusers:stabilityai/sd-turbo: its card is read.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the painters that are installed, or what one of them says of itself."""
    _show({painter: _painter(painter)} if painter else _listing("painters"), as_json)


def captioners(as_json: AsJson = False) -> None:
    """List the captioners that are installed: what puts music in words."""
    _show(_listing("captioners"), as_json)


def _listing(group: str) -> dict[str, dict[str, Any]]:
    from clavilux import plugins

    return {name: _credentials(group, name) for name in plugins.names(group)}


def _show(listing: dict[str, dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(listing)
        return
    rows = [
        (facts.get("usage", name), facts.get("error") or facts["about"], facts.get("licence", "-"))
        for name, facts in listing.items()
    ]
    _print_table(("write", "what it is", "licence of the weights"), rows)


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

    return Text.assemble(*(("  ", f"on {colour}") for colour in _hex(style)))


def _credentials(group: str, name: str) -> dict[str, Any]:
    """What a plug-in says of itself, or why it cannot be used: one broken plug-in must not hide the others."""
    import inspect

    from clavilux import plugins
    from clavilux.errors import ClaviluxError

    placed = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    facts: dict[str, Any] = {}
    try:
        made = plugins.load(group, name)
        parameters = inspect.signature(made).parameters.values()
        needed = [each.name.upper() for each in parameters if each.default is each.empty and each.kind in placed]
        about = (inspect.getdoc(made) or "").partition("\n")[0].removesuffix(".")
        # The factory is a class as a rule, which knows its licence even where what it needs is not installed.
        facts = {"usage": ":".join([name, *needed]), "about": about, "licence": str(getattr(made, "licence", "-"))}
        return facts if needed else facts | {"licence": str(made().licence)}
    except ClaviluxError as error:
        return facts | {"error": str(error)}
    except Exception as error:
        return facts | {"error": f"broken: {plugins.described(error)}"}


def _painter(spec: str) -> dict[str, Any]:
    """What is known of a painter as it would paint, with its model."""
    from dataclasses import asdict

    from clavilux import plugins

    made = plugins.create("painters", spec)
    facts = {"multiple": made.multiple, "defaults": asdict(made.defaults), "morphs": getattr(made, "morphs", False)}
    return _credentials("painters", spec.partition(":")[0]) | {"usage": spec, "licence": made.licence} | facts


def _print_table(heads: tuple[str, ...], rows: Sequence[tuple[str | Text, ...]]) -> None:
    from rich.table import Column, Table

    table = Table(*(Column(head, overflow="fold") for head in heads))  # a cure is never cut short
    for row in rows:
        table.add_row(*(one_line(cell) if isinstance(cell, str) else cell for cell in row))
    people().print(table)
