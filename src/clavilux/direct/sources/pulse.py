"""Source ``pulse``: beats and other onsets, as strong as the drums are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.ndimage import median_filter

from clavilux.direct import envelopes
from clavilux.direct.sources.events import Attack, Decay, rises
from clavilux.direct.sources.swell import swell
from clavilux.plan import Share
from clavilux.protocols import Curve
from clavilux.structs import Checked
from clavilux.values import FloatArray, Hearing, Signal

__all__ = ["PulseSource"]

LOUD = 90
"""Percentile of all strokes that counts as full; a single crash does not flatten the rest."""

REACH = 0.07
"""Seconds around a beat in which its drum is looked for; the tolerance of beat trackers."""

DRUMMED = (-36.0, -22.0)
"""Percussive against harmonic energy, decibels, at which hits begin to count, and fully do: pads have no beat."""

FLOOR = 0.6
"""Least strength of a beat, as a share of the median of the beats around it, where anything sounds: a dancer does not
stop for a missing stroke."""

NEIGHBOURS = 5
"""Beats of which that median is taken, itself in the middle."""


class PulseSource(Checked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rise at every beat, as strong as the drums are around it and as loud as the music is; see `envelopes.pulse`."""

    attack: Attack = 0.04
    """Seconds in which a beat's pulse rises; it is highest exactly on the beat."""
    decay: Decay = 0.22
    """Seconds in which it falls to 37 %."""
    offbeat: Share = 0.3
    """How much an onset off the beat counts beside a beat."""

    def curve(self, hearing: Hearing, shots: Sequence[tuple[float, float]]) -> Curve:
        """See `protocols.Source`."""
        percussive, harmonic = hearing.signals["percussive"], hearing.signals["harmonic"]
        beats, others = _hits(hearing)
        on, off = _peaks(percussive, beats), _peaks(percussive, others)
        loud = envelopes.loud_level(np.concatenate([on, off]), LOUD)
        strong = _filled(envelopes.sensation(on, loud), beats, hearing.signals["loudness"])
        strengths = np.concatenate([strong, self.offbeat * envelopes.sensation(off, loud)])
        strengths *= envelopes.presence(loud, envelopes.loud_level(harmonic.values, LOUD), DRUMMED)
        times = np.concatenate([beats, others])
        return rises(times, strengths * np.sqrt(swell(hearing).at(times)), attack=self.attack, decay=self.decay)


def _filled(strengths: FloatArray, beats: FloatArray, loudness: Signal) -> FloatArray:
    """Strengths of the beats, with those that have no stroke of their own carried by their neighbours."""
    if not strengths.size:
        return strengths
    power = Signal(rate=loudness.rate, values=np.square(loudness.values, dtype=float))
    sounding = envelopes.sensation(_peaks(power, beats), envelopes.loud_level(power.values, LOUD))
    return np.asarray(np.maximum(strengths, FLOOR * sounding * median_filter(strengths, NEIGHBOURS, mode="nearest")))


def _hits(hearing: Hearing) -> tuple[FloatArray, FloatArray]:
    """Seconds of the beats, each at its onset where it has one, and of all other onsets."""
    beats, onsets = (np.asarray(hearing.events[name].times, float) for name in ("beats", "onsets"))
    nearest = _nearest(beats, onsets)
    beats = np.unique(np.where(np.abs(nearest - beats) <= REACH, nearest, beats))
    return beats, onsets[np.abs(_nearest(onsets, beats) - onsets) > REACH]


def _nearest(times: FloatArray, among: FloatArray) -> FloatArray:
    """For each time the closest of some others, ascending; infinity if there are none."""
    fenced = np.concatenate([[-np.inf], among, [np.inf]])
    after = np.searchsorted(fenced, times).clip(1)
    before = after - 1
    return np.asarray(np.where(times - fenced[before] < fenced[after] - times, fenced[before], fenced[after]))


def _peaks(signal: Signal, events: FloatArray) -> FloatArray:
    """The largest value within `REACH` of each event."""
    reach = max(1, round(REACH * signal.rate))
    centres = np.round(events * signal.rate).astype(int)
    return np.array([signal.values[max(0, c - reach) : c + reach + 1].max(initial=0.0) for c in centres])
