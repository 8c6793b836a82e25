"""Plug-ins by entry point: ``clavilux.painters``, ``captioners``, ``sources``, ``effects``, ``transitions``."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from msgspec import Struct, defstruct

from clavilux.errors import BadValue, ClaviluxError, UnknownName, UserError
from clavilux.plan import Part, used
from clavilux.structs.checked import checked
from clavilux.text import first_line

__all__ = ["configured", "create", "described", "load", "names"]


def names(group: str) -> list[str]:
    """Names of the installed plug-ins of a group such as ``"painters"``, sorted."""
    return sorted(_group(group))


def load(group: str, name: str) -> Any:
    """Import the object that a plug-in registered.

    Parameters
    ----------
    group : str
        In the plural, without the ``clavilux.`` prefix: ``"painters"``.
    name : str
        Name of the entry point.

    Raises
    ------
    UnknownName
        If nothing of that name is installed; the message lists what is.
    UserError
        If several packages register that name, or what is registered is not there, cannot be imported or called.
    """
    return _loaded(_point(group, name), group.removesuffix("s"))


def create(group: str, spec: str, **options: Any) -> Any:
    """Make a plug-in from what the user typed: ``"lumia"``, or ``"file:words.srt"`` for one that takes an argument.

    Parameters
    ----------
    group : str
        As for `load`.
    spec : str
        Name of the entry point; behind a colon, its argument.
    **options
        Passed by name, except those that are None: the user did not choose them.

    Raises
    ------
    UnknownName
        If nothing of that name is installed.
    UserError
        If it is broken; if an argument is missing, or given to a plug-in that takes none; or if it does not take an
        option.
    """
    name, colon, argument = spec.partition(":")
    point = _point(group, name)
    factory = _loaded(point, group.removesuffix("s"))
    arguments = [argument] if colon else []
    chosen = {key: value for key, value in options.items() if value is not None}
    signature, kind = inspect.signature(factory), group.removesuffix("s")
    for option in chosen.keys() - signature.parameters.keys():
        raise UserError(
            f"{kind} '{spec}' does not support the option '{option}'; leave it out, or choose another {kind}"
        )
    try:
        signature.bind(*arguments, **chosen)
    except TypeError as error:
        cure = f"use '{name}'" if colon else f"use '{name}:...'"
        raise UserError(f"{kind} '{spec}': {cure}; see clavilux {group}") from error
    with _blamed(point, kind):
        return factory(*arguments, **chosen)


def configured(group: str, part: Part) -> Any:
    """Make a plug-in from a part of a plan, ``{"use": "camera", "zoom": 0.1}``, with its options checked.

    Parameters
    ----------
    group : str
        As for `load`.
    part : dict
        What it is called, as for `create`, and its options. They are checked against the types of a struct's fields
        (sources, effects and transitions are structs), or of another callable's parameters.

    Raises
    ------
    UnknownName
        If nothing of that name is installed.
    BadValue
        If an option is unknown, or its value of the wrong type or out of range. What holds for a parameter's number
        holds for its amount on a lane too.
    UserError
        As for `create`.
    """
    spec, options = used(part)
    name, kind = spec.partition(":")[0], group.removesuffix("s")
    factory, what = load(group, name), f"{kind} '{spec}'"
    if spec != name or not (isinstance(factory, type) and issubclass(factory, Struct)):
        with _blamed(_point(group, name), kind):
            typed = _typed(factory, options)
        made = checked({option: options[option] for option in typed.__struct_fields__}, typed, name=what)
        return create(group, spec, **options | {option: getattr(made, option) for option in typed.__struct_fields__})
    known = factory.__struct_encode_fields__
    for option in options.keys() - set(known):
        raise BadValue(str(UnknownName("option", option, known)), source=what)
    with _blamed(_point(group, name), kind):
        return checked(options, factory, name=what)


def described(error: BaseException) -> str:
    """Kind and message of somebody else's error, in one line."""
    return ": ".join(filter(None, [type(error).__name__, first_line(error)]))


def _typed(factory: Callable[..., Any], options: Container[str]) -> type[Struct]:
    """The options of a callable that have a type, as a struct; those that it does not take are left out."""
    parameters = inspect.signature(factory, eval_str=True).parameters.values() if options else ()
    fields = [(each.name, each.annotation) for each in parameters if each.name in options]
    return defstruct("Options", [(name, kind) for name, kind in fields if kind is not inspect.Parameter.empty])


def _group(group: str) -> dict[str, list[EntryPoint]]:
    """The plug-ins of a group by name; more than one where packages disagree."""
    return _installed(group, tuple(sys.path))


@cache
def _installed(group: str, _: tuple[str, ...]) -> dict[str, list[EntryPoint]]:
    """The same, where Python looks for packages: reading what all of them tell takes a fiftieth of a second."""
    found: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=f"clavilux.{group}"):
        found.setdefault(point.name, []).append(point)
    return found


def _point(group: str, name: str) -> EntryPoint:
    """The only plug-in of that name."""
    points, kind = _group(group), group.removesuffix("s")
    if name not in points:
        raise UnknownName(kind, name, points)
    if len(points[name]) > 1:
        packages = " and ".join(sorted(map(_package, points[name])))
        raise UserError(f"{kind} '{name}' is registered by {packages}; uninstall all but one of them")
    return points[name][0]


def _loaded(point: EntryPoint, kind: str) -> Any:
    """What a plug-in registered: something that can be called."""
    with _blamed(point, kind):
        loaded = point.load()
        if not callable(loaded):
            raise TypeError(f"{point.value} cannot be called")
    return loaded


@contextmanager
def _blamed(point: EntryPoint, kind: str) -> Iterator[None]:
    """Name the plug-in in whose code something went wrong: anything may, as it is the code of others."""
    try:
        yield
    except ClaviluxError:
        raise
    except (Exception, SystemExit) as error:
        what = f"{kind} '{point.name}' of the package {_package(point)} is broken"
        raise UserError(f"{what} ({described(error)}); update or uninstall that package") from error


def _package(point: EntryPoint) -> str:
    """Who registered a plug-in; only those made by hand do not know."""
    return f"'{point.dist.name}'" if point.dist else "?"
