"""Structs that check themselves when they are made, and reading them from JSON of any version."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

import msgspec
from msgspec import Meta, Struct

from clavilux.errors import BadRecipe, UnknownName, warn

__all__ = ["MOST_BYTES", "Checked", "checked", "flat", "from_json"]

MOST_BYTES = 100_000
"""Of a recipe's JSON: many times what ours take, with the longest prompt."""
MOST_TOLD = 10
"""Ignored keys that a warning names."""

Kind = TypeVar("Kind", bound=Struct)


class Checked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A struct whose values are checked however it is made; equal ones have the same JSON.

    Raises
    ------
    BadRecipe
        If a value is of the wrong type or out of range.
    """

    def __post_init__(self) -> None:
        names, kind = self.__struct_fields__, type(self)
        given = {name: getattr(self, name) for name in names}
        kept = checked(given, _unchecked(kind), name=kind.__name__)
        for name in names:
            msgspec.structs.force_setattr(self, name, getattr(kept, name))  # such as 1.0 for 1


@cache
def _unchecked(kind: type[Struct]) -> type[Struct]:
    """A struct of the same fields: msgspec checks what it converts to one, but not what is made by a call."""
    return msgspec.defstruct(kind.__name__, list(get_type_hints(kind, include_extras=True).items()))


def checked(tree: dict[str, Any], kind: type[Kind], *, name: str, strict: bool = True) -> Kind:
    """Make a struct of plain data.

    Parameters
    ----------
    tree : dict
        Its values by key.
    kind : type
        The class of the struct.
    name : str
        What the messages call the data.
    strict : bool
        If not, a text becomes the number or the truth value that it says.

    Raises
    ------
    BadRecipe
        If a key is unknown, or a value of the wrong type or out of range.
    """
    try:
        return msgspec.convert(tree, kind, strict=strict)
    except msgspec.ValidationError as error:
        raise BadRecipe(f"{name}: {_readable(error, kind)}") from error
    except UnicodeEncodeError as error:  # an argument of the command line that was no text
        raise BadRecipe(f"{name}: {error.object!r} is not in UTF-8") from error


def from_json(text: str | bytes, kind: type[Kind], *, version: int, name: str) -> Kind:
    """Read a struct that has a field ``version``; fields that are left out take their default.

    JSON without a version, or of a lower one, is read as if it were of this version.

    Parameters
    ----------
    text : str or bytes
        The JSON.
    kind : type
        The class of the struct.
    version : int
        The version that this code knows.
    name : str
        What the messages call the text.

    Raises
    ------
    BadRecipe
        If the JSON is malformed, a value does not fit, or a key is unknown that ought to be known.

    Warns
    -----
    ClaviluxWarning
        If it is of a newer version, with the keys that are therefore ignored.
    """
    if len(text) > MOST_BYTES:
        raise BadRecipe(f"{name}: is longer than {MOST_BYTES} bytes, so it is no recipe; choose another file")
    newer = ""
    try:
        written = msgspec.json.decode(text, type=_Head).version
        tree = msgspec.json.Decoder(float_hook=float).decode(text)  # 1e400 is infinite, and too large wherever it is
        unknown = _drop_unknown(tree, kind)
        if written > version:
            newer = f"written by a newer Clavilux (recipe version {written}, here {version})"
        elif unknown:
            raise BadRecipe(f"{name}: {UnknownName('recipe key', unknown[0], flat(kind()))}")
        made = msgspec.convert(tree | {"version": version}, kind)
    except RecursionError as error:
        raise BadRecipe(f"{name}: is nested too deeply for a recipe; choose another file") from error
    except UnicodeError as error:
        raise BadRecipe(f"{name}: is not in UTF-8; save it in that encoding") from error
    except msgspec.DecodeError as error:
        cure = f"; it was {newer}: upgrade Clavilux to use it" if newer else ""
        raise BadRecipe(f"{name}: {_readable(error, kind)}{cure}") from error
    if newer:
        warn(f"{name}: {newer}, so the video may differ{_ignored(unknown)}")
    return made


class _Head(Struct):
    """What is read first; the oldest files have no version."""

    version: Annotated[int, Meta(ge=0, lt=2**31)] = 0


def _drop_unknown(tree: dict[str, Any], kind: type[Struct], prefix: str = "") -> list[str]:
    """Take the keys that a struct does not have out of a tree, and tell their dotted names."""
    kinds = get_type_hints(kind)
    unknown = [key for key in tree if key not in kinds]
    for key in unknown:
        del tree[key]
    dropped = [prefix + key for key in unknown]
    for key, value in tree.items():
        if isinstance(value, dict) and isinstance(kinds[key], type) and issubclass(kinds[key], Struct):
            dropped += _drop_unknown(value, kinds[key], f"{prefix}{key}.")
    return dropped


def _ignored(keys: list[str]) -> str:
    """The end of a warning about keys that are not known, if there are any."""
    more = f" and {len(keys) - MOST_TOLD} more" if len(keys) > MOST_TOLD else ""
    return f"; ignored keys: {', '.join(keys[:MOST_TOLD])}{more}" if keys else ""


def flat(struct: Struct) -> dict[str, Any]:
    """Dotted keys such as ``"move.zoom"`` and their values."""
    return _flatten(msgspec.to_builtins(struct))


def _flatten(tree: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flattened: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            flattened |= _flatten(value, f"{prefix}{key}.")
        else:
            flattened[prefix + key] = value
    return flattened


def _readable(error: Exception, root: type[Struct]) -> str:
    """The message of msgspec, with its JSON path ``$.move.zoom`` as our dotted key, and what could be chosen."""
    told = re.sub(r"matching regex '.*'", "of printable characters alone", str(error))
    told = told.replace("`$.", "`").replace(" - at ", ", at ")
    place = re.fullmatch(r"Invalid enum value .*`([\w.]+)`", told)
    if not place:
        return told
    kind: Any = root
    for name in place[1].split("."):
        kind = get_type_hints(kind)[name]
    choices = (choice for part in (kind, *get_args(kind)) for choice in get_args(part) if isinstance(choice, str))
    return f"{told}; choose {' or '.join(dict.fromkeys(choices))}"
