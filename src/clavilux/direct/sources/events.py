"""Sources ``events`` and ``hits``: swift rises at moments that were heard, or that somebody chose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from msgspec import Meta

from clavilux.direct import envelopes
from clavilux.errors import UnknownName
from clavilux.plan import Name, Seconds, Share
from clavilux.protocols import Curve
from clavilux.structs import Checked
from clavilux.values import FloatArray, Hearing

__all__ = ["Attack", "Decay", "EventsSource", "HitsSource", "rises"]

Attack = Annotated[float, Meta(ge=0, le=1)]
Decay = Annotated[float, Meta(gt=0, le=10)]


class EventsSource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rise at every event of a kind that was heard."""

    name: Name
    """Which: beats, downbeats, onsets, or others that were heard."""
    attack: Attack = 0.04
    """Seconds of a rise; it is highest exactly on its event."""
    decay: Decay = 0.22
    """Seconds in which it falls to 37 %."""
    strengths: bool = True
    """Whether each is as high as its event is strong; false makes all of them full."""

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`; raises `UnknownName` if nothing of that name was heard."""
        if self.name not in hearing.events:
            raise UnknownName("events", self.name, hearing.events)
        events = hearing.events[self.name]
        strengths = events.strengths if self.strengths else np.ones(events.times.size)
        return rises(events.times, strengths, attack=self.attack, decay=self.decay)


class HitsSource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rise at every moment of a list."""

    hits: Annotated[tuple[tuple[Seconds, Share], ...], Meta(max_length=1_000_000)]
    """Second of the song and height of each, in any order."""
    attack: Attack = 0.04
    """Seconds of a rise; it is highest exactly at its moment."""
    decay: Decay = 0.22
    """Seconds in which it falls to 37 %."""

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`."""
        times, heights = np.array(self.hits, float).reshape(-1, 2).T
        return rises(times - hearing.offset, heights, attack=self.attack, decay=self.decay)


def rises(times: FloatArray, heights: FloatArray, *, attack: float, decay: float) -> Curve:
    """`envelopes.pulse` as a curve."""
    return lambda at: envelopes.pulse(times, heights, at, attack=attack, decay=decay)
