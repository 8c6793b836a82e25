"""From a file to samples: any sound that FFmpeg reads, also the sound track of a video."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import librosa
import numpy as np
from numpy.typing import NDArray

from clavilux.errors import UnreadableMedia, warn
from clavilux.media.track import Track
from clavilux.types import Audio

__all__ = ["RATE", "decode", "mono"]

Samples = NDArray[np.float32]

RATE = 22050  # Hz, at which the paper listens


def decode(path: Path | str, *, start: float = 0.0, duration: float | None = None, track: int | None = None) -> Audio:
    """Decode a song, or a part of it.

    Samples are counted from the first one on and never looked up by seeking, so `start` is exact in every format.

    Parameters
    ----------
    path : Path or str
        A sound or video file in any format that FFmpeg reads.
    start : float
        Second at which to begin, at least 0.
    duration : float, optional
        Seconds to decode, more than 0; None is all the rest. A song that ends earlier gives what there is.
    track : int, optional
        Which sound track of a file with several, counted from 1; None is the one that players choose.

    Returns
    -------
    Audio
        float32 samples, shape [channels, n], at the file's own rate. Where parts of it differ in their number of
        channels, all have the most.

    Raises
    ------
    UnreadableMedia
        If the file is missing, empty, not a recording, without sound, ends before `start`, or has no such track.

    Warns
    -----
    ClaviluxWarning
        Of what `Track.complaints` tells, such as damage, with the second at which it begins; what decodes is returned.
    """
    sound = Track(Path(path), track)
    parts = list(_cut(sound, start, duration))
    if not parts:
        beyond = f"ends at {sound.seconds:.1f} s, before the start of {start:.1f} s; choose an earlier start"
        raise UnreadableMedia(path, beyond if sound.seconds else "nothing in it can be decoded; use another copy")
    if len({len(part) for part in parts}) > 1:
        parts = list(_cut(sound, start, duration, sound.channels))
    for complaint in sound.complaints():
        warn(f"{path}: {complaint}")
    return Audio(samples=np.concatenate(parts, axis=1), rate=sound.rate)


def mono(audio: Audio, rate: int = RATE) -> Samples:
    """Mean of the channels, at another sample rate.

    Parameters
    ----------
    audio : Audio
        Any sound.
    rate : int
        Sample rate wanted, Hz.

    Returns
    -------
    ndarray
        float32, shape [ceil(duration * rate)].
    """
    resampled: Samples = librosa.resample(audio.mono(), orig_sr=audio.rate, target_sr=rate)
    return resampled


def _cut(track: Track, start: float, duration: float | None, channels: int | None = None) -> Iterator[Samples]:
    """The blocks of a track from `start` on, for `duration` seconds."""
    for block in track.blocks(channels):
        offset, size = track.decoded - block.shape[1], block.shape[1]
        first = round(start * track.rate)
        last = math.inf if duration is None else first + max(1, round(duration * track.rate))
        if first < offset + size:
            yield block[:, max(0, first - offset) : int(min(size, last - offset))]
        if offset + size >= last:
            return
