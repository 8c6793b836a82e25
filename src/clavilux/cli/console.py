"""What is printed for people and for programs: texts stand as they are, whatever is in them."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from clavilux.text import one_line

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["people", "print_json", "say", "telling"]


def people(quiet: bool = False) -> Console:
    """The console on stderr. To it brackets and colons, as in a file's name or in ``clavilux[heic]``, are just text."""
    from rich.console import Console

    return Console(stderr=True, quiet=quiet, markup=False, emoji=False, highlight=False)


def say(kind: str, text: str) -> None:
    """One line of our own on stderr, such as an error."""
    sys.stderr.write(f"clavilux: {kind}: {one_line(text)}\n")


@contextmanager
def telling(wanted: bool) -> Iterator[None]:
    """While the block runs, tell what the rooms log of their work, if that is wanted."""
    log, teller = logging.getLogger("clavilux"), _Teller()
    level = log.level
    if wanted:
        log.addHandler(teller)
        log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(teller)
        log.setLevel(level)


class _Teller(logging.Handler):
    """Log records, as lines of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        say(record.levelname.lower(), record.getMessage())


def print_json(data: Any) -> None:
    """JSON on stdout; null is "not a number", which JSON does not know."""
    typer.echo(json.dumps(_known(data), indent=2, allow_nan=False))


def _known(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _known(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_known(value) for value in data]
    return None if isinstance(data, float) and data != data else data  # only NaN is not itself
