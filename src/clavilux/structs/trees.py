"""Nested plain data by dotted keys, such as ``"effects.camera.turn"``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["flat", "overlaid", "put"]

Tree = dict[str, Any]


def flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted keys and their values."""
    for key, value in tree.items():
        if isinstance(value, dict) and value:
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def put(tree: Tree, key: str, value: Any) -> None:
    """Set the value of a dotted key; what is in its way is replaced."""
    *branches, leaf = key.split(".")
    for branch in branches:
        if not isinstance(tree.get(branch), dict):
            tree[branch] = {}
        tree = tree[branch]
    tree[leaf] = value


def overlaid(below: Tree, above: Tree) -> Tree:
    """Data with the changes that other data makes.

    A plug-in's options (`plan.Part`) are changed one by one as well, unless the plug-in is another.
    """
    changed = dict(below)
    for key, value in above.items():
        old = below.get(key)
        if isinstance(old, dict) and isinstance(value, dict) and value.get("use") in (None, old.get("use")):
            changed[key] = overlaid(old, value)
        else:
            changed[key] = value
    return changed
