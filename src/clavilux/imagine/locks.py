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
    names = _dials(plan.painter)  # first: a lock may name what nobody has allowed to be fetched
    if _without(names, then) != _without(names, plan.painter):
        why = f"it is as {then['use']} painted it, and another painter is here now; unlock it, or give that one back"
        raise BadValue(why, f"keyframes.{name}.lock")
    return _dials(then)


def _dials(part: Part) -> Mapping[str, float]:
    painter = choose(part)
    return painter.dials if isinstance(painter, Dialled) else {}


def _without(names: Container[str], painter: Part) -> Part:
    return {option: value for option, value in painter.items() if option not in names}
