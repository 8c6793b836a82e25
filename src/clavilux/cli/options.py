"""Options of a command as keys of a recipe, and mistakes told by the name that was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from clavilux.errors import BadRecipe
from clavilux.recipe import Recipe

__all__ = ["changed"]

Options = Mapping[str, tuple[str, Any]]
"""Key of the recipe -> option, and its value; None when it was not given."""


def changed(recipe: Recipe, options: Options, sets: Sequence[str] = ()) -> Recipe:
    """The recipe with what was typed.

    Parameters
    ----------
    recipe : Recipe
        What holds where nothing was typed.
    options : mapping
        Recipe key -> option and value; ``film.size`` stands for width and height.
    sets : sequence of str
        ``KEY=VALUE`` of ``--set``, which come last.

    Raises
    ------
    BadRecipe
        If a value does not fit; the message begins with what was typed.
    """
    values: dict[str, Any] = {}
    typed: dict[str, str] = {}
    for key, (option, value) in options.items():
        if value is not None:
            new = _sides(value) if key == "film.size" else {key: value}
            values |= new
            typed |= dict.fromkeys(new, f"{option} {value:g}" if isinstance(value, float) else f"{option} {value}")
    for text in sets:
        key, value = _pair(text)
        values[key], typed[key] = value, f"--set {text}"
    try:
        return recipe.with_values(values)
    except BadRecipe as error:
        raise BadRecipe(f"{typed[error.key]}: {error.why}" if error.key in typed else str(error)) from error


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise BadRecipe(f"--set {text}: give KEY=VALUE, such as --set move.zoom=0.1")
    return key.strip(), value.strip()


def _sides(size: str) -> dict[str, Any]:
    """``"512"`` or ``"1280x720"`` as recipe keys."""
    sides = re.fullmatch(r"(\d{1,6})(?:[x×](\d{1,6}))?", size.strip().lower())
    if not sides:
        raise BadRecipe(f"--size {size}: give pixels, such as 512 or 1280x720")
    return {"film.width": int(sides[1]), "film.height": int(sides[2] or sides[1])}
