"""What the page hears and draws of the song."""

from __future__ import annotations

from typing import Any

import numpy as np

from clavilux.media.decode import Song
from clavilux.values import BEATS_TRUSTED, Hearing

__all__ = ["told", "waveform"]

POINTS = 50
"""Of the waveform, a second."""
PIECE = 1000
"""Points that are looked at together."""
DIGITS = 3


def waveform(song: Song) -> dict[str, Any]:
    """The lowest and the highest sample of every fiftieth of a second, in [-1, 1]."""
    heard = song.heard
    width = heard.rate // POINTS
    first, count = round(heard.lead * heard.rate), round(heard.duration * heard.rate)
    low, high = [], []
    for begin in range(first, first + count, width * PIECE):
        samples = heard.samples[begin : min(begin + width * PIECE, first + count)]
        whole = np.pad(samples, (0, -len(samples) % width)).reshape(-1, width)
        low += np.round(whole.min(1).clip(-1, 1), DIGITS).tolist()
        high += np.round(whole.max(1).clip(-1, 1), DIGITS).tolist()
    return {"rate": heard.rate / width, "low": low, "high": high}


def told(hearing: Hearing | None) -> dict[str, Any]:
    """What was heard, for the page; all is empty as long as nobody has listened."""
    if hearing is None:
        return {"heard": False, "tempo": 0.0, "genre": None, "trust": 0.0} | dict.fromkeys(
            ("beats", "downbeats", "sections"), ()
        )
    events = {name: np.round(hearing.events[name].times, DIGITS).tolist() for name in ("beats", "downbeats")}
    sections = [
        {"start": part.start, "end": part.end, "label": part.label, "caption": part.caption, "genre": part.genre}
        for part in hearing.sections
    ]
    return {
        "heard": True,
        "tempo": hearing.tempo,
        "meter": hearing.meter,
        "genre": hearing.genre,
        "trust": hearing.beat_confidence,
        "sure": hearing.beat_confidence >= BEATS_TRUSTED,
        **events,
        "sections": sections,
    }
