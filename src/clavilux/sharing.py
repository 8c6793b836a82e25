"""What a recipe or plan may carry from one machine to another: names for everybody, and no paths."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import file_digest
from operator import attrgetter
from pathlib import Path, PureWindowsPath
from typing import Any, NamedTuple

from clavilux.plan import FILES, Plan
from clavilux.recipe import Recipe
from clavilux.structs.trees import flat
from clavilux.text import is_picture

__all__ = [
    "ELSEWHERE",
    "OUTSIDE",
    "foreign",
    "foreign_in_plan",
    "instead",
    "plan_texts",
    "public_name",
    "shareable",
    "shown",
    "texts",
    "withheld",
]

OUTSIDE = {
    "listen.captioner": "plug-in",
    "listen.beats": "file",
    "imagine.painter": "plug-in",
    "imagine.vae": "model",
    "imagine.lora": "model",
    "imagine.adapter": "model",
    "imagine.kandinsky.prior": "model",
    "imagine.kandinsky.decoder": "model",
    "imagine.style": "style",
    "imagine.keep": "file",
    "imagine.depth": "file",
}
"""The keys of a recipe that can name something outside of Clavilux, besides `OPTIONS`, and what they name."""
OPTIONS = dict.fromkeys(FILES, "file") | {"model": "model"}
"""The options of lanes and effects that name something outside, by their last word: plug-ins call them so."""
PAINTERS = {key.rpartition(".")[2]: kind for key, kind in OUTSIDE.items() if kind == "model"} | OPTIONS
"""The same of painters, in a plan."""
INSIDE = frozenset({"fake", "lumia", "tags"})
"""Plug-ins that need nothing from outside."""
ELSEWHERE = ".../"
"""Stands for the folder of a file that stayed on the machine of whoever made a recipe."""
PUBLIC = re.compile(r"\w[\w.-]*(/\w[\w.-]*)*(@\w[\w.-]*)?")
"""A model of the hub, or a file of one; anything else can only be a path."""
SPEC = re.compile(r"([\w-]{2,}):(.+)", re.DOTALL)
"""A plug-in and its argument; one letter would be a drive."""
NETWORK = re.compile(r"[\\/]{2}")
"""How the path of a file on another machine begins."""


class _Named(NamedTuple):
    """Something outside that a recipe or plan names."""

    key: str
    kind: str
    """``"plug-in"``, ``"model"``, ``"style"`` or ``"file"``."""
    value: str

    @property
    def source(self) -> str:
        """Model, folder or file; empty for a plug-in without."""
        if self.kind != "plug-in":
            return self.value
        return spec[2] if (spec := SPEC.fullmatch(self.value)) else ""

    @property
    def is_file(self) -> bool:
        """Whether it is a file by its kind."""
        return self.kind in ("style", "file") or self.value.startswith("file:")

    @property
    def public(self) -> str:
        """The value as others may see it."""
        if self.kind == "plug-in":
            return public_name(self.value)
        return _elided(self.value) if self.is_file else shown(self.value)

    @property
    def deed(self) -> str:
        """What would be done."""
        if not self.source:
            return f"fetch what {self.value} needs"
        return f"{'fetch' if PUBLIC.fullmatch(self.source) and not self.is_file else 'read'} {self.source}"


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
    return {named.key: named.deed for named in _named(recipe)}


def foreign_in_plan(plan: Plan, folder: Path) -> dict[str, str]:
    """What a render of a plan would fetch or read because the plan says so.

    Song and pictures are not among it, wherever they are on this machine: they are taken only if their content is what
    the plan's maker had. Nor are files of lanes and effects in the plan's own folder, nor the captioner, whose captions
    stand in the plan.

    Parameters
    ----------
    plan : Plan
        Of anybody, with paths as `Plan.from_file` makes them.
    folder : Path
        The plan's own.

    Returns
    -------
    dict
        As from `foreign`, by the plan's keys.
    """
    return {named.key: named.deed for named in _named_in_plan(plan, folder)}


def instead(key: str) -> tuple[str, str]:
    """What to set to do without a foreign key of a recipe: the key, or that of its lane or effect, and a value."""
    room, name, *_ = key.split(".")
    if room not in ("lanes", "effects"):
        return key, attrgetter(key)(Recipe()) or "null"
    usual = getattr(Recipe(), room).get(name, {"use": "swell"} if room == "lanes" else None)
    return f"{room}.{name}", json.dumps(usual)


def withheld(recipe: Recipe) -> dict[str, str]:
    """The keys of a recipe that name a file or folder which stayed where it was made, and their values.

    See `shareable`.
    """
    return {named.key: named.value for named in _named(recipe) if named.source.startswith(ELSEWHERE)}


def shareable(recipe: Recipe) -> Recipe:
    """A recipe without the folders of this machine: ``/home/me/klimt.jpg`` becomes ``.../klimt.jpg``.

    Names of models on the hub stay; words, such as the prompt, too.
    """
    return recipe.with_values({named.key: named.public for named in _named(recipe)})


def texts(recipe: Recipe, licences: Mapping[str, str]) -> dict[str, str]:
    """What a picture says of itself: how to make another, and whose weights it was made with.

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
    public, style = shareable(recipe), recipe.imagine.style
    made_with = {attrgetter(key)(public): licence for key, licence in licences.items()}
    hashes = [_sha256(style)] if style is not None and is_picture(style) else []
    return {"comment": public.to_json(), "description": _description(made_with, hashes)}


