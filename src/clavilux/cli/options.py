"""Options of a command as keys of a recipe, and mistakes told by the name that was typed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from clavilux.errors import BadRecipe

if TYPE_CHECKING:
    from clavilux.recipe import Recipe

__all__ = ["ANY_SEED", "OPTIONS", "Typed", "changed", "drawn", "typed"]

ANY_SEED = "-1"
SEEDS = 2**31
"""How many there are to draw from."""
DIALS = re.compile(r"imagine\.(\w+)\.\w+")
"""Keys that one painter alone has, and its name."""

OPTIONS = {
    "imagine.painter": "--painter",
    "imagine.vae": "--vae",
    "imagine.lora": "--lora",
    "imagine.device": "--device",
    "imagine.strength": "--strength",
    "imagine.lumia.palette": "--palette",
    "imagine.lumia.stroke": "--stroke",
    "imagine.lumia.detail": "--detail",
    "imagine.steps": "--steps",
    "imagine.guidance": "--guidance",
    "imagine.genre": "--genre",
    "imagine.style": "--style",
    "imagine.prompt": "--prompt",
    "imagine.fit": "--fit",
    "imagine.keep": "--keep",
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
        If a value does not fit, or is of another painter; the message begins with what was typed.
    """
    try:
        new = recipe.with_values({key: value for key, (value, _) in given.items()})
    except BadRecipe as error:
        if error.key in given:
            raise BadRecipe(f"{given[error.key].words}: {error.why}") from error
        raise
    for key, (_, words) in given.items():
        painter, dial = new.imagine.painter, DIALS.fullmatch(key)
        if dial and dial[1] != painter:
            raise BadRecipe(f"{words}: painter '{painter}' has no such dial, but '{dial[1]}' has; leave it out")
    return new


def drawn(seed: str | None) -> str | int | None:
    """A seed by chance for `ANY_SEED`; others are as the user gave them."""
    return secrets.randbelow(SEEDS) if seed == ANY_SEED else seed


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
