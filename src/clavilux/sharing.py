"""What a recipe may carry from one machine to another: names for everybody, and no paths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import file_digest
from operator import attrgetter
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from clavilux.recipe import Recipe, is_picture

__all__ = ["ELSEWHERE", "OUTSIDE", "foreign", "shareable", "shown", "texts", "withheld"]

OUTSIDE = {
    "listen.captioner": "plug-in",
    "imagine.painter": "plug-in",
    "imagine.vae": "model",
    "imagine.lora": "model",
    "imagine.adapter": "model",
    "imagine.kandinsky.prior": "model",
    "imagine.kandinsky.decoder": "model",
    "imagine.style": "style",
    "imagine.keep": "picture",
}
"""The keys that can name something outside of Clavilux, and what they name: everything that is fetched or read."""
INSIDE = frozenset({"fake", "lumia", "tags"})
"""Plug-ins that need nothing from outside."""
ELSEWHERE = ".../"
"""Stands for the folder of a file that stayed on the machine of whoever made a recipe."""
PUBLIC = re.compile(r"\w[\w.-]*(/\w[\w.-]*)*(@\w[\w.-]*)?")
"""A model of the hub, or a file of one; anything else can only be a path."""


class _Named(NamedTuple):
    """Something outside that a recipe names."""

    key: str
    plug_in: str
    """Who is asked for it, such as ``"diffusers"``; empty where the key says it."""
    source: str
    """Model, folder or file; empty where the plug-in takes none."""

    @property
    def is_file(self) -> bool:
        """Whether it is a file by the kind of its key."""
        return self.plug_in == "file" or OUTSIDE[self.key] in ("style", "picture")


def foreign(recipe: Recipe) -> dict[str, str]:
    """What a render of a recipe would fetch or read because the recipe says so.

    The defaults, the plug-ins that need nothing, and the styles of the book are not among it. Nothing is looked up.

    Parameters
    ----------
    recipe : Recipe
        Of anybody.

    Returns
    -------
    dict
        Dotted key -> what would be done, such as ``"fetch owner/model"`` or ``"read /somebody/klimt.jpg"``.
    """
    return {named.key: _deed(named) for named in _named(recipe)}


def withheld(recipe: Recipe) -> dict[str, str]:
    """The keys of a recipe that name a file or folder which stayed where it was made, and their values.

    See `shareable`.
    """
    return {named.key: _value(named) for named in _named(recipe) if named.source.startswith(ELSEWHERE)}


def shareable(recipe: Recipe) -> Recipe:
    """A recipe without the folders of this machine: ``/home/me/klimt.jpg`` becomes ``.../klimt.jpg``.

    Names of models on the hub stay; words, such as the prompt, too.
    """
    values = {
        named.key: _value(named._replace(source=_elided(named.source) if named.is_file else shown(named.source)))
        for named in _named(recipe)
        if named.source
    }
    return recipe.with_values(values)


def texts(recipe: Recipe, licences: Mapping[str, str]) -> dict[str, str]:
    """What a film or picture says of itself: how to make another, and whose weights it was made with.

    Parameters
    ----------
    recipe : Recipe
        What it was made from.
    licences : mapping
        Dotted key of a plug-in -> licence of its weights.

    Returns
    -------
    dict
        ``"comment"``, the recipe as JSON without paths, and ``"description"``, with the hash of a style's picture.
    """
    public = shareable(recipe)
    made_with = ", ".join(f"{attrgetter(key)(public)} ({licence})" for key, licence in licences.items())
    return {"comment": public.to_json(), "description": f"Made with {made_with}{_hand(recipe.imagine.style)}"}


def _hand(style: str | None) -> str:
    """Of which picture the manner was taken, by its content: its name would tell less, or too much."""
    if style is None or not is_picture(style):
        return ""
    with Path(style).open("rb") as file:
        return f"; in the hand of a picture with SHA-256 {file_digest(file, 'sha256').hexdigest()}"


def shown(source: str) -> str:
    """A model as others may see it: its name on the hub, or of a file or folder here the last part of its path."""
    return _elided(source) if _is_here(source) else source


def _named(recipe: Recipe) -> Iterator[_Named]:
    """What a recipe names outside of Clavilux, apart from the defaults."""
    for key, kind in OUTSIDE.items():
        value, usual = attrgetter(key)(recipe), attrgetter(key)(Recipe())
        if value in (None, usual) or value in INSIDE or (kind == "style" and not is_picture(value)):
            continue
        plug_in, _, source = value.partition(":") if kind == "plug-in" else ("", "", value)
        yield _Named(key, plug_in, source)


def _value(named: _Named) -> str:
    """As the recipe has it."""
    return f"{named.plug_in}:{named.source}" if named.plug_in and named.source else named.plug_in or named.source


def _deed(named: _Named) -> str:
    if not named.source:
        return f"fetch what {named.plug_in} needs"
    return f"{'fetch' if PUBLIC.fullmatch(named.source) and not named.is_file else 'read'} {named.source}"


def _is_here(source: str) -> bool:
    """Whether it is a path, or happens to be the name of a file or folder."""
    with suppress(OSError):  # a name that is too long for a file
        return not PUBLIC.fullmatch(source) or Path(source).exists()
    return False


def _elided(path: str) -> str:
    """Its last part alone; the rules of Windows know both slashes."""
    return ELSEWHERE + PureWindowsPath(path).name
