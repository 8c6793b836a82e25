"""Source ``signal``: anything that was heard as a curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta

from clavilux.direct import envelopes
from clavilux.errors import UnknownName
from clavilux.plan import Name
from clavilux.protocols import Curve
from clavilux.structs import Checked
from clavilux.values import Hearing, Signal

__all__ = ["SignalSource"]


class SignalSource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signal of the hearing, scaled to [0, 1]; nothing where it has no values, or never varies (`scale` range)."""

    name: Name
    """Which: kick, snare, bass, melody, harmonic, percussive, treble or loudness."""
    scale: Literal["loud", "range"] = "loud"
    """What is 0 and what is 1: silence and the song's loud level, its 95th percentile; or least and largest value."""
    exponent: Annotated[float, Meta(ge=0.1, le=10)] = 1.0
    """Power to which that is raised: below 1 shows soft sounds, above 1 only loud ones."""
    smooth: Annotated[float, Meta(ge=0, le=60)] = 0.0
    """Seconds of the window (its standard deviation) that smooths it."""

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`; raises `UnknownName` if nothing of that name was heard."""
        if self.name not in hearing.signals:
            raise UnknownName("signal", self.name, hearing.signals)
        signal = hearing.signals[self.name]
        if self.scale == "range":
            values = envelopes.normalise(signal.values) ** self.exponent
        else:
            values = envelopes.sensation(signal.values, envelopes.loud_level(signal.values), exponent=self.exponent)
        return Signal(rate=signal.rate, values=envelopes.smooth(values, signal.rate, self.smooth)).at
