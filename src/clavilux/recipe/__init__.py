"""The recipe: every choice of a render, frozen, checked, and one small JSON file.

``Recipe()`` is our default; ``Recipe.named("paper")`` is Pina & Li, arXiv 2412.05694, as far as one painter allows.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from msgspec.inspect import AnyType, DictType, StructType, Type

from clavilux.errors import BadValue, UnknownName
from clavilux.plan import Driven, Listen, Part, Seed
from clavilux.recipe.migrations import migrated
from clavilux.recipe.parts import EFFECTS, LANES, Direct, Film, Imagine, Kandinsky, Lumia, RecipePath
from clavilux.structs.checked import MOST_BYTES, Checked, checked, from_json, read_bytes
from clavilux.structs.kinds import choices, kind_at
from clavilux.structs.trees import flat, overlaid, put
from clavilux.structs.value_errors import may_be_null, takes_a_number

__all__ = ["Direct", "Film", "Imagine", "Kandinsky", "Listen", "Lumia", "Recipe", "RecipePath", "presets"]

VERSION = 2
"""Of the recipe's keys and of what they mean; `recipe.migrations` reads older ones."""

USUAL = {"lanes": LANES, "effects": EFFECTS}


class Recipe(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every choice of a render. Same recipe, same machine: same frames.

    A recipe and its parts check themselves when they are made, whichever way.

    Raises
    ------
    BadValue
        If a value is of the wrong type or out of range.
    """

    version: Annotated[int, Meta(ge=VERSION, le=VERSION)] = VERSION
    """Of the recipe itself: how a newer Clavilux, and an older one, knows what it reads."""
    seed: Seed = 0
    """Seed of everything random."""
    listen: Listen = Listen()
    """What is heard."""
    imagine: Imagine = Imagine()
    """How keyframes are painted."""
    direct: Direct = Direct()
    """How it is cut and framed."""
    path: RecipePath = RecipePath()
    """How the film gets from one to the next."""
    lanes: dict[str, Part] = msgspec.field(default_factory=lambda: deepcopy(dict(LANES)))
    """Curves in [0, 1] over the film, by the name that parameters use: each a plug-in (``use``) and its options."""
    effects: dict[str, Part] = msgspec.field(default_factory=lambda: deepcopy(dict(EFFECTS)))
    """What is done to every frame: those of the default recipe first, in its order, then others in theirs. Each is a
    plug-in (``use``; the effect's own name when left out) and its options."""
    film: Film = Film()
    """The video file."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for room, usual in USUAL.items():
            given = _plain(getattr(self, room), room)
            ordered = {name: given[name] for name in usual if name in given} | given
            parts = {name: {"use": name} | part for name, part in ordered.items()}
            for name, part in parts.items():
                if not isinstance(part["use"], str):
                    raise BadValue('give the name of a plug-in, such as "camera"', f"{room}.{name}.use")
            msgspec.structs.force_setattr(self, room, parts)
        for key, lane in self._lanes_named():
            if lane not in self.lanes:
                raise BadValue(str(UnknownName("lane", lane, self.lanes)), key)

    @classmethod
    def named(cls, name: str) -> Recipe:
        """A recipe that ships, such as ``"paper"``: one of `presets`."""
        if name not in _presets():
            raise UnknownName("recipe", name, _presets())
        return cls().with_values({key: value for key, value in flat(_presets()[name]) if key != "about"})

    @classmethod
    def from_json(cls, text: str | bytes, *, name: str = "recipe") -> Recipe:
        """Read a recipe; keys that are left out take their default, and null leaves a lane or an effect out.

        Nothing but the text is read: what a recipe of somebody else names can be asked of `clavilux.sharing.foreign`.

        Parameters
        ----------
        text : str or bytes
            JSON of this version, or of another; older ones are migrated.
        name : str
            What the messages call it, such as the name of its file.

        Raises
        ------
        BadValue
            If the JSON is malformed, a value does not fit, or a key is unknown (the message names the nearest).

        Warns
        -----
        ClaviluxWarning
            If a newer Clavilux wrote it; keys that this one does not know are named and ignored.
        """
        return from_json(text, cls, version=VERSION, name=name, migrate=_current)

    @classmethod
    def from_file(cls, path: Path | str) -> Recipe:
        """Read a recipe from a JSON file; as `from_json`, and `UnreadableMedia` if there is none."""
        return cls.from_json(read_bytes(path, MOST_BYTES), name=str(path))

    def to_json(self) -> str:
        """All keys, indented, with a final newline; what is left out of the default recipe is null."""
        return msgspec.json.format(msgspec.json.encode(self.to_dict()), indent=2).decode() + "\n"

    def to_dict(self) -> dict[str, Any]:
        """All keys as plain data, like `to_json`."""
        tree: dict[str, Any] = msgspec.to_builtins(self)
        return tree | {room: dict.fromkeys(usual) | tree[room] for room, usual in USUAL.items()}

    def flat(self) -> dict[str, Any]:
        """Dotted keys such as ``"effects.camera.zoom.amount"`` and their values; as in `to_dict`."""
        return dict(flat(self.to_dict()))

    def with_values(self, values: Mapping[str, Any]) -> Recipe:
        """A copy with some dotted keys changed.

        Parameters
        ----------
        values : mapping
            Dotted key -> new value. Null leaves a lane or an effect out; one of a new name is added. A string is
            converted to the key's type: ``"null"`` to None where None is allowed. The options of lanes and effects take
            what a string says in JSON, and any other string as it is.

        Raises
        ------
        BadValue
            If a key is unknown (the message names the nearest) or a value does not fit. Options of lanes and effects
            are not checked here, but by `plugins.configured`.
        """
        tree = msgspec.to_builtins(self)
        for key, value in values.items():
            kind = kind_at(key, type(self))
            if kind is None or isinstance(kind, StructType) or key in USUAL:
                raise BadValue(str(UnknownName("recipe key", key, self.flat())))
            put(tree, key, _meant(value, kind) if isinstance(value, str) else value)
        return checked(_without_nulls(tree), type(self), name="recipe", strict=False)

    def _lanes_named(self) -> Iterator[tuple[str, str]]:
        """Every lane that a parameter follows, and where."""
        for name in RecipePath.__struct_fields__:
            if isinstance(control := getattr(self.path, name), Driven):
                yield f"path.{name}", control.lane
        for name, part in self.effects.items():
            for option, value in part.items():
                if isinstance(value, dict) and isinstance(value.get("lane"), str):
                    yield f"effects.{name}.{option}", value["lane"]


def presets() -> dict[str, str]:
    """What the recipes that ship are for, by name."""
    return {name: changes["about"] for name, changes in _presets().items()}


@cache
def _presets() -> dict[str, Any]:
    """What the recipes that ship change, by name, and under ``about`` what each is for."""
    return tomllib.loads(files(__package__).joinpath("presets.toml").read_text(encoding="utf-8"))


def _current(tree: dict[str, Any], version: int) -> dict[str, Any]:
    """Data of a recipe of any version, with what is left out."""
    new = migrated(tree) if version < VERSION else tree
    return _without_nulls(overlaid(Recipe().to_dict(), new)) | {"version": VERSION}


def _without_nulls(tree: dict[str, Any]) -> dict[str, Any]:
    """Data of a recipe without the lanes and effects that are left out."""
    rooms = {room: tree[room] for room in USUAL if isinstance(tree[room], dict)}
    return tree | {
        room: {name: part for name, part in parts.items() if part is not None} for room, parts in rooms.items()
    }


def _plain(parts: dict[str, Part], room: str) -> dict[str, Part]:
    """A copy of lanes or effects, as JSON has them."""
    for name in parts:
        if not re.fullmatch(r"[\w-]+", name):
            raise BadValue(f"'{name}' is no name; use letters, digits, - and _", room)
    try:
        plain: dict[str, Part] = msgspec.json.decode(msgspec.json.encode(parts))
    except (TypeError, ValueError, RecursionError) as error:
        raise BadValue("give options that can be written as JSON", room) from error
    return plain


def _meant(text: str, kind: Type) -> Any:
    """What a text says for a key of a type; the text itself where it says nothing of the kind."""
    if any(isinstance(choice, AnyType | DictType | StructType) for choice in choices(kind)):
        try:
            return msgspec.json.decode(_digits(text))
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return text
    if text == "null" and may_be_null(kind):
        return None
    return _digits(text) if takes_a_number(kind) else text


def _digits(number: str) -> str:
    """A number as people write it, such as ".5" or "+5", as JSON has it; other texts as they are."""
    try:
        return str(Decimal(number))
    except InvalidOperation:
        return number
