"""How a phrase takes over from the one before: what suits the music."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from clavilux import plugins
from clavilux.direct.editing import LOUD, QUIET, Phrase
from clavilux.direct.views import inside
from clavilux.errors import BadValue, UserError
from clavilux.plan import Framing, Part, Shot, View
from clavilux.protocols import Prepares, Transition

__all__ = ["check_transitions", "clear", "fitting", "in_one_take", "is_soft", "transition"]

SOFT = ("dissolve", "luma-wipe")
"""Transitions in which both pictures are seen for a while."""
SHARE, LONGEST = 0.2, 2.5
"""Of a phrase, and seconds, that a dissolve takes where no beat is sure."""
SHARED = 0.25
"""Share of a view from which on both sides of a wipe show the same."""
MOST = 0.5
"""Share of its shot that a transition takes at most."""


def transition(before: Phrase, phrase: Phrase, kind: Literal["music", "soft", "cut"] = "music") -> Part | None:
    """The transition that suits what is heard; None is a cut.

    Parameters
    ----------
    before, phrase : Phrase
        The one that ends, and the one that begins.
    kind : {"music", "soft", "cut"}
        Whatever suits, always a dissolve, or always a cut.
    """
    if kind == "cut":
        return None
    length = phrase.section.end - phrase.section.start
    other = before.section.label != phrase.section.label
    if not phrase.sure or kind == "soft":
        return {"use": "dissolve", "duration": round(min(SHARE * length, LONGEST), 2)}
    if phrase.falls:
        return {"use": "luma-wipe", "duration": 1.5, "first": "bright"}
    if phrase.rises and phrase.level >= LOUD:
        return {"use": "zoom-through", "duration": 0.4}
    if max(before.level, phrase.level) <= QUIET:
        return {"use": "dissolve", "duration": 1.5}
    if other and min(before.level, phrase.level) >= LOUD:
        return {"use": "whip-pan", "duration": 0.3}
    return None


def clear(part: Part | None, before: Framing | None, after: Framing) -> Part | None:
    """The transition, but a cut in place of a wipe between two views of one figure: it would be seen twice at once.

    Parameters
    ----------
    part : dict, optional
        That which suits the music.
    before, after : plan.Framing
        Of the shot that ends, and of the one that begins: both show the keyframe between them.
    """
    wipes = part is not None and part["use"] == "luma-wipe"
    return None if wipes and before and _shared(before.end or before.start, after.start) > SHARED else part


def in_one_take(before: Shot, after: Shot) -> tuple[Shot, Shot] | None:
    """Two shots as one take, in place of a dissolve between two views of one figure, which would be seen twice at once.

    The camera goes on from where it was. What is near would leap meanwhile, as parallax is counted from the middle of
    a shot, so both are flat.

    Parameters
    ----------
    before, after : plan.Shot
        The second one begins with a transition or a cut; both show the keyframe between them, of which a part must stay
        whole.

    Returns
    -------
    tuple of two plan.Shot, or None
        None leaves them as they are: there is no dissolve, or their views have little in common.
    """
    here, there = before.framing, after.framing
    left, arrived = here.end or here.start, there.end or there.start
    dissolves = after.transition is not None and after.transition["use"] == "dissolve"
    if not dissolves or here.mirrored != there.mirrored or _shared(left, there.start) <= SHARED:
        return None
    goes_on = replace(there, start=left, end=None if arrived == left else arrived, depth=0.0, orbit=0.0)
    flat = replace(here, depth=0.0, orbit=0.0)
    return replace(before, framing=flat), replace(after, framing=goes_on, transition=None)


def _shared(one: View, other: View) -> float:
    """Share of the closer of two views that is seen in the other one, too."""
    one, other = inside(one), inside(other)
    halves = 0.5 / one.zoom, 0.5 / other.zoom
    closer = 2 * min(halves)
    spans = [min(sum(halves) - abs(a - b), closer) for a, b in ((one.x, other.x), (one.y, other.y))]
    return max(spans[0], 0.0) * max(spans[1], 0.0) / closer**2


def fitting(part: Part | None, seconds: float) -> Part | None:
    """A transition that takes no more than its share of a shot of so many seconds."""
    if part is None or part["duration"] <= MOST * seconds:
        return part
    return part | {"duration": round(MOST * seconds, 2)}


def check_transitions(shots: Sequence[Shot]) -> None:
    """See that transitions are there, take their options, and end with their shots at the latest.

    Raises
    ------
    BadValue
        If not; it tells the shot.
    """
    for index, shot in enumerate(shots):
        if shot.transition is None:
            continue
        place = f"shots[{index}].transition"
        try:
            made: Transition = plugins.configured("transitions", shot.transition)
        except UserError as error:
            raise BadValue(str(error), place) from error
        if isinstance(made, Prepares):
            made.prepare()
        if made.duration > shot.end - shot.start:
            why = f"takes {made.duration:g} s, but the shot lasts {shot.end - shot.start:g} s; make it shorter"
            raise BadValue(why, f"{place}.duration")


def is_soft(part: Part | None) -> bool:
    """Whether a transition is so slow that nothing should leap meanwhile."""
    return part is not None and part["use"] in SOFT
