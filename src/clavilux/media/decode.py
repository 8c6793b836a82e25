"""From a file to a song: what the ears hear of it, and what the film shall sound like."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clavilux.errors import UnreadableMedia, warn
from clavilux.media.mono import RATE, spooled
from clavilux.media.track import Track
from clavilux.values import Mono

__all__ = ["Original", "Song", "decode"]

Floats = NDArray[np.float32]

AROUND = 30.0
"""Seconds before and after a part of a song that are heard with it."""


class Original(NamedTuple):
    """A track in a file."""

    path: Path
    number: int | None
    """Which of its sound tracks, counted from 1; None is the one that players choose."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Song:
    """A song in a file, or a part of it; a `Sound`.

    It is decoded anew whenever it is read, so memory does not grow with its length.
    """

    rate: int
    """Samples per second, Hz."""
    channels: int
    """The most that any part of the file has."""
    duration: float
    """Length in seconds."""
    heard: Mono
    """What the ears hear."""
    original: Original | None = None
    """The track that sounds so from its start on, wherever it is played; None where something was done to it."""
    _track: Track = field(repr=False)
    _first: int = field(repr=False)
    _last: float = field(repr=False)

    def blocks(self) -> Iterator[Floats]:
        """The samples in order, shape [channels, n]."""
        return _cut(self._track.blocks(self.channels), self._first, self._last)


def decode(path: Path | str, *, start: float = 0.0, duration: float | None = None, track: int | None = None) -> Song:
    """Open a song, or a part of it, and decode it once.

    Samples are counted from the first one on and never looked up by seeking, so `start` is exact in every format.

    Parameters
    ----------
    path : Path or str
        A sound or video file in any format that FFmpeg reads.
    start : float
        Second at which to begin, at least 0.
    duration : float, optional
        Seconds that are wanted, more than 0; None is all the rest. A song that ends earlier gives what there is.
    track : int, optional
        Which sound track of a file with several, counted from 1; None is the one that players choose.

    Raises
    ------
    UnreadableMedia
        If the file is missing, empty, not a recording, without sound, ends before `start`, or has no such track.

    Warns
    -----
    ClaviluxWarning
        Of what `Track.complaints` tells, such as damage, with the second at which it begins; what decodes is used.
    """
    source = Track(Path(path), track)
    blocks = source.blocks()
    opening = next(blocks, None)
    if opening is None:
        raise UnreadableMedia(path, "nothing in it can be decoded; use another copy")
    rate = source.rate
    first = round(start * rate)
    last = math.inf if duration is None else first + max(1, round(duration * rate))
    before = max(0, first - round(AROUND * rate))
    part = _cut(chain([opening], blocks), before, last + AROUND * rate)
    samples = spooled(part, rate)
    count = min(last, source.decoded) - first
    if count <= 0:
        raise UnreadableMedia(
            path, f"ends at {source.seconds:.1f} s, before the start of {start:.1f} s; choose an earlier start"
        )
    for complaint in source.complaints(until=last / rate):
        warn(f"{path}: {complaint}")
    length = float(count / rate)
    heard = Mono(samples=samples, rate=RATE, duration=length, lead=(first - before) / rate, offset=first / rate)
    return Song(
        rate=rate,
        channels=source.channels,
        duration=length,
        heard=heard,
        original=Original(Path(path), track) if not first and source.is_plain else None,
        _track=source,
        _first=first,
        _last=last,
    )


def _cut(blocks: Iterable[Floats], first: int, last: float) -> Iterator[Floats]:
    """The samples `first` to `last`, exclusive, of a sound."""
    offset = 0
    for block in blocks:
        size = block.shape[1]
        if first < offset + size:
            yield block[:, max(0, first - offset) : int(min(size, last - offset))]
        offset += size
        if offset >= last:
            return
