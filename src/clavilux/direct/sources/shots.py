"""Source ``shots``: how far within its shot a moment is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from msgspec import Meta

from clavilux.protocols import Curve
from clavilux.structs import Checked
from clavilux.values import FloatArray, Hearing

__all__ = ["ShotsSource"]

Span = Annotated[float, Meta(gt=0, le=600)]


class ShotsSource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """0 where a shot begins and ends, 1 within it: what follows it passes over no cut.

    It rises as s^2 (3 - 2 s) with the share s of `rise` that has passed, and falls likewise. In shots that are too
    short for both it comes as high as there is time for.
    """

    rise: Span = 1.0
    """Seconds from 0 to 1."""
    fall: Span = 1.0
    """Seconds from 1 to 0."""

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`."""
        starts, ends = np.array(shots, float).T

        def at(times: FloatArray) -> FloatArray:
            shot = (np.searchsorted(starts, times, side="right") - 1).clip(0)
            share = np.minimum((times - starts[shot]) / self.rise, (ends[shot] - times) / self.fall).clip(0, 1)
            return np.asarray(share**2 * (3 - 2 * share))

        return at
