"""All that there is to choose from, with what it means and takes."""

from __future__ import annotations

from functools import cache
from typing import Any

from msgspec import Struct

from clavilux import plugins
from clavilux.errors import UserError
from clavilux.media.shelves import shelves
from clavilux.plan import Plan
from clavilux.recipe import Recipe, presets
from clavilux.structs.schema import about, json_schema
from clavilux.styles import StyleBook

__all__ = ["catalog"]

GROUPS = "effects", "transitions", "sources"


@cache
def catalog() -> dict[str, Any]:
    """Plug-ins, styles, recipes and shelves by name, and the schemas of plan and recipe."""
    book = StyleBook.load()
    styles = [
        {"name": name, "about": style.movement, "palette": ["#" + bytes(colour).hex() for colour in style.palette]}
        for name, style in book.styles.items()
    ]
    return {group: _plug_ins(group) for group in GROUPS} | {
        "painters": plugins.names("painters"),
        "styles": styles,
        "genres": dict(book.genres),
        "recipes": [{"name": name, "about": told} for name, told in {"default": "", **presets()}.items()],
        "shelves": [
            {"name": name, "about": shelf.about, "sizes": shelf.sizes, "loop": shelf.loop}
            for name, shelf in shelves().items()
        ],
        "plan_schema": json_schema(Plan),
        "recipe_schema": json_schema(Recipe),
        "recipe": Recipe().to_dict(),
    }


def _plug_ins(group: str) -> dict[str, Any]:
    """Those of a group that can be had, with the schema of their options."""
    found: dict[str, Any] = {}
    for name in plugins.names(group):
        try:
            kind = plugins.load(group, name)
        except UserError as error:
            found[name] = {"about": str(error), "schema": None, "broken": True}
            continue
        schema = json_schema(kind) if isinstance(kind, type) and issubclass(kind, Struct) else None
        found[name] = {"about": about(kind), "schema": schema}
    return found
