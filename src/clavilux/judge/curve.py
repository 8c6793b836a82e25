"""A quantity over time, heard or seen, at moments that need not be evenly spaced."""

from __future__ import annotations

from dataclasses import dataclass

from clavilux.values import FloatArray

__all__ = ["Curve"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """A quantity over time."""

    times: FloatArray
    """Seconds, ascending, shape [n]."""
    values: FloatArray
    """At least 0, shape [n]."""
