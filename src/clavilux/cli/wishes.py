"""The options that say what is wanted of a picture or film: one table, and a decorator that gives them to a verb."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clavilux.cli.arguments import Trust
from clavilux.cli.options import ANY_SEED, WISHES, Typed, changed, drawn, typed
from clavilux.cli.recipes import check_trust, find_recipe

if TYPE_CHECKING:
    from rich.console import Console

    from clavilux.recipe import Recipe

__all__ = ["Wishes", "wishing"]

SET = (
    "Change any key of the recipe, e.g. --set effects.camera.zoom.amount=0.1; again for more. 'clavilux recipe' lists "
    "them."
)
RECIPES = (
    "'default', 'calm', 'dance', 'dream', 'lyric', 'cover', 'strobe-safe', 'paper' (Pina & Li), a JSON file, or a "
    "video or picture of Clavilux"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the user asked for."""

    name: str | None
    """The recipe it begins from; None if the user named none."""
    given: Mapping[str, Typed]
    """What was typed, by key of the recipe."""
    trust: bool
    """Whether a recipe out of a file may fetch and read what it names."""
    seed_drawn: bool
    """Whether the seed was left to chance."""

    def recipe(self, console: Console) -> Recipe:
        """The recipe that comes of it; a seed that is drawn is told."""
        name = self.name or "default"
        chosen = changed(find_recipe(name), self.given)
        check_trust(chosen, name, chosen=self.given, trust=self.trust)
        if self.seed_drawn:
            console.print(f"seed {chosen.seed}")
        return chosen


def wishing(*keys: str, recipe: str = RECIPES + ", which carries its own.", **helps: str) -> Callable[..., Any]:
    """Give a verb the options for some keys of the recipe, in place of its parameter ``wishes``.

    Parameters
    ----------
    *keys : str
        Of `WISHES`.
    recipe : str
        What the help says of ``--recipe``.
    **helps : str
        What the help says of an option in this verb, by the option's name without dashes.
    """
    options = {WISHES[key].flag[2:]: key for key in keys}

    def decorate(verb: Callable[..., None]) -> Callable[..., None]:
        @wraps(verb)
        def command(**arguments: Any) -> None:
            values = {key: arguments.pop(name) for name, key in options.items()}
            wishes = _wishes(values, *(arguments.pop(name) for name in ("recipe", "set_", "trust")))
            verb(**arguments, wishes=wishes)

        own = inspect.signature(verb, eval_str=True)
        added = [*_parameters(options, helps, recipe)]
        # Typer gives all by name.
        parameters = [
            more.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for one in own.parameters.values()
            for more in (added if one.name == "wishes" else [one])
        ]
        command.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {}
        return command

    return decorate


def _wishes(values: dict[str, Any], recipe: str | None, sets: list[str] | None, trust: bool) -> Wishes:
    """What was typed, as the command line gives it."""
    chance = values.get("seed") == ANY_SEED
    if chance:
        values["seed"] = drawn()
    return Wishes(name=recipe, given=typed(values, sets or ()), trust=trust, seed_drawn=chance)


def _parameters(options: Mapping[str, str], helps: Mapping[str, str], recipe: str) -> Iterator[inspect.Parameter]:
    """The options of the recipe as a whole, and between them those of single keys."""
    yield _parameter("recipe", str | None, typer.Option("--recipe", help=recipe, show_default=False))
    yield _parameter("set_", list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help=SET))
    for name, key in options.items():
        flag, text, metavar, switch = WISHES[key]
        shown = typer.Option(flag, metavar=metavar, help=helps.get(name, text), show_default=False)
        yield _parameter(name, bool | None if switch else str | None, shown)
    yield inspect.Parameter("trust", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Trust)


def _parameter(name: str, kind: Any, option: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, option])
