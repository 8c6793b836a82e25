"""What is wrong with a value of a recipe, a plan or a plug-in's option, in plain words."""

from __future__ import annotations

import re

import msgspec
from msgspec.inspect import (
    BoolType,
    FloatType,
    IntType,
    LiteralType,
    Metadata,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
)

from clavilux.errors import BadValue
from clavilux.structs.kinds import choices, kind_at

__all__ = ["bad_value", "may_be_null", "takes_a_number", "wanted"]

PLAIN = {
    "`": "'",
    "Object contains unknown field": "unknown key",
    "'object | null'": "null or {...}",
    "'object'": "{...}",
    "'array'": "a list [...]",
    "'str'": "text",
    "'int'": "a number",
    "'float'": "a number",
    "'bool'": "true or false",
    "'null'": "null",
    "Expected": "expected",
}
"""What msgspec says, and how we say it; the later on what the earlier has made of it."""
LIMITS = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}
"""How msgspec names limits, and how we do."""


def bad_value(error: Exception, root: type[msgspec.Struct], source: str) -> BadValue:
    """What msgspec found wrong, as an error that says what the key takes.

    A check of our own, an error that says ``"KEY: what to do"``, keeps its words.

    Parameters
    ----------
    error : Exception
        What msgspec raised while it converted to `root`.
    root : type
        The class of what is read.
    source : str
        What that is called, such as the name of its file.
    """
    told, _, place = str(error).partition(" - at `$.")
    key = place.removesuffix("`")
    if own := re.fullmatch(r"([\w.\[\]-]+): (.+)", told):
        return BadValue(own[2], f"{key}.{own[1]}" if key else own[1], source)
    if key and (right := wanted(kind_at(key, root))):
        return BadValue(f"give {right}", key, source)
    if missing := re.fullmatch(r"Object missing required field `(.+)`", told):
        right = wanted(kind_at(f"{key}.{missing[1]}" if key else missing[1], root))
        return BadValue(f"has no '{missing[1]}'; add it{right and f': {right}'}", key, source)
    for theirs, ours in PLAIN.items():
        told = told.replace(theirs, ours)
    return BadValue(told, key, source)


def may_be_null(kind: Type | None) -> bool:
    """Whether null is among what a type allows."""
    return any(isinstance(choice, NoneType) for choice in choices(kind))


def takes_a_number(kind: Type | None) -> bool:
    """Whether a type allows a number and no text."""
    allowed = choices(kind)
    return any(isinstance(choice, IntType | FloatType) for choice in allowed) and not any(
        isinstance(choice, StrType) for choice in allowed
    )


def wanted(kind: Type | None) -> str:
    """What a value of a type may be, in words; nothing for what is no single value.

    ``'a number from 0 to 1, or {"lane": ..., "amount": ...}'``.
    """
    if isinstance(kind, Metadata) and "spelt" in (kind.extra or {}):
        return str((kind.extra or {})["spelt"])
    if isinstance(kind, UnionType) and len(given := [one for one in kind.types if not isinstance(one, NoneType)]) == 1:
        return wanted(given[0])
    allowed = choices(kind)
    structs = [choice for choice in allowed if isinstance(choice, StructType)]
    singles = " or ".join(filter(None, map(_single, allowed)))
    return ", or ".join([singles, *map(_spelt, structs)]) if singles else ""


def _single(kind: Type) -> str:
    match kind:
        case LiteralType(values=values):
            return " or ".join(str(value) for value in values)
        case BoolType():
            return "true or false"
        case IntType(ge=int(least), le=most) if least == most:
            return str(least)
        case IntType():
            number = f"a multiple of {kind.multiple_of}" if kind.multiple_of else "a whole number"
            return number + _limits(kind)
        case FloatType():
            return f"a number{_limits(kind)}"
        case StrType():
            return (
                "text"
                if kind.pattern is None or kind.max_length is None
                else f"up to {kind.max_length} printable characters"
            )
    return ""


def _spelt(kind: StructType) -> str:
    """``{"lane": ..., "amount": ...}``."""
    return "{" + ", ".join(f'"{field.encode_name}": ...' for field in kind.fields) + "}"


def _limits(kind: IntType | FloatType) -> str:
    if kind.ge is not None and kind.le is not None:
        return f" from {kind.ge:.10g} to {kind.le:.10g}"
    limits = [(words, getattr(kind, limit)) for limit, words in LIMITS.items()]
    told = [f"{words} {value:.10g}" for words, value in limits if value is not None]
    return f" of {' and '.join(told)}" if told else ""
