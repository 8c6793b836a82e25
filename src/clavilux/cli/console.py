"""What is printed for people and for programs: texts stand as they are, whatever is in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["people", "print_json"]


def people(quiet: bool = False) -> Console:
    """The console on stderr. To it brackets and colons, as in a file's name or in ``clavilux[heic]``, are just text."""
    from rich.console import Console

    return Console(stderr=True, quiet=quiet, markup=False, emoji=False, highlight=False)


def print_json(data: Any) -> None:
    """JSON on stdout; null is "not a number", which JSON does not know."""
    typer.echo(json.dumps(_known(data), indent=2, allow_nan=False))


def _known(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _known(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_known(value) for value in data]
    return None if isinstance(data, float) and data != data else data  # only NaN is not itself
