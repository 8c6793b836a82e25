"""Plug-ins by entry point: painters (``clavilux.painters``) and captioners (``clavilux.captioners``)."""

from __future__ import annotations

import inspect
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from clavilux.errors import UnknownName, UserError

__all__ = ["create", "load", "names"]


def _group(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=f"clavilux.{group}")}


def names(group: str) -> list[str]:
    """Names of the installed plug-ins of a group such as ``"painters"``, sorted."""
    return sorted(_group(group))


def load(group: str, name: str) -> Any:
    """Import the object that a plug-in registered.

    Parameters
    ----------
    group : str
        In the plural, without the ``clavilux.`` prefix: ``"painters"``.
    name : str
        Name of the entry point.

    Raises
    ------
    UnknownName
        If nothing of that name is installed; the message lists what is.
    """
    points = _group(group)
    if name not in points:
        raise UnknownName(group.removesuffix("s"), name, points)
    return points[name].load()


def create(group: str, spec: str, **options: Any) -> Any:
    """Make a plug-in from what the user typed: ``"lumia"``, or ``"file:words.srt"`` for one that takes an argument.

    Parameters
    ----------
    group : str
        As for `load`.
    spec : str
        Name of the entry point; behind a colon, its argument.
    **options
        Passed by name, except those that are None: the user did not choose them.

    Raises
    ------
    UnknownName
        If nothing of that name is installed.
    UserError
        If an argument is missing, or given to a plug-in that takes none; or if it does not take an option.
    """
    name, colon, argument = spec.partition(":")
    factory = load(group, name)
    arguments = [argument] if colon else []
    chosen = {key: value for key, value in options.items() if value is not None}
    signature, kind = inspect.signature(factory), group.removesuffix("s")
    for option in chosen.keys() - signature.parameters.keys():
        raise UserError(
            f"{kind} '{spec}' does not support the option '{option}'; leave it out, or choose another {kind}"
        )
    try:
        signature.bind(*arguments, **chosen)
    except TypeError as error:
        cure = f"use '{name}'" if colon else f"use '{name}:...'"
        raise UserError(f"{kind} '{spec}': {cure}; see clavilux {group}") from error
    return factory(*arguments, **chosen)
