"""The flash: frames that brighten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import cv2
import numpy as np
from msgspec import Meta

from clavilux.plan import Driven
from clavilux.structs import Checked
from clavilux.values import Image

__all__ = ["Flash"]


class Flash(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Brightens."""

    brightens: ClassVar = ("amount",)

    amount: Annotated[float, Meta(ge=0, le=0.3)] | Driven = 0.0
    """How much it brightens, as a share of every value."""

    def apply(self, frame: Image, controls: Mapping[str, float], state: dict[str, Any]) -> Image:  # noqa: ARG002
        """Multiply all values by 1 + amount, clipped at white; see `protocols.Effect`."""
        if controls["amount"] == 0:
            return frame
        return np.asarray(cv2.convertScaleAbs(frame, alpha=1 + controls["amount"]), np.uint8)
