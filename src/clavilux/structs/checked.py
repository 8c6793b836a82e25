"""Structs that check themselves when they are made, and reading them from JSON of any version."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

import msgspec
from msgspec import Meta, Struct
from msgspec.inspect import DictType, ListType, StructType, Type, VarTupleType

from clavilux.errors import BadValue, UnknownName, UnreadableMedia, warn
from clavilux.structs.kinds import choices, kind_at, struct_type
from clavilux.structs.value_errors import bad_value, takes_a_number

__all__ = ["MOST_BYTES", "Checked", "checked", "from_json", "read_bytes"]

MOST_BYTES = 100_000
"""Of a recipe's JSON: many times what ours take, with the longest prompt."""
MOST_TOLD = 10
"""Ignored keys that a warning names."""

Kind = TypeVar("Kind", bound=Struct)


class Checked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A struct whose values are checked however it is made; equal ones have the same JSON.

    What holds for a parameter's number holds as well for its amount on a lane (`plan.Driven`).

    Raises
    ------
    BadValue
        If a value is of the wrong type or out of range.
    """

    def __post_init__(self) -> None:
        kind = type(self)
        fields = dict(zip(self.__struct_encode_fields__, self.__struct_fields__, strict=True))
        given = {key: getattr(self, name) for key, name in fields.items()}
        kept = checked(given, _unchecked(kind), name=kind.__name__)
        for name in fields.values():
            msgspec.structs.force_setattr(self, name, getattr(kept, name))  # such as 1.0 for 1
        amounts = {key: value.amount for key, value in given.items() if hasattr(value, "amount")}
        numbers = {key: value for key, value in amounts.items() if takes_a_number(kind_at(key, kind))}
        if numbers:
            checked(given | numbers, _unchecked(kind), name="")


@cache
def _unchecked(kind: type[Struct]) -> type[Struct]:
    """A struct of the same fields: msgspec checks what it converts to one, but not what is made by a call."""
    renamed = dict(zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True))
    hints = get_type_hints(kind, include_extras=True)
    return msgspec.defstruct(kind.__name__, [(name, hints[name]) for name in renamed], rename=renamed)


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
    BadValue
        If a key is unknown, or a value of the wrong type or out of range.
    """
    try:
        return msgspec.convert(tree, kind, strict=strict)
    except msgspec.ValidationError as error:
        raise bad_value(error, kind, name) from error
    except UnicodeEncodeError as error:  # an argument of the command line that was no text
        raise BadValue(f"{name}: {error.object!r} is not in UTF-8") from error


def from_json(
    text: str | bytes,
    kind: type[Kind],
    *,
    version: int,
    name: str,
    what: str = "recipe",
    most_bytes: int = MOST_BYTES,
    migrate: Callable[[dict[str, Any], int], dict[str, Any]] | None = None,
) -> Kind:
    """Read a struct that has a field ``version``; fields that are left out take their default.

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
    what : str
        What it is: ``"recipe"``.
    most_bytes : int
        Longer texts are refused unread.
    migrate : callable, optional
        Makes data of this version out of that of any older one (0 where none is told), and fills in what a struct's own
        defaults cannot; without it, older data is read as if it were of this version.

    Raises
    ------
    BadValue
        If the JSON is malformed, a value does not fit, or a key is unknown that ought to be known.

    Warns
    -----
    ClaviluxWarning
        If it is of a newer version, with the keys that are therefore ignored.
    """
    if len(text) > most_bytes:
        raise BadValue(f"{name}: is longer than {most_bytes} bytes, so it is no {what}; choose another file")
    newer, tree = "", None
    try:
        written = msgspec.json.decode(text, type=_Head).version
        tree = msgspec.json.Decoder(float_hook=float).decode(text)  # 1e400 is infinite, and too large wherever it is
        tree = _migrated(tree, written, migrate, name) if migrate else tree
        unknown = dict(_drop_unknown(tree, struct_type(kind)))
        if written > version:
            newer = f"written by a newer Clavilux ({what} version {written}, here {version})"
        elif unknown:
            raise BadValue(f"{name}: {UnknownName(f'{what} key', *next(iter(unknown.items())))}")
        made = msgspec.convert(tree | {"version": version}, kind)
    except RecursionError as error:
        raise BadValue(f"{name}: is nested too deeply for a {what}; choose another file") from error
    except UnicodeError as error:
        raise BadValue(f"{name}: is not in UTF-8; save it in that encoding") from error
    except msgspec.DecodeError as error:
        if isinstance(error, msgspec.ValidationError):
            told = bad_value(_named(error, tree, kind), kind, name)
        else:
            told = _malformed(error, text, name)
        raise BadValue(f"{told}; it was {newer}: upgrade Clavilux to use it") if newer else told from error
    if newer:
        warn(f"{name}: {newer}, so the video may differ{_ignored(list(unknown))}")
    return made


