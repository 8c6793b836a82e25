"""The sound in a file, block by block: any sound that FFmpeg reads, also the sound track of a video."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from clavilux.errors import UnreadableMedia

__all__ = ["Track"]

Samples = NDArray[np.float32]

LOUDEST = 16.0  # 24 dB over full scale: no recording, but damaged floating-point data
MISSING = 1.0  # seconds by which a file may fall short of the length that it states, as some only estimate it
OGG_TAIL = 1 << 18  # bytes in which the last page of an Ogg file lies, and some foreign tag after it; a page has 65307


class Track:
    """The sound of a file, which can be decoded again and again.

    Parameters
    ----------
    path : Path
        A sound or video file in any format that FFmpeg reads.

    Attributes
    ----------
    rate : int
        Samples per second, Hz, of all blocks: the file's own at its beginning. 0 until something was decoded.
    channels : int
        The most that any part decoded so far has.
    decoded : int
        Samples per channel that were decoded in the last pass.
    broken_at : float or None
        Second at which damage begins, as far as it was decoded.

    Raises
    ------
    UnreadableMedia
        If the file is missing, empty, not a recording, or without sound.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rate = 0
        self.channels = 0
        self.decoded = 0
        self.broken_at: float | None = None
        _open(path).close()

    @property
    def seconds(self) -> float:
        """How much was decoded in the last pass."""
        return self.decoded / self.rate if self.rate else 0.0

    def blocks(self, channels: int | None = None) -> Iterator[Samples]:
        """Decode from the beginning.

        Parameters
        ----------
        channels : int, optional
            How many channels every block shall have; each part's own when left out.

        Yields
        ------
        ndarray
            float32, shape [channels, n], nominally in [-1, 1], in order and without gaps.
        """
        self.decoded = 0
        with _open(self.path) as container:
            # Packed, as PyAV crashes on planes of eight channels or more.
            to_float = av.AudioResampler(format="flt")
            kind = None
            for frame in self._frames(container):
                kind = kind or _kind(frame)
                if _kind(frame) != kind:  # damage, or a second recording glued to the first
                    self._broken()
                    continue
                self.rate = frame.sample_rate
                for part in to_float.resample(frame):
                    packed = part.to_ndarray().reshape(-1, part.layout.nb_channels)
                    block = self._mended(np.ascontiguousarray(packed.T, np.float32))
                    self.channels = max(self.channels, len(block))
                    self.decoded += block.shape[1]
                    yield block
            cut_off = container.format.name == "ogg" and not _ogg_is_complete(self.path)
            if cut_off or self._stated(container) - self.seconds > MISSING:
                self._broken()

    def _frames(self, container: InputContainer) -> Iterator[av.AudioFrame]:
        """All that decodes: a damaged packet is lost, but a later one may be whole."""
        try:
            for packet in container.demux(container.streams.audio[0]):
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

    def _stated(self, container: InputContainer) -> float:
        """Seconds of sound that the file says it has; 0 when it says nothing."""
        stream = container.streams.audio[0]
        if stream.duration is not None and stream.time_base is not None:
            stated = float(stream.duration * stream.time_base)
            # For Core Audio the length of the file is given there; its own count of samples is told beside it.
            counted = container.format.name == "caf" and stream.codec_context.name.startswith("pcm")
            return max(stated, stream.frames / self.rate) if counted and self.rate else stated
        # Matroska states one length for the file. With pictures in it, that may be theirs.
        alone = len(container.streams) == 1
        return (container.duration or 0) / av.time_base if alone else 0.0

    def _broken(self) -> None:
        if self.broken_at is None:
            self.broken_at = self.seconds


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


def _kind(frame: av.AudioFrame) -> tuple[int, str, str]:
    return frame.sample_rate, frame.layout.name, frame.format.name
