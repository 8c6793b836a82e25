"""Whether all of a sound is there: what a file states of its length, against what was found in it."""

from __future__ import annotations

from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from clavilux.media.container import seconds

__all__ = ["Length"]

TOLERANCE = 1.0
"""Seconds by which a file may fall short of what it states: some round, or count what a player leaves out."""

GUESS = 0.01
"""Seconds within which a length is that of the file's bytes at the stream's bit rate."""

UNSIZED = 0x7FFF0000
"""From here on, the size in the head of a WAV file is no size: it was written to a pipe, or is longer than that."""

TS_PACKETS = (188, 192, 204)
"""Bytes of a packet of a transport stream, alone, with a timestamp or with a checksum."""

OGG_TAIL = 1 << 18
"""Bytes in which the last page of an Ogg file lies, and some foreign tag after it; a page has 65307 at most."""


class Length:
    """The length that a recording states, if any.

    Parameters
    ----------
    container : InputContainer
        An open file, or the part of one.
    stream : AudioStream
        Its sound.
    path : Path
        The file.
    first, last : int
        The bytes of the file that the container is made of.
    """

    def __init__(self, container: InputContainer, stream: AudioStream, path: Path, first: int, last: int) -> None:
        self._format, self._path, self._first, self._last = container.format.name, path, first, last
        self._rate = stream.codec_context.bit_rate or 0
        self._sound = seconds(stream.duration, stream.time_base)
        if self._format == "caf" and stream.codec_context.name.startswith("pcm") and stream.sample_rate:
            # Its duration is that of the file's bytes; the count of samples that it states is told beside it.
            self._sound = max(self._sound or 0.0, stream.frames / stream.sample_rate)
        self._file = (container.duration or 0) / av.time_base

    def lacks(self, sound: float, reached: float, offset: int) -> bool:
        """Whether the end is missing.

        Parameters
        ----------
        sound : float
            Seconds of sound that were found, pauses among them.
        reached : float
            Second at which the last packet of any kind ends.
        offset : int
            Where in the container the sound's first packet lies.
        """
        if self._format in ("mpeg", "mpegts"):  # states none: FFmpeg tells the span of the clock, which may jump
            return self._format == "mpegts" and all((self._last - self._first) % size for size in TS_PACKETS)
        if self._format == "ogg":
            return not _ogg_is_complete(self._path, self._first, self._last)
        if self._format in ("wav", "w64") and self._rate:
            return self._riff_shortfall() * 8 / self._rate > TOLERANCE
        if self._sound is None:  # Matroska and Flash state one length for all that is in the file
            return self._file - reached > TOLERANCE
        guess = (self._last - self._first - offset) * 8 / self._rate if self._rate else 0.0
        # FFmpeg's guess from the bit rate at the beginning is no statement of the file's.
        return self._sound - sound > TOLERANCE and abs(self._sound - guess) > GUESS

    def _riff_shortfall(self) -> int:
        """Bytes that the head of a WAV, RF64 or Wave64 file counts and that are not there; 0 when it does not count."""
        with self._path.open("rb") as file:
            head = file.read(40)
        if self._format == "w64":
            stated = int.from_bytes(head[16:24], "little")
        elif head.startswith(b"RF64"):
            stated = 8 + int.from_bytes(head[20:28], "little")
        else:
            stated = 8 + int.from_bytes(head[4:8], "little")
            if stated >= UNSIZED:
                return 0
        return stated - self._last


def _ogg_is_complete(path: Path, first: int, last: int) -> bool:
    """Whether the last page of an Ogg file is all there and marked as the last: no length is stated in this format.

    RFC 3533, section 6: a page is "OggS", version 0, flags (4 for the last page), ..., the number of segments as byte
    26, the length of each, and the segments.
    """
    begin = max(first, last - OGG_TAIL)
    with path.open("rb") as file:
        file.seek(begin)
        tail = file.read(last - begin)
    page = tail[max(0, tail.rfind(b"OggS\0")) :]
    if len(page) < 27 or not page[5] & 4:
        return False
    body = 27 + page[26]
    return len(page) >= body + sum(page[27:body])
