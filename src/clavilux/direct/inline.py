"""Files that lanes come from, read into the plan."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from clavilux import plugins
from clavilux.plan import Part

__all__ = ["Inlines", "inlined"]


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
