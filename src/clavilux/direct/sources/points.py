"""Source ``points``: a curve that is drawn by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta

from clavilux.errors import BadValue, warn
from clavilux.plan import Seconds, Share
from clavilux.protocols import Curve
from clavilux.structs import Checked
from clavilux.values import FloatArray, Hearing

__all__ = ["Bound", "PointsSource", "drawn"]

Bound = Annotated[float, Meta(ge=-1e9, le=1e9)]


class PointsSource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A curve through points; before the first and after the last it stays as it is there."""

    points: Annotated[tuple[tuple[Seconds, Share], ...], Meta(min_length=1, max_length=1_000_000)]
    """Second of the song and value of each, in order; two at one moment are a step."""
    shape: Literal["line", "hold"] = "line"
    """What lies between two: a straight line, or the first one's value."""

    def __post_init__(self) -> None:
        super().__post_init__()
        times = [time for time, _ in self.points]
        if times != sorted(times):
            raise BadValue("put the points in order of time", "points")

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`."""
        seconds, values = np.array(self.points, float).T
        seconds = seconds - hearing.offset
        if self.shape == "line":
            return lambda times: np.interp(times, seconds, values)
        return lambda times: values[(np.searchsorted(seconds, times, side="right") - 1).clip(0)]


def drawn(seconds: FloatArray, values: FloatArray, *, low: float, high: float, what: str) -> PointsSource:
    """Points of values in any unit.

    Parameters
    ----------
    seconds, values : ndarray, shape [n]
        Ascending.
    low, high : float
        What becomes 0 and what becomes 1.
    what : str
        What the messages call it.

    Raises
    ------
    BadValue
        If low and high are the same.

    Warns
    -----
    ClaviluxWarning
        If values lie beyond; they become 0 or 1.
    """
    if low == high:
        raise BadValue("give two different numbers", "low, high")
    scaled = (values - low) / (high - low)
    if scaled.min() < 0 or scaled.max() > 1:
        least, most = values.min(), values.max()
        warn(f"{what}: goes from {least:.6g} to {most:.6g}; what is beyond low={low:g} and high={high:g} is clipped")
    return PointsSource(points=tuple(zip(seconds.tolist(), scaled.clip(0, 1).tolist(), strict=True)))
