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


INSTRUMENTS = ("kick", "snare", "bass", "melody")
"""Curves of frequencies: where the instrument is missing, something of the others is left in them."""

SILENT = (-30.0, -18.0)
"""An instrument's loud level against that of the whole harmonic or percussive part, decibels, at which it begins to
count, and fully does."""


class SignalSource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signal of the hearing, scaled to [0, 1]; nothing where it has no values, or never varies (`scale` range).

    An instrument that a song does not have stays silent; see `SILENT`.
    """

    name: Name
    """Which: kick, snare, bass, melody, harmonic, percussive, treble or loudness."""
    scale: Literal["loud", "range"] = "loud"
    """What is 0 and what is 1: silence and the song's loud level, its 95th percentile; or least and largest value."""
    exponent: Annotated[float, Meta(ge=0.1, le=10)] = 1.0
    """Power to which that is raised: below 1 shows soft sounds, above 1 only loud ones."""
    smooth: Annotated[float, Meta(ge=0, le=60)] = 0.0
    """Seconds of the window (its standard deviation) that smooths it."""
    decay: Annotated[float, Meta(ge=0, le=10)] = 0.0
    """Seconds in which it falls to 37 % at the soonest, so that a stroke rings; 0 falls as fast as the sound."""

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`; raises `UnknownName` if nothing of that name was heard."""
        if self.name not in hearing.signals:
            raise UnknownName("signal", self.name, hearing.signals)
        signal = hearing.signals[self.name]
        if self.scale == "range":
            values = envelopes.normalise(signal.values) ** self.exponent
        else:
            loud = envelopes.loud_level(signal.values)
            values = self._presence(hearing, loud) * envelopes.sensation(signal.values, loud, exponent=self.exponent)
        smooth = envelopes.smooth(values, signal.rate, self.smooth)
        return Signal(rate=signal.rate, values=envelopes.ringing(smooth, signal.rate, self.decay)).at

    def _presence(self, hearing: Hearing, loud: float) -> float:
        """How much an instrument is there at all; 1 for all that is none."""
        if self.name not in INSTRUMENTS:
            return 1.0
        whole = max(envelopes.loud_level(hearing.signals[part].values) for part in ("harmonic", "percussive"))
        return envelopes.presence(loud, whole, SILENT)
