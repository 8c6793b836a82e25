"""Source ``travel``: how far each shot is on its way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta

from clavilux.direct import envelopes
from clavilux.plan import Share
from clavilux.protocols import Curve
from clavilux.structs import Checked
from clavilux.values import FloatArray, Hearing

__all__ = ["TravelSource"]


class TravelSource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From 0 where a shot begins to 1 where it ends, as far as the music has come.

    The paper's T, on the moments i / rate of the hearing that lie in the shot, with straight lines between them; see
    `envelopes.travel`.
    """

    kind: Literal["energy", "linear", "constant"] = "energy"
    """The music's energy (the paper), or the paper's baselines: a straight line, or staying at 0."""
    harmonic: Share = 0.2
    """Weight of the harmonic energy."""
    percussive: Share = 0.8
    """Weight of the percussive energy."""
    smooth: Annotated[float, Meta(ge=0, le=60)] = 0.0
    """Seconds of the window (its standard deviation) that smooths the energy: what moves slowly has no jerks."""

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`."""
        rate = hearing.signals["harmonic"].rate
        moments = [_moments(rate, *shot) for shot in shots]
        ways = list(zip(moments, self._positions(hearing, moments, rate), strict=True))
        starts = [start for start, _ in shots[1:]]

        def at(times: FloatArray) -> FloatArray:
            borders = [0, *np.searchsorted(times, starts), times.size]
            within = zip(pairwise(borders), ways, strict=True)
            return np.concatenate([np.interp(times[begin:end], *way) for (begin, end), way in within])

        return at

    def _positions(self, hearing: Hearing, moments: Sequence[FloatArray], rate: float) -> Iterator[FloatArray]:
        """How far each shot has come at each of its moments."""
        everywhere, borders = np.concatenate(moments), np.cumsum([part.size for part in moments])[:-1]
        parts = [np.split(hearing.signals[name].at(everywhere), borders) for name in ("harmonic", "percussive")]
        for harmonic, percussive in zip(*parts, strict=True):
            energies = envelopes.energy(
                harmonic, percussive, harmonic_weight=self.harmonic, percussive_weight=self.percussive
            )
            yield envelopes.travel(envelopes.smooth(energies, rate, self.smooth), self.kind)


def _moments(rate: float, start: float, end: float) -> FloatArray:
    """The moments i / rate of a shot, at least one; the first stands for all since its start."""
    first = round(start * rate)
    moments = np.arange(first, max(round(end * rate), first + 1)) / rate
    moments[0] = start
    return moments
