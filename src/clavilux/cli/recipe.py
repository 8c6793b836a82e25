"""``clavilux recipe``: every key of a recipe, and the recipes that ship."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from clavilux.cli.console import people, print_json
from clavilux.cli.options import PARTS
from clavilux.errors import UserError

if TYPE_CHECKING:
    from clavilux.plan import Part
    from clavilux.structs.schema import Key

__all__ = ["Page", "pages", "recipe"]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON to stdout and nothing else.")]


class Page(NamedTuple):
    """Keys of a recipe that belong together."""

    title: str
    about: str
    keys: list[Key]


recipe = typer.Typer(name="recipe", rich_markup_mode=None)


@recipe.callback(invoke_without_command=True)
def keys(context: typer.Context, as_json: AsJson = False) -> None:
    """List every key of a recipe: what it may be, its default and what it means.

    Lanes and effects have the options of their plug-ins; all that are installed are listed.

    \b
    Examples:
      clavilux recipe
      clavilux recipe list
      clavilux recipe show calm > my.json
      clavilux render song.mp3 cover.jpg --recipe my.json --set effects.camera.zoom.amount=0.1
    """  # noqa: D301 (the backspace keeps the lines of the paragraph)
    if context.invoked_subcommand is not None:
        return
    if as_json:
        print_json({key.name: _entry(key) for page in pages() for key in page.keys})
        return
    console = people()
    for page in pages():
        console.print(f"{page.title}: {_plain(page.about)}" if page.about else page.title, style="bold", soft_wrap=True)
        for key in page.keys:
            console.print(f"  {_told(key)}", soft_wrap=True)
        console.print()


@recipe.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the recipes that ship and what they change."""
    from rich.table import Column, Table

    from clavilux.recipe import Recipe, presets

    usual = Recipe().flat().items()
    new = {name: dict(item for item in Recipe.named(name).flat().items() if item not in usual) for name in presets()}
    if as_json:
        print_json({name: {"about": about, "changes": new[name]} for name, about in presets().items()})
        return
    table = Table(*(Column(head, overflow="fold") for head in ("recipe", "what it is for", "what it changes")))
    for name, about in presets().items():
        table.add_row(name, about, ", ".join(f"{key}={_json(value)}" for key, value in new[name].items()) or "-")
    people().print(table)


@recipe.command()
def show(
    name: Annotated[
        str,
        typer.Argument(
            help="One that ships, a JSON file, or a video or picture of Clavilux, which carries its own.",
            show_default=False,
        ),
    ],
) -> None:
    """Print a recipe as JSON, with all its keys, as this version writes it."""
    from clavilux.cli.recipes import find_recipe

    typer.echo(find_recipe(name).to_json(), nl=False)


def pages() -> Iterator[Page]:
    """All keys of a recipe, with those of the plug-ins that are installed."""
    from clavilux.recipe import Recipe
    from clavilux.structs import schema

    meanings, own = schema.meanings(Recipe), list(schema.keys(Recipe))
    yield Page("recipe", schema.about(Recipe), [key for key in own if key.name in ("version", "seed")])
    for room in Recipe.__struct_fields__:
        if room in PARTS:
            yield from _part_pages(room, meanings[room])
        elif within := [key for key in own if key.name.startswith(f"{room}.")]:
            yield Page(room, meanings[room], within)


def _part_pages(room: str, about: str) -> Iterator[Page]:
    """Of lanes or effects: those of the default recipe with its values, then all other plug-ins by their own names."""
    from clavilux import plugins
    from clavilux.recipe import Recipe

    usual = getattr(Recipe(), room)
    used = {part["use"] for part in usual.values()}
    yield Page(room, about, [])
    for name, part in usual.items():
        yield _part_page(room, name, part)
    for name in plugins.names(PARTS[room]):
        if name not in used:
            yield _part_page(room, name, {"use": name})


def _part_page(room: str, name: str, part: Part) -> Page:
    """One lane or effect; what is wrong with a plug-in is told in place of what it does: the others are listed."""
    from clavilux import plugins
    from clavilux.structs import schema

    title = f"{room}.{name}"
    try:
        kind = plugins.load(PARTS[room], part["use"])
        options = list(schema.keys(kind, f"{title}."))
        about = schema.about(kind)
    except UserError as error:
        options, about = (
            [schema.Key(f"{title}.{option}", "", None, "") for option in part if option != "use"],
            str(error),
        )
    except Exception as error:
        options, about = [], f"broken: {plugins.described(error)}"
    return Page(
        title,
        about,
        [key._replace(default=part.get(key.name.removeprefix(f"{title}."), key.default)) for key in options],
    )


def _entry(key: Key) -> dict[str, Any]:
    from msgspec import NODEFAULT

    facts = {"values": key.values, "meaning": key.meaning}
    return facts if key.default is NODEFAULT else facts | {"default": key.default}


def _told(key: Key) -> str:
    """``seed = 0  Seed of everything random. (a whole number)``."""
    from msgspec import NODEFAULT

    default = "" if key.default is NODEFAULT else f" = {_json(key.default)}"
    values = f" ({key.values})" if key.values else ""
    return f"{key.name}{default}  {_plain(key.meaning)}{values}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(text: str) -> str:
    """Without the marks that docstrings set around code."""
    return text.replace("`", "")
