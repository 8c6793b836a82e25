"""The errors that Clavilux raises on purpose.

::

    ClaviluxError
    ├── UserError            the input or a choice is wrong; exit code 2
    │   ├── UnreadableMedia  a song, picture or video cannot be decoded
    │   ├── UnknownName      no plug-in, style or genre of that name
    │   ├── BadValue         a key or value of a recipe, a plan or a plug-in is not valid
    │   ├── OutputExists     the output is there already
    │   └── MissingExtra     an optional dependency is not installed
    └── RenderError          the render went wrong on our side; exit code 1

    ClaviluxWarning          the work goes on, but the user should know

Every message is one line and carries the cure. Everything else that escapes is a bug.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Iterable
from pathlib import Path
from textwrap import shorten

__all__ = [
    "BadValue",
    "ClaviluxError",
    "ClaviluxWarning",
    "MissingExtra",
    "OutputExists",
    "RenderError",
    "UnknownName",
    "UnreadableMedia",
    "UserError",
    "warn",
]


LONGEST = 100
"""Letters of a name that are told."""
PAGE = 2000
"""Letters of a list of names that are told."""
MANY = 30
"""Names that are too many to be read where the nearest one is told."""


class ClaviluxError(Exception):
    """Base of all errors raised on purpose."""

    exit_code = 1


class RenderError(ClaviluxError):
    """The render went wrong on our side."""


class UserError(ClaviluxError):
    """The input or a choice is wrong; the message says what to do."""

    exit_code = 2


class UnreadableMedia(UserError):
    """A song, picture or video cannot be decoded.

    Parameters
    ----------
    path : Path or str
        The file.
    why : str
        The reason in a few words, with the cure where there is one.
    """

    def __init__(self, path: Path | str, why: str) -> None:
        super().__init__(f"{path}: {why}")


class UnknownName(UserError):
    """Nothing of that name exists; the message names the nearest, or lists what does.

    Parameters
    ----------
    kind : str
        What was looked for, in the singular: ``"painter"``, ``"style"``.
    name : str
        The name that was asked for.
    known : iterable of str
        The names that exist.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(each[:LONGEST] for each in known)
        name = name if len(name) <= LONGEST else f"{name[:LONGEST]}..."  # it may be somebody's page of text
        close = difflib.get_close_matches(name, names, n=1)
        hint = f" Did you mean '{close[0]}'?" if close else ""
        listed = "" if close and len(names) > MANY else f" Known: {shorten(', '.join(names), PAGE)}"
        super().__init__(f"unknown {kind} '{name}'.{hint}{listed}")


class BadValue(UserError, ValueError):
    """A key or value of a recipe, a plan or a plug-in's options is not valid.

    Parameters
    ----------
    why : str
        What is wrong, and what is right.
    key : str
        The dotted key that is wrong, such as ``"move.zoom"``; empty when it is none in particular.
    source : str
        What it stands in, such as the name of a file.
    """

    def __init__(self, why: str, key: str = "", source: str = "") -> None:
        super().__init__(": ".join(filter(None, (source, key, why))))
        self.why, self.key = why, key


class OutputExists(UserError):
    """The output is there already and overwriting was not asked for."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(f"{path} exists already; use --overwrite to replace it")


class MissingExtra(UserError):
    """An optional dependency is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f'{what} needs an extra: pip install "clavilux[{extra}]"')


class ClaviluxWarning(UserWarning):
    """The work goes on, but the user should know; one line, like an error."""


def warn(message: str) -> None:
    """Tell the user something while the work goes on.

    The category is what the command line knows our warnings by, so it does not matter which frame of the stack they
    are attributed to.

    Parameters
    ----------
    message : str
        One line.

    Warns
    -----
    ClaviluxWarning
    """
    warnings.warn(message, ClaviluxWarning, stacklevel=3)
