"""How a phrase takes over from the one before: what suits the music."""

from __future__ import annotations

from typing import Literal

from clavilux.direct.editing import LOUD, QUIET, Phrase
from clavilux.plan import Part

__all__ = ["is_soft", "transition"]

SOFT = ("dissolve", "luma-wipe")
"""Transitions in which both pictures are seen for a while."""
SHARE, LONGEST = 0.2, 2.5
"""Of a phrase, and seconds, that a dissolve takes where no beat is sure."""


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


def is_soft(part: Part | None) -> bool:
    """Whether a transition is so slow that nothing should leap meanwhile."""
    return part is not None and part["use"] in SOFT
