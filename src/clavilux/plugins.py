"""Plug-ins by entry point: painters (``clavilux.painters``) and whatever later groups need."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

from clavilux.errors import UnknownName

__all__ = ["load", "names"]


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
