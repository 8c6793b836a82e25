"""Types of the values that a struct's dotted keys name, such as ``"shots[0].kick"``."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct
from msgspec.inspect import (
    AnyType,
    DictType,
    ListType,
    Metadata,
    StructType,
    TupleType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)

__all__ = ["choices", "inner", "kind_at", "struct_type"]


def kind_at(key: str, root: type[Struct]) -> Type | None:
    """The type of a dotted key; None if there is no such key, any type where a dictionary may hold anything."""
    kind: Type | None = struct_type(root)
    for name in re.findall(r"\[[^\]]*\]|[^.\[]+", key):
        kind = next((found for outer in choices(kind) if (found := inner(outer, name))), None)
    return kind


@cache
def struct_type(kind: type[Struct]) -> Type:
    """The type of a struct, with those of its fields."""
    return type_info(kind)


def choices(kind: Type | None) -> tuple[Type, ...]:
    """The types that a union is of, without what else is noted of a type; none of None."""
    match kind:
        case None:
            return ()
        case Metadata(type=bare):
            return choices(bare)
        case UnionType(types=types):
            return tuple(choice for each in types for choice in choices(each))
    return (kind,)


def inner(kind: Type, name: str) -> Type | None:
    """The type of a field, of a dictionary's value or of an element; None if there is none."""
    match kind:
        case StructType(fields=fields):
            return next((field.type for field in fields if field.encode_name == name), None)
        case DictType(value_type=value):
            return value
        case ListType(item_type=item) | VarTupleType(item_type=item):
            return item
        case TupleType(item_types=items):
            return items[int(name.strip("[]"))]
        case AnyType():
            return kind
    return None
