"""The style book: ways of painting, and which genre of music calls for which."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clavilux.errors import UnknownName, UserError
from clavilux.media.pictures import load
from clavilux.values import Style

__all__ = ["StyleBook", "picture_style", "with_exemplar"]

PICTURE_SIDE = 1080
"""Pixels of the short side at which a style picture is looked at, at most: as fine as strokes need to be."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StyleBook:
    """All styles by key, and the style that each genre calls for."""

    styles: Mapping[str, Style]
    """Key such as ``"pop-art"`` -> style."""
    genres: Mapping[str, str]
    """Genre -> key of its style, in the order of the table in the paper (arXiv 2412.05694)."""
    papers: StyleBook | None = None
    """The book of the paper's recipe: the same genres, but the movements that they have there; its styles besides."""

    @classmethod
    def load(cls) -> StyleBook:
        """The book that ships with Clavilux, ``styles.toml``, and that of the paper's recipe, ``styles_paper.toml``."""
        own, other = map(_table, ("styles.toml", "styles_paper.toml"))
        styles = {name: _style(name, entry) for name, entry in own["styles"].items()}
        papers = {
            name: replace(styles[entry.pop("like")], name=name, **entry) for name, entry in other["styles"].items()
        }
        return cls(
            styles=MappingProxyType(styles),
            genres=MappingProxyType(own["genres"]),
            papers=cls(styles=MappingProxyType(styles | papers), genres=MappingProxyType(other["genres"])),
        )

    def style(self, name: str) -> Style:
        """The style of that key, of this book or the paper's; capitals, spaces and hyphens do not matter.

        Raises
        ------
        UnknownName
            If the book has no such style; the message lists those it has.
        UserError
            If it is a genre.
        """
        if _plain(name) in map(_plain, self.genres):
            raise UserError(f"'{name}' is a genre, not a style; use --genre, or a style of 'clavilux styles'")
        if self.papers and name in self.papers.styles:
            return self.papers.styles[name]
        return self.styles[_find("style", name, self.styles)]

    def for_genre(self, genre: str) -> Style:
        """The style that a genre calls for; "hip-hop", "R'n'B" and the like are understood.

        Raises
        ------
        UnknownName
            If the book has no such genre; the message lists those it has.
        """
        return self.styles[self.genres[self.genre(genre)]]

    def genre(self, name: str) -> str:
        """A genre as the book spells it; the same spellings are understood as by `for_genre`."""
        return _find("genre", name, self.genres)

    def genre_in(self, caption: str) -> str | None:
        """The paper's rule: the first genre of the table whose name occurs in the lower-cased caption.

        The name may be part of a longer word, and the order of the table decides: "techno pop" is pop.
        """
        lowered = caption.lower()
        return next((genre for genre in self.genres if genre.lower() in lowered), None)


def picture_style(path: Path | str) -> Style:
    """The style that a picture shows; its palette is the six colours that stand for most of it.

    Raises
    ------
    UnreadableMedia
        If the picture cannot be read.
    """
    picture = load(path, PICTURE_SIDE)
    few = Pillow.fromarray(picture).quantize(6)
    most = sorted(few.getcolors() or [], reverse=True)
    colours = np.array(few.getpalette(), np.uint8).reshape(-1, 3)
    palette = colours[[int(str(index)) for _, index in most]]
    return Style(name=Path(path).name, movement="", description="", palette=palette, picture=picture)


def with_exemplar(style: Style, exemplar: str | None) -> Style:
    """The style with one exemplar alone; None is its first.

    Raises
    ------
    UnknownName
        If the style has no such exemplar; the message lists those it has.
    """
    if exemplar is not None and exemplar not in style.exemplars:
        raise UnknownName(f"exemplar of {style.name}", exemplar, style.exemplars)
    return replace(style, exemplars=style.exemplars[:1] if exemplar is None else (exemplar,))


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _style(name: str, entry: Mapping[str, Any]) -> Style:
    return Style(
        name=name,
        movement=entry["movement"],
        description=entry["description"],
        palette=_colours(entry["palette"]),
        exemplars=tuple(entry["exemplars"]),
    )


def _colours(codes: Iterable[str]) -> NDArray[np.uint8]:
    """``["#ff0000", ...]`` as an array [k, 3]."""
    return np.array([list(bytes.fromhex(code.removeprefix("#"))) for code in codes], dtype=np.uint8)


def _find(kind: str, name: str, known: Iterable[str]) -> str:
    """The known name that is spelt like `name`, but for case and punctuation."""
    spelt = {_plain(candidate): candidate for candidate in known}
    if _plain(name) not in spelt:
        raise UnknownName(kind, name, known)
    return spelt[_plain(name)]


def _plain(name: str) -> str:
    """Letters and digits alone; "&" is spoken "n", so that "R&B", "RnB" and "r'n'b" agree."""
    return "".join(letter for letter in name.casefold().replace("&", "n") if letter.isalnum())
