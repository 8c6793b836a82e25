"""Whether a plan that was changed is valid to the last option, and if not, where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clavilux import plugins
from clavilux.errors import BadValue, UserError
from clavilux.imagine.locks import dials
from clavilux.imagine.painters.choose import choose
from clavilux.plan import Part, Plan
from clavilux.preparation import complete

__all__ = ["check_options"]


def check_options(plan: Plan) -> None:
    """See that all plug-ins of a plan are there and take their options.

    Raises
    ------
    BadValue
        If not, with the key of the plan, such as ``"effects[2].zoom"``.
    UserError
        If something else is missing.
    """
    for place, group, part in _parts(plan):
        with _at(place):
            plugins.configured(group, part)
    for name in plan.keyframes:
        dials(plan, name)
    complete(plan, choose(plan.painter))


def _parts(plan: Plan) -> Iterator[tuple[str, str, Part]]:
    """Every plug-in of a plan: its place, its kind, and itself."""
    yield "painter", "painters", plan.painter
    for name, lane in plan.lanes.items():
        yield f"lanes.{name}", "sources", lane
    for index, effect in enumerate(plan.effects):
        yield f"effects[{index}]", "effects", effect
    for index, shot in enumerate(plan.shots):
        if shot.transition:
            yield f"shots[{index}].transition", "transitions", shot.transition


@contextmanager
def _at(place: str) -> Iterator[None]:
    """Say where in the plan something is wrong."""
    try:
        yield
    except BadValue as error:
        raise BadValue(error.why, ".".join(filter(None, (place, error.key)))) from error
    except UserError as error:
        raise BadValue(str(error), place) from error
