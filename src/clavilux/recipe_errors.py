"""What is wrong with a recipe, in plain words."""

from __future__ import annotations

import re

import msgspec
from msgspec.inspect import (
    BoolType,
    FloatType,
    IntType,
    LiteralType,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
    type_info,
)

from clavilux.errors import BadRecipe

__all__ = ["bad_recipe", "may_be_null", "takes_a_number"]

LIMITS = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}
"""How msgspec names limits, and how we do."""


def bad_recipe(error: Exception, root: type[msgspec.Struct], source: str) -> BadRecipe:
    """What msgspec found wrong, as an error that says what the key takes.

    A check of our own, an error that says ``"KEY: what to do"``, keeps its words.

    Parameters
    ----------
    error : Exception
        What msgspec raised while it read a recipe.
    root : type
        The class of the recipe.
    source : str
        What the recipe is called, such as the name of its file.
    """
    told, _, place = str(error).partition(" - at `$.")
    key = place.removesuffix("`")
    if own := re.fullmatch(r"(\w+): (.+)", told):
        return BadRecipe(own[2], f"{key}.{own[1]}" if key else own[1], source)
    if key and (wanted := _wanted(_kind(key, root))):
        return BadRecipe(f"give {wanted}", key, source)
    return BadRecipe(told.replace("`", "'").replace("Object contains unknown field", "unknown key"), key, source)


def may_be_null(key: str, root: type[msgspec.Struct]) -> bool:
    """Whether a dotted key takes null."""
    return any(isinstance(part, NoneType) for part in _parts(key, root))


def takes_a_number(key: str, root: type[msgspec.Struct]) -> bool:
    """Whether a dotted key takes a number and no text."""
    parts = _parts(key, root)
    return any(isinstance(part, (IntType, FloatType)) for part in parts) and not any(
        isinstance(part, StrType) for part in parts
    )


def _parts(key: str, root: type[msgspec.Struct]) -> tuple[Type, ...]:
    """The types that a dotted key takes."""
    kind = _kind(key, root)
    return kind.types if isinstance(kind, UnionType) else (kind,)


def _kind(key: str, root: type[msgspec.Struct]) -> Type:
    """The type of a dotted key."""
    kind: Type = type_info(root)
    for name in key.split("."):
        assert isinstance(kind, StructType)
        kind = next(field.type for field in kind.fields if field.name == name)
    return kind


def _wanted(kind: Type) -> str:
    """What a value of that type may be; nothing for what is no single value."""
    match kind:
        case UnionType(types=types):
            return " or ".join(_wanted(part) for part in types if not isinstance(part, NoneType))
        case LiteralType(values=values):
            return " or ".join(str(value) for value in values)
        case BoolType():
            return "true or false"
        case IntType():
            number = f"a multiple of {kind.multiple_of}" if kind.multiple_of else "a whole number"
            return number + _limits(kind)
        case FloatType():
            return f"a number{_limits(kind)}"
        case StrType():
            return "text" if kind.pattern is None else f"up to {kind.max_length} printable characters"
    return ""


def _limits(kind: IntType | FloatType) -> str:
    if kind.ge is not None and kind.le is not None:
        return f" from {kind.ge:.10g} to {kind.le:.10g}"
    limits = [(words, getattr(kind, limit)) for limit, words in LIMITS.items()]
    told = [f"{words} {value:.10g}" for words, value in limits if value is not None]
    return f" of {' and '.join(told)}" if told else ""
