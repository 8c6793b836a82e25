"""Source ``deforum``: a schedule in the notation of Deforum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

import numpy as np
from msgspec import Meta

from clavilux.direct.sources.points import Bound, PointsSource, drawn
from clavilux.errors import BadValue
from clavilux.protocols import Curve
from clavilux.structs import Checked
from clavilux.values import Hearing

__all__ = ["DeforumSource"]

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
KEYFRAME = re.compile(rf"\s*(\d{{1,9}})\s*:\s*\(\s*({NUMBER})\s*\)\s*(?:,|$)")


class DeforumSource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers at frames and straight lines between them, as Deforum has them where it is given no formulas."""

    schedule: Annotated[str, Meta(min_length=1, max_length=1_000_000)]
    """Frames and their values: "0:(0), 30:(1)"."""
    fps: Annotated[float, Meta(gt=0, le=1000)]
    """Frames per second that the schedule counts in; frame 0 is the song's beginning."""
    low: Bound = 0.0
    """Value that becomes 0."""
    high: Bound = 1.0
    """Value that becomes 1; below `low` turns the curve upside down."""

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`; raises `BadValue` if the schedule is none, or has formulas."""
        return self._points().curve(hearing, shots)

    def _points(self) -> PointsSource:
        values, place, end = {}, 0, len(self.schedule.rstrip())
        while place < end:
            if not (found := KEYFRAME.match(self.schedule, place)):
                piece = self.schedule[place:].strip()[:40]
                raise BadValue(f"cannot read '{piece}'; give numbers alone, such as 0:(0), 30:(1.5)", "schedule")
            values[int(found[1])] = float(found[2])  # the last of several at one frame counts
            place = found.end()
        frames, heights = np.array(sorted(values.items()), float).T
        return drawn(frames / self.fps, heights, low=self.low, high=self.high, what="schedule")
