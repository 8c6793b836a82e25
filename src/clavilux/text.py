"""Text that others wrote: made fit to be shown, and what it means; and names that are free."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

__all__ = ["first_line", "free_name", "is_picture", "one_line"]


def one_line(text: object) -> str:
    r"""The text, such as a file's name, on one line that any terminal can show.

    Control characters and line breaks are spelt out, as are the bytes of a name that is not in UTF-8: ``\xe9``.
    """
    decoded = str(text).encode(errors="surrogateescape").decode(errors="backslashreplace")
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in decoded)


def first_line(text: object) -> str:
    """The first line of a text, such as somebody else's message, that is not blank."""
    return str(text).strip().partition("\n")[0]


def free_name(name: str, taken: Container[str]) -> str:
    """A name; with a number, from 2 on, where it is taken."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def is_picture(style: str) -> bool:
    """Whether a style is the file of a picture, not a key of the style book: it has an ending, as ``"klimt.jpg"``."""
    return bool(Path(style).suffix)
