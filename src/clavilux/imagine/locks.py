"""Locked keyframes: whoever paints the others now, these are painted as they were."""

from __future__ import annotations

from collections.abc import Container, Mapping

from clavilux.errors import BadValue
from clavilux.imagine.painters.choose import choose
from clavilux.plan import Part, Plan
from clavilux.protocols import Dialled

__all__ = ["dials"]


def dials(plan: Plan, name: str) -> Mapping[str, float] | None:
    """How a painter's dials stand for a keyframe of a plan; None is as for all.

    Raises
    ------
    BadValue
        If it is locked as another painter, or the same one with other models, has painted it.
    """
    then = plan.painted_by(name).painter
    if then == plan.painter:
        return None
    place = f"keyframes.{name}.lock"
    names = _dials(plan.painter)  # first: a lock may name what nobody has allowed to be fetched
    if _without(names, then) != _without(names, plan.painter):
        cure = f"unlock it (null), or have {_told(then)} paint the film"
        raise BadValue(f"it is as {_told(then)} painted it, but {_told(plan.painter)} is here now; {cure}", place)
    return _dials(then)


def _dials(part: Part) -> Mapping[str, float]:
    painter = choose(part)
    return painter.dials if isinstance(painter, Dialled) else {}


def _told(painter: Part) -> str:
    """A painter and its options, in words."""
    options = ", ".join(f"{option} {value}" for option, value in painter.items() if option != "use")
    return f"{painter['use']} ({options})" if options else str(painter["use"])


def _without(names: Container[str], painter: Part) -> Part:
    return {option: value for option, value in painter.items() if option not in names}
