"""From the plan to the painter."""

from __future__ import annotations

from clavilux import plugins
from clavilux.plan import Part
from clavilux.protocols import Painter

__all__ = ["choose"]


def choose(part: Part) -> Painter:
    """Make the painter that a plan names, with its options.

    Raises
    ------
    UserError
        If there is no such painter, it does not take an option, or an option is of the wrong type or out of range.
    """
    painter: Painter = plugins.configured("painters", part)
    return painter
