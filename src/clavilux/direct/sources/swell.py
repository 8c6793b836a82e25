"""Sources ``swell``, ``sway`` and ``shimmer``: how loud the music is, how it sings, how it sizzles."""

from __future__ import annotations

from collections.abc import Sequence

from clavilux.direct import envelopes
from clavilux.protocols import Curve
from clavilux.structs import Checked
from clavilux.values import FloatArray, Hearing, Signal

__all__ = ["ShimmerSource", "SwaySource", "SwellSource", "swell"]


class SwellSource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How loud the music is, compared with the rest of the song; see `envelopes.swell`."""

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`."""
        return swell(hearing).at


class SwaySource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How strongly the song sings, times its swell; see `envelopes.sway`."""

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`."""
        harmonic = hearing.signals["harmonic"]
        return _swelling(hearing, envelopes.sway(harmonic.values, harmonic.rate), harmonic.rate)


class ShimmerSource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the song sizzles, times its swell; see `envelopes.shimmer`."""

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`."""
        treble, percussive = hearing.signals["treble"], hearing.signals["percussive"]
        return _swelling(hearing, envelopes.shimmer(treble.values, percussive.values, treble.rate), treble.rate)


def swell(hearing: Hearing) -> Signal:
    """The swell of a song, which makes all else rest where the music rests."""
    loudness = hearing.signals["loudness"]
    return Signal(rate=loudness.rate, values=envelopes.swell(loudness.values, loudness.rate))


def _swelling(hearing: Hearing, values: FloatArray, rate: float) -> Curve:
    loud, curve = swell(hearing), Signal(rate=rate, values=values)
    return lambda times: loud.at(times) * curve.at(times)
