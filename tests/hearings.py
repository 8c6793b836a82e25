"""Hearings that nobody had to listen for."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from clavilux.values import Events, Hearing, Section, Signal

__all__ = ["events", "signals", "silent"]


def signals(rate: float, **curves: ArrayLike) -> dict[str, Signal]:
    """Curves by name, all at one rate."""
    return {name: Signal(rate=rate, values=np.asarray(curve, float)) for name, curve in curves.items()}


def events(**times: ArrayLike) -> dict[str, Events]:
    """Moments by name, all of strength 1; no beats, downbeats and onsets unless given."""
    moments = {"beats": (), "downbeats": (), "onsets": ()} | times
    return {name: Events(times=np.asarray(at, float), strengths=np.ones(np.size(at))) for name, at in moments.items()}


def silent(*borders: float, **fields: Any) -> Hearing:
    """A hearing of silence, with sections between some borders."""
    nothing = np.zeros(round(10 * borders[-1]))
    given: dict[str, Any] = {
        "duration": borders[-1],
        "tempo": 0.0,
        "signals": signals(10.0, harmonic=nothing, percussive=nothing, treble=nothing, loudness=nothing),
        "events": events(),
        "sections": tuple(Section(start=start, end=end) for start, end in pairwise(borders)),
    }
    return Hearing(**given | fields)
