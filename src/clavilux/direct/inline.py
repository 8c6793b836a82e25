"""Files that lanes and effects come from, read into the plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from clavilux import plugins
from clavilux.plan import Part

__all__ = ["Inlines", "Placed", "inlined", "placed"]


@runtime_checkable
class Inlines(Protocol):
    """What a source has that reads a file."""

    def inlined(self) -> Part:
        """The same lane without its file.

        Raises
        ------
        UserError
            If the file cannot be had, or is not what it should be.
        """


def inlined(lane: Part) -> Part:
    """A lane whose source reads no file, so that a plan is all that its frames depend on.

    Raises
    ------
    UserError
        If there is no such source, an option does not fit, or its file cannot be read.
    """
    source = plugins.configured("sources", lane)
    return source.inlined() if isinstance(source, Inlines) else lane


@runtime_checkable
class Placed(Protocol):
    """What an effect has that reads a file, or depends on which part of the song the film shows."""

    def placed(self, start: float, end: float) -> Part:
        """The same effect without what is not of the film itself.

        Parameters
        ----------
        start, end : float
            Seconds of the song between which the film is.

        Raises
        ------
        UserError
            If a file cannot be had, or is not what it should be.
        """


def placed(effects: Iterable[Part], start: float, duration: float) -> tuple[Part, ...]:
    """The effects of a film that begins at a second of the song and lasts so long: with all that they depend on.

    Raises
    ------
    UserError
        If there is no such effect, an option does not fit, or its file cannot be read.
    """
    made = [(part, plugins.configured("effects", part)) for part in effects]
    return tuple(
        effect.placed(start, start + duration) if isinstance(effect, Placed) else part for part, effect in made
    )
