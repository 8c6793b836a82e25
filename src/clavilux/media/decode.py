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


def decode(path: Path | str, *, start: float = 0.0, duration: float | None = None) -> Audio:
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

    Returns
    -------
    Audio
        float32 samples, shape [channels, n], at the file's own rate.

    Raises
    ------
    UnreadableMedia
        If the file is missing, empty, not a recording, without sound, or ends before `start`.

    Warns
    -----
    ClaviluxWarning
        If a part of the file is damaged, with the second at which that begins; what decodes is returned.
    """
    track = Track(Path(path))
    parts = list(_cut(track, start, duration))
    if not parts:
        beyond = f"ends at {track.seconds:.1f} s, before the start of {start:.1f} s; choose an earlier start"
        raise UnreadableMedia(path, beyond if track.seconds else "nothing in it can be decoded; use another copy")
    if track.broken_at is not None:
        message = f"{path}: damaged or cut off at second {track.broken_at:.1f}; the part that decodes is used"
        warn(message)
    return Audio(samples=np.concatenate(parts, axis=1), rate=track.rate)


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


def _cut(track: Track, start: float, duration: float | None) -> Iterator[Samples]:
    """The blocks of a track from `start` on, for `duration` seconds."""
    for block in track.blocks():
        offset, size = track.decoded - block.shape[1], block.shape[1]
        first = round(start * track.rate)
        last = math.inf if duration is None else first + max(1, round(duration * track.rate))
        if first < offset + size:
            yield block[:, max(0, first - offset) : int(min(size, last - offset))]
        if offset + size >= last:
            return
