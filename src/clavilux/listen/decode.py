"""From a file to samples: any sound that FFmpeg reads, also the sound track of a video."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import av
import librosa
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from clavilux.errors import UnreadableMedia, warn
from clavilux.types import Audio

__all__ = ["RATE", "decode", "mono"]

Samples = NDArray[np.float32]

RATE = 22050  # Hz, at which the paper listens
LOUDEST = 16.0  # 24 dB over full scale: no recording, but damaged floating-point data
MISSING = 1.0  # seconds by which a file may fall short of the length that it states, as some only estimate it
OGG_TAIL = 1 << 18  # bytes in which the last page of an Ogg file lies, and some foreign tag after it; a page has 65307


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
    with _open(Path(path)) as container:
        cut_off = container.format.name == "ogg" and not _ogg_is_complete(Path(path))
        track = _Track(container, cut_off=cut_off)
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


def _open(path: Path) -> InputContainer:
    """Open a file that holds sound."""
    if not path.is_file():
        raise UnreadableMedia(path, "is a folder; give a file" if path.is_dir() else "no such file; check the path")
    if path.stat().st_size == 0:
        raise UnreadableMedia(path, "is empty; use another copy")
    try:
        # The prefix keeps FFmpeg from taking a colon in the name for the end of a protocol.
        container = av.open(f"file:{path}", metadata_errors="replace")
    except av.FFmpegError as error:
        why = f"FFmpeg cannot read it ({error.strerror}); give a sound or video file such as WAV, FLAC, OGG, MP3 or MP4"
        raise UnreadableMedia(path, why) from error
    if not container.streams.audio:
        container.close()
        raise UnreadableMedia(path, "has no sound; give a song, or a video with a sound track")
    return container


def _ogg_is_complete(path: Path) -> bool:
    """Whether the last page of an Ogg file is all there and marked as the last: no length is stated in this format.

    RFC 3533, section 6: a page is "OggS", version 0, flags (4 for the last page), ..., the number of segments as byte
    26, the length of each, and the segments.
    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - OGG_TAIL))
        tail = file.read()
    page = tail[max(0, tail.rfind(b"OggS\0")) :]
    if len(page) < 27 or not page[5] & 4:
        return False
    body = 27 + page[26]
    return len(page) >= body + sum(page[27:body])


def _cut(track: _Track, start: float, duration: float | None) -> Iterator[Samples]:
    """The blocks of a track from `start` on, for `duration` seconds."""
    for block in track:
        offset, size = track.decoded - block.shape[1], block.shape[1]
        first = round(start * track.rate)
        last = math.inf if duration is None else first + max(1, round(duration * track.rate))
        if first < offset + size:
            yield block[:, max(0, first - offset) : int(min(size, last - offset))]
        if offset + size >= last:
            return


class _Track:
    """The sound of a file as float32 blocks [channels, n], and where on the way it was damaged."""

    def __init__(self, container: InputContainer, *, cut_off: bool) -> None:
        self.rate = 0
        self.decoded = 0
        self.broken_at: float | None = None
        self._cut_off = cut_off
        self._container = container
        self._stream = container.streams.audio[0]

    @property
    def seconds(self) -> float:
        """How much was decoded so far."""
        return self.decoded / self.rate if self.rate else 0.0

    def __iter__(self) -> Iterator[Samples]:
        # Packed, as PyAV crashes on planes of eight channels or more.
        to_float = av.AudioResampler(format="flt")
        kind = None
        for frame in self._frames():
            kind = kind or _kind(frame)
            if _kind(frame) != kind:  # damage, or a second recording glued to the first
                self._broken()
                continue
            self.rate = frame.sample_rate
            for part in to_float.resample(frame):
                packed = part.to_ndarray().reshape(-1, part.layout.nb_channels)
                block = self._mended(np.ascontiguousarray(packed.T, np.float32))
                self.decoded += block.shape[1]
                yield block
        if self._cut_off or self._stated() - self.seconds > MISSING:
            self._broken()

    def _frames(self) -> Iterator[av.AudioFrame]:
        """All that decodes: a damaged packet is lost, but a later one may be whole."""
        try:
            for packet in self._container.demux(self._stream):
                try:
                    yield from packet.decode()
                except av.FFmpegError:
                    self._broken()
        except av.FFmpegError:
            self._broken()

    def _mended(self, block: Samples) -> Samples:
        """Silence in place of numbers that cannot be sound, NaN among them."""
        sane = np.abs(block) <= LOUDEST
        if sane.all():
            return block
        self._broken()
        return np.where(sane, block, np.float32(0))

    def _stated(self) -> float:
        """Seconds of sound that the file says it has; 0 when it says nothing."""
        if self._stream.duration is not None and self._stream.time_base is not None:
            stated = float(self._stream.duration * self._stream.time_base)
            # For Core Audio the length of the file is given there; its own count of samples is told beside it.
            counted = self._container.format.name == "caf" and self._stream.codec_context.name.startswith("pcm")
            return max(stated, self._stream.frames / self.rate) if counted and self.rate else stated
        # Matroska states one length for the file. With pictures in it, that may be theirs.
        alone = len(self._container.streams) == 1
        return (self._container.duration or 0) / av.time_base if alone else 0.0

    def _broken(self) -> None:
        if self.broken_at is None:
            self.broken_at = self.seconds


def _kind(frame: av.AudioFrame) -> tuple[int, str, str]:
    return frame.sample_rate, frame.layout.name, frame.format.name
