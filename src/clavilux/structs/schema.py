"""What the keys of our files mean: from the docstrings below the fields of their structs."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from textwrap import dedent
from typing import Any, NamedTuple

import msgspec
from msgspec import NODEFAULT, Struct
from msgspec.inspect import StructType, Type

from clavilux.structs.kinds import choices, struct_type
from clavilux.structs.value_errors import may_be_null, wanted

__all__ = ["Key", "about", "json_schema", "keys", "meanings"]


class Key(NamedTuple):
    """A key of a recipe, a plan or a plug-in's options."""

    name: str
    """Dotted."""
    values: str
    """What it may be, in words; empty for what is no single value."""
    default: Any
    """As plain data; `msgspec.NODEFAULT` where one must be given."""
    meaning: str
    """One paragraph."""


def about(kind: type[Any]) -> str:
    """The first paragraph of a class's own docstring, on one line; empty if it has none."""
    return " ".join(inspect.cleandoc(kind.__dict__.get("__doc__") or "").partition("\n\n")[0].split())


@cache
def meanings(kind: type[Any]) -> dict[str, str]:
    """What the fields of a class mean: the docstring below each, on one line.

    Those of its bases are among them. Classes whose source is not at hand have none.
    """
    told: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        body = _body(base)
        for field, below in pairwise(body):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    told[name] = " ".join(text.split())
    return told


def keys(kind: type[Struct], prefix: str = "") -> Iterator[Key]:
    """The keys of a struct and of those within it, in order."""
    return _keys(struct_type(kind), prefix)


def json_schema(kind: type[Struct]) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a struct, with what its fields mean."""
    (schema,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    for struct in _structs(struct_type(kind), {}).values():
        told, properties = meanings(struct), parts[struct.__name__]["properties"]
        parts[struct.__name__]["description"] = about(struct)
        for field, key in zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True):
            if field in told:
                properties[key]["description"] = told[field]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "$defs": _portable(parts)}


def _portable(tree: Any) -> Any:
    """A schema whose patterns are those of JavaScript, which knows no other ends of a text."""
    if isinstance(tree, list):
        return [_portable(each) for each in tree]
    if not isinstance(tree, dict):
        return tree
    return {
        key: value.replace(r"\A", "^").replace(r"\Z", "$")
        if key == "pattern" and isinstance(value, str)
        else _portable(value)
        for key, value in tree.items()
    }


def _body(kind: type[Any]) -> list[ast.stmt]:
    if kind.__module__ in ("builtins", "msgspec"):
        return []
    try:
        tree = ast.parse(dedent(inspect.getsource(kind))).body[0]
    except (OSError, TypeError):  # made without a file, or in C
        return []
    return tree.body if isinstance(tree, ast.ClassDef) else []


def _keys(kind: Type, prefix: str) -> Iterator[Key]:
    assert isinstance(kind, StructType)
    told = meanings(kind.cls)
    for field in kind.fields:
        name = prefix + field.encode_name
        if isinstance(field.type, StructType):
            yield from _keys(field.type, f"{name}.")
        else:
            default = field.default if field.default_factory is NODEFAULT else field.default_factory()
            yield Key(name, _values(field.type), _plain(default), told.get(field.name, ""))


def _values(kind: Type) -> str:
    words = wanted(kind)
    return f"{words} or null" if words and may_be_null(kind) else words


def _plain(default: Any) -> Any:
    return default if default is NODEFAULT else msgspec.to_builtins(default)


def _structs(kind: Any, found: dict[str, type[Struct]]) -> dict[str, type[Struct]]:
    """All structs that a type is made of, by name."""
    for choice in choices(kind):
        if isinstance(choice, StructType) and choice.cls.__name__ not in found:
            found[choice.cls.__name__] = choice.cls
            for field in choice.fields:
                _structs(field.type, found)
        for name in ("item_type", "value_type"):
            _structs(getattr(choice, name, None), found)
        for item in getattr(choice, "item_types", ()):
            _structs(item, found)
    return found
