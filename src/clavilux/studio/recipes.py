"""The recipes with which a studio plans films."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from clavilux.errors import BadValue
from clavilux.recipe import Recipe
from clavilux.sharing import foreign
from clavilux.studio.inputs import Inputs

__all__ = ["Recipes"]


class Recipes:
    """Those that ship, with what is usual here and what the page wishes.

    Parameters
    ----------
    inputs : Inputs
        The files that a recipe may name.
    usual : mapping
        Keys that are other than usual where nothing else is said.
    known : collection of str
        What recipes may do besides, as `clavilux.sharing.foreign` words it; it may grow.
    trust : bool
        Whether they may do anything.
    """

    def __init__(self, inputs: Inputs, usual: Mapping[str, Any], known: Collection[str], *, trust: bool) -> None:
        self._inputs, self._usual, self._known, self._trust = inputs, usual, known, trust

    def named(self, name: str | None = None) -> Recipe:
        """One that ships, the default one when left out."""
        return Recipe.named(name or "default").with_values(self._usual)

    def wished(self, values: Mapping[str, Any], name: str | None) -> Recipe:
        """One that ships with other values; files are named as in the plan. Errors are those of `check`."""
        paths = {ref.path: self._inputs.whole(ref.path) for ref in self._inputs.memory.pictures.values()}
        placed = {key: paths.get(value, value) if isinstance(value, str) else value for key, value in values.items()}
        recipe = self.named(name).with_values(placed)
        self.check(recipe)
        return recipe

    def check(self, recipe: Recipe) -> None:
        """See that a recipe names nothing that the project may not use.

        Raises
        ------
        BadValue
            If it does, with its key.
        """
        own = {f"read {self._inputs.whole(ref.path)}" for ref in self._inputs.memory.pictures.values()}
        for key, deed in foreign(recipe).items():
            if not (self._trust or key in self._usual or deed in own or deed in self._known):
                raise BadValue(f"the recipe would {deed}; allow that with clavilux studio --trust", key)
