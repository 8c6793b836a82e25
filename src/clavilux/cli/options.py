"""Options of a command as keys of a recipe, and mistakes told by the name that was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from clavilux.errors import BadRecipe

if TYPE_CHECKING:
    from clavilux.recipe import Recipe

__all__ = ["OPTIONS", "Typed", "changed", "typed"]

OPTIONS = {
    "imagine.painter": "--painter",
    "imagine.vae": "--vae",
    "imagine.lora": "--lora",
    "imagine.device": "--device",
    "imagine.strength": "--strength",
    "imagine.steps": "--steps",
    "imagine.guidance": "--guidance",
    "imagine.genre": "--genre",
    "imagine.style": "--style",
    "imagine.prompt": "--prompt",
    "listen.sections": "--sections",
    "listen.captioner": "--captioner",
    "listen.start": "--start",
    "listen.duration": "--duration",
    "listen.track": "--track",
    "film.fps": "--fps",
    "film.size": "--size",
    "seed": "--seed",
}
"""Keys of the recipe that have an option of their own; ``film.size`` stands for width and height."""


class Typed(NamedTuple):
    """A value that the user gave for a key."""

    value: Any
    words: str
    """As it was typed: ``"--size 512"``."""


def typed(options: Mapping[str, Any], sets: Sequence[str] = ()) -> dict[str, Typed]:
    """What the user gave.

    Parameters
    ----------
    options : mapping
        Key of `OPTIONS` -> value, None where the option was not given.
    sets : sequence of str
        ``KEY=VALUE`` of ``--set``, which come last.

    Returns
    -------
    dict
        Key of the recipe -> value and words.

    Raises
    ------
    BadRecipe
        If ``--size`` or ``--set`` cannot be understood.
    """
    given: dict[str, Typed] = {}
    for key, value in options.items():
        if value is not None:
            words = f"{OPTIONS[key]} {value}"
            values = _sides(value) if key == "film.size" else {key: value}
            given |= {key: Typed(value, words) for key, value in values.items()}
    for text in sets:
        key, value = _pair(text)
        given[key] = Typed(value, f"--set {text}")
    return given


def changed(recipe: Recipe, given: Mapping[str, Typed]) -> Recipe:
    """The recipe with what was typed.

    Raises
    ------
    BadRecipe
        If a value does not fit; the message begins with what was typed.
    """
    try:
        return recipe.with_values({key: value for key, (value, _) in given.items()})
    except BadRecipe as error:
        if error.key in given:
            raise BadRecipe(f"{given[error.key].words}: {error.why}") from error
        raise


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise BadRecipe(f"--set {text}: give KEY=VALUE, such as --set move.zoom=0.1")
    return key.strip(), value.strip()


def _sides(size: str) -> dict[str, int]:
    """``"512"`` or ``"1280x720"`` as recipe keys."""
    sides = re.fullmatch(r"(\d{1,6})(?:[x×](\d{1,6}))?", size.strip().lower())
    if not sides:
        raise BadRecipe(f"--size {size}: give pixels, such as 512 or 1280x720")
    return {"film.width": int(sides[1]), "film.height": int(sides[2] or sides[1])}