def plan_texts(plan: Plan, licence: str) -> dict[str, str]:
    """What a film says of itself; as `texts`.

    Parameters
    ----------
    plan : Plan
        What it was made from. Its ``made_with`` becomes the comment.
    licence : str
        Of the painter's weights.
    """
    styles = dict.fromkeys(brief.style_picture for brief in plan.keyframes.values() if brief.style_picture)
    made_with = {public_name(plan.painter["use"]): licence} | plan.licences
    description = _description(made_with, [plan.pictures[name].sha256 for name in styles])
    return {"comment": json.dumps(plan.made_with, indent=2) + "\n", "description": description}


def public_name(spec: str) -> str:
    """What a plug-in is called, such as ``"diffusers:owner/model"``, as others may see it."""
    if not (parts := SPEC.fullmatch(spec)):
        return spec
    return f"{parts[1]}:{_elided(parts[2]) if parts[1] == 'file' else shown(parts[2])}"


def shown(source: str) -> str:
    """A model as others may see it: its name on the hub, or of a file or folder here the last part of its path."""
    return _elided(source) if _is_here(source) else source


def _named(recipe: Recipe) -> Iterator[_Named]:
    """What a recipe names outside of Clavilux, apart from the defaults."""
    values, usual = recipe.flat(), Recipe().flat()
    for key, kind in (OUTSIDE | _files(values)).items():
        value = values[key]
        if isinstance(value, str) and value != usual.get(key) and _is_outside(value, kind):
            yield _Named(key, kind, value)


def _files(values: Mapping[str, Any]) -> dict[str, str]:
    """The keys of lanes and effects that name something outside, and what."""
    rooms = (key for key in values if key.startswith(("lanes.", "effects.")))
    return {key: OPTIONS[last] for key in rooms if (last := key.rpartition(".")[2]) in OPTIONS}


def _named_in_plan(plan: Plan, folder: Path) -> Iterator[_Named]:
    usual = Recipe().flat().values()
    for option, value in plan.painter.items():
        kind = "plug-in" if option == "use" else PAINTERS.get(option)
        if kind and isinstance(value, str) and value not in usual and _is_outside(value, kind):
            yield _Named(f"painter.{option}", kind, value)
    parts = {f"lanes.{name}": part for name, part in plan.lanes.items()}
    parts |= {f"effects[{index}]": part for index, part in enumerate(plan.effects)}
    parts |= {f"shots[{index}].transition": shot.transition or {} for index, shot in enumerate(plan.shots)}
    for place, part in parts.items():
        for key, value in flat(part, f"{place}."):
            kind = OPTIONS.get(key.rpartition(".")[2])
            if kind and isinstance(value, str) and not (kind == "file" and _is_within(value, folder)):
                yield _Named(key, kind, value)
    if isinstance(plan.listen.beats, str) and not _is_within(plan.listen.beats, folder):
        yield _Named("listen.beats", "file", plan.listen.beats)
    for key, file in {"song": plan.song, **{f"pictures.{name}": file for name, file in plan.pictures.items()}}.items():
        if NETWORK.match(file.path):
            yield _Named(key, "file", file.path)


def _is_outside(value: str, kind: str) -> bool:
    return value not in INSIDE if kind == "plug-in" else kind != "style" or is_picture(value)


def _is_within(path: str, folder: Path) -> bool:
    """Whether a file of this machine is in a folder or below."""
    return not NETWORK.match(path) and Path(path).resolve().is_relative_to(folder.resolve())


def _description(made_with: Mapping[str, str], hashes: list[str]) -> str:
    told = "Made with " + ", ".join(f"{name} ({licence})" for name, licence in made_with.items())
    return told + "".join(f"; in the style of a picture with SHA-256 {sha256}" for sha256 in hashes)


def _sha256(path: str) -> str:
    with Path(path).open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _is_here(source: str) -> bool:
    """Whether it is a path, or happens to be the name of a file or folder."""
    with suppress(OSError):  # a name that is too long for a file
        return not PUBLIC.fullmatch(source) or Path(source).exists()
    return False


def _elided(path: str) -> str:
    """Its last part alone; the rules of Windows know both slashes."""
    return ELSEWHERE + PureWindowsPath(path).name
