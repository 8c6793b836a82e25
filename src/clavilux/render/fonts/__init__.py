"""The font that ships, fonts of the user's, and what a font cannot show."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from typing import Literal

from PIL import ImageFont, features

from clavilux.errors import UnreadableMedia, UserError
from clavilux.structs.checked import read_bytes

__all__ = ["Font", "Weight", "check", "runs_left", "sha256_of"]

Weight = Literal["Light", "SemiBold"]

MOST_BYTES = 100_000_000
"""Of a font: those with all of Chinese have some ten million."""
NOBODYS = "\U0010fffd"
"""A character that no font has: what is drawn for it is drawn for all that a font lacks."""
TOLD = 12
"""Characters that a message names."""


class Font:
    """One font at any size.

    Parameters
    ----------
    path : str, optional
        A font file of the user's (.ttf, .otf, .ttc, .woff); Commissioner, which ships, when left out.
    sha256 : str, optional
        Of that file, if another in its place is to be refused.
    weight : {"Light", "SemiBold"}
        Of Commissioner.

    Raises
    ------
    UserError
        If it cannot be read, or is another.
    """

    def __init__(self, path: str | None = None, sha256: str | None = None, *, weight: Weight = "SemiBold") -> None:
        self.path = path
        if path is None:
            self._content = files(__package__).joinpath(f"Commissioner-{weight}.ttf").read_bytes()
            return
        self._content = _content(path)
        if sha256 not in (None, _digest(self._content)):
            raise UserError(f"{path}: is another font than the plan was made with; give back the old one, or plan anew")
        try:
            self.at(16)
        except OSError as error:
            raise UnreadableMedia(path, "is no font that can be read; give a .ttf or .otf file") from error

    def at(self, pixels: float) -> ImageFont.FreeTypeFont:
        """The font at a size: pixels per em, at least one."""
        return ImageFont.truetype(BytesIO(self._content), max(1.0, pixels))

    def lacks(self, text: str) -> list[str]:
        """The characters of a text that it has no picture of, each once."""
        font = self.at(32)
        missing = font.getmask(NOBODYS)
        return [
            letter
            for letter in dict.fromkeys(text)
            if not letter.isspace()
            and unicodedata.category(letter) != "Cf"  # such as marks of direction
            and (mask := font.getmask(letter)).size == missing.size
            and bytes(mask) == bytes(missing)
        ]


def check(text: str, fonts: Iterable[Font], what: str) -> None:
    """See that a text can be shown.

    Parameters
    ----------
    text : str
    fonts : iterable of Font
        With which it will be.
    what : str
        The effect, as a recipe calls it.

    Raises
    ------
    UserError
        If a font lacks a character, or the installed Pillow cannot set text that runs from right to left.
    """
    for font in fonts:
        if lacks := font.lacks(text):
            told = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in lacks[:TOLD])
            more = f" and {len(lacks) - TOLD} more" if len(lacks) > TOLD else ""
            name = font.path or "the font that ships"
            raise UserError(
                f"{what}: {name} has no {told}{more}; give a font that has, with --set effects.{what}.font=FILE, or "
                "write it otherwise"
            )
    if any(map(runs_left, text)) and not features.check("raqm"):
        raise UserError(f"{what}: text from right to left needs FriBiDi; install that library (fribidi, libfribidi0)")


def runs_left(letter: str) -> bool:
    """Whether it is of a script that runs from right to left."""
    return unicodedata.bidirectional(letter) in ("R", "AL")


def sha256_of(path: str) -> str:
    """Of a font file.

    Raises
    ------
    UserError
        If it cannot be read.
    """
    return _digest(_content(path))


def _content(path: str) -> bytes:
    content = read_bytes(path, MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise UnreadableMedia(path, f"is longer than {MOST_BYTES} bytes, so it is no font; choose another file")
    return content


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