def _named(error: msgspec.ValidationError, tree: Any, kind: type[Struct]) -> msgspec.ValidationError:
    """The same error with the name of what is wrong, where msgspec has ``[...]`` for any value of a dictionary."""
    told = str(error)
    room, found, _ = told.rpartition(" - at `$.")[2].partition("[...]")
    values = tree.get(room) if found and isinstance(tree, dict) else None
    for name, value in values.items() if isinstance(values, dict) else ():
        try:
            msgspec.convert(tree | {room: {name: value}}, kind)
        except msgspec.ValidationError as again:
            if str(again) == told:
                return msgspec.ValidationError(told.replace("[...]", f".{name}", 1))
    return error


def _malformed(error: msgspec.DecodeError, text: str | bytes, name: str) -> BadValue:
    """Where JSON goes wrong, in lines and characters as editors count them."""
    content = text.encode() if isinstance(text, str) else text
    told = str(error)
    at = int(found[1]) if (found := re.search(r"\(byte (\d+)\)", told)) else len(content)
    lines = content[:at].decode(errors="replace").split("\n")
    why = re.sub(r"JSON is malformed: | \(byte \d+\)", "", told) if found else "it ends too early"
    return BadValue(
        f"is no valid JSON at line {len(lines)}, character {len(lines[-1]) + 1}: {why}; mend it there", "", name
    )


def _migrated(
    tree: dict[str, Any], written: int, migrate: Callable[[dict[str, Any], int], dict[str, Any]], name: str
) -> dict[str, Any]:
    try:
        return migrate(tree, written)
    except BadValue as error:
        raise BadValue(error.why, error.key, name) from error


class _Head(Struct):
    """What is read first; the oldest files have no version."""

    version: Annotated[int, Meta(ge=0, lt=2**31)] = 0


def _drop_unknown(value: Any, kind: Type, place: str = "") -> Iterator[tuple[str, list[str]]]:
    """Take the keys that structs do not have out of data, and tell the dotted name of each, and of those beside it."""
    dot = "." if place else ""
    for choice in choices(kind):
        match choice:
            case StructType(fields=fields) if isinstance(value, dict):
                kinds = {f"{place}{dot}{field.encode_name}": field.type for field in fields}
                for key in list(value):
                    if (name := f"{place}{dot}{key}") in kinds:
                        yield from _drop_unknown(value[key], kinds[name], name)
                    else:
                        del value[key]
                        yield name, list(kinds)
            case DictType(value_type=inner) if isinstance(value, dict):
                for key, each in value.items():
                    yield from _drop_unknown(each, inner, f"{place}{dot}{key}")
            case ListType(item_type=inner) | VarTupleType(item_type=inner) if isinstance(value, list):
                for index, each in enumerate(value):
                    yield from _drop_unknown(each, inner, f"{place}[{index}]")


def _ignored(keys: list[str]) -> str:
    """The end of a warning about keys that are not known, if there are any."""
    more = f" and {len(keys) - MOST_TOLD} more" if len(keys) > MOST_TOLD else ""
    return f"; ignored keys: {', '.join(keys[:MOST_TOLD])}{more}" if keys else ""


def read_bytes(path: Path | str, most: int) -> bytes:
    """The content of a file, and no more than one byte beyond so many.

    Raises
    ------
    UnreadableMedia
        If it cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(most + 1).removeprefix(codecs.BOM_UTF8)  # which some editors write
    except OSError as error:
        raise UnreadableMedia(path, f"cannot be read ({error.strerror}); check the path") from error
