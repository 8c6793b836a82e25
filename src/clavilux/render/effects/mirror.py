"""Mirror: one part of the picture, and its reflection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta

from clavilux.plan import Driven
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Mirror"]


class Mirror(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Slides a mirror into the picture: at 1 both halves are alike.

    The mirror enters at one border and shows what lies before it; nothing is resampled. At 1 it suits a whole shot,
    such as a chorus; between 0 and 1 it suits a slow lane: two twins that meet and part.
    """

    amount: Annotated[float, Meta(ge=0, le=1)] | Driven = 0.0
    """How far it has come, from the border to the middle."""
    keep: Literal["left", "right", "top", "bottom"] = "left"
    """The half that stays."""

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:  # noqa: ARG002
        """Copy what lies before the mirror behind it; see `protocols.Effect`."""
        if controls["amount"] == 0:
            return frame
        seen = frame.copy()
        columns = self._from_left(seen)
        behind = round(controls["amount"] * (columns.shape[1] // 2))
        at = columns.shape[1] - behind
        columns[:, at:] = columns[:, at - behind : at][:, ::-1]
        return seen

    def _from_left(self, image: Image) -> Image:
        """A view of the picture in which the half that stays is the left one."""
        upright = image if self.keep in ("left", "right") else image.transpose(1, 0, 2)
        return upright if self.keep in ("left", "top") else upright[:, ::-1]
