"""A dissolve: the new shot appears through the picture that the one before led to."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from clavilux.render.mixture import mixed
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Dissolve"]


class Dissolve(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Evenly from the picture before to the new shot."""

    duration: Annotated[float, Meta(ge=0, le=60)] = 0.5
    """Seconds of the new shot that it takes; 0 cuts."""

    def apply(self, before: Image, after: Image, t: float) -> Image:
        """So much of the new frame upon the picture before; see `protocols.Transition`."""
        return mixed(before, after, t)
