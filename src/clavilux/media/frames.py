"""The decoded frames of a file's sound, each at its time."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from clavilux.errors import UnreadableMedia
from clavilux.media.container import moving_pictures, open_media, refuse_encrypted, seconds, sound_track, start
from clavilux.media.length import Length
from clavilux.media.parts import Part, parts

__all__ = ["Frames", "Placed"]

COUNTED = {"aac", "ac3", "amr", "dts", "eac3", "loas", "mlp", "mp3", "truehd"}
"""Formats without timestamps: FFmpeg counts frames, and miscounts where their length changes."""

SEAMLESS = {"flac", "ogg", "tta", "wv"}
"""Formats in which a pause is a loss, as they code silence like any other sound."""

JITTER = 0.04
"""Seconds by which a frame may come late: containers round, and some writers are careless."""

RESTART = 1.0
"""Seconds by which a clock goes back when it starts anew."""

BROADCAST = {"mpeg", "mpegts"}
"""Formats whose clock may jump."""

JUMP = 10.0
"""Seconds that no pause of theirs lasts: FFmpeg's own limit."""

LONGEST = 600.0
"""Seconds that no pause of a song lasts; in a video it may last as long as the pictures."""

TAGS = (b"ID3", b"TAG", b"APETAGEX")
"""How texts begin that stand between glued recordings."""


class Placed(NamedTuple):
    """A frame at its time."""

    frame: AudioFrame
    """Of any rate, layout and format."""
    at: float | None
    """Second at which it begins, where there is silence before it; None where it follows the one before."""


class Frames:
    """One pass over the sound of a file; iterate once to get each frame, `Placed`, in order.

    Second 0 is where the file begins for a player: of a video the start of its container, which sound and picture
    share, of a song its first sample. A clock that goes back is that of a second recording, or inexact: all sound is
    used, and time goes on.

    Parameters
    ----------
    path : Path
        A file with sound.
    number : int, optional
        Which of its sound tracks, counted from 1; the one that players choose when left out.

    Attributes
    ----------
    seconds : float
        Where the frame begins that comes next.
    broken_at : float or None
        Second at which damage begins, as far as it was read.
    pauses : list of (float, float)
        Second and length of each silence that stands between frames.
    """

    def __init__(self, path: Path, number: int | None = None) -> None:
        self._path, self._number = path, number
        self._tagged = 0  # byte up to which there is text
        self.seconds = 0.0
        self.broken_at: float | None = None
        self.pauses: list[tuple[float, float]] = []

    def __iter__(self) -> Generator[Placed]:
        with open_media(self._path) as container:
            stretches = parts(self._path, container.format.name)
        if len(stretches) == 1:
            yield from self._stretch(None, *stretches[0])
            return
        for first, last in stretches:
            with closing(Part(self._path, first, last)) as part:
                try:
                    yield from self._stretch(part, first, last)
                except UnreadableMedia:  # the others may be whole
                    self._broken()

    def _stretch(self, part: Part | None, first: int, last: int) -> Iterator[Placed]:
        """The frames of a part, or of the whole file: bytes [first, last)."""
        with open_media(self._path, part) as container:
            stream = sound_track(container, self._path, self._number)
            yield from self._recording(container, stream, Length(container, stream, self._path, first, last))

    def _recording(self, container: InputContainer, stream: AudioStream, length: Length) -> Iterator[Placed]:
        """The frames of one recording, and a look at its end."""
        clock = _Clock(container, self.seconds)
        begin = offset = None
        reached = 0.0
        for packet in self._packets(container):
            reached = max(reached, _end(packet) - start(container))
            if packet.stream.index != stream.index:
                continue
            refuse_encrypted(packet, self._path)
            offset = packet.pos if offset is None else offset
            for frame in self._decoded(packet):
                silence = clock.silence_before(frame, self.seconds)
                if clock.broken or (silence and begin is not None and container.format.name in SEAMLESS):
                    self._broken()
                if silence and begin is not None:
                    self.pauses.append((self.seconds, silence))
                self.seconds += silence
                begin = self.seconds if begin is None else begin
                yield Placed(frame, self.seconds if silence else None)
                self.seconds += frame.samples / frame.sample_rate
        if length.lacks(self.seconds - (begin or 0.0), reached, offset or 0):
            self._broken()

    def _packets(self, container: InputContainer) -> Iterator[Packet[Stream]]:
        """All there are, of all streams."""
        try:
            yield from container.demux()
        except av.FFmpegError:
            self._broken()

    def _decoded(self, packet: Packet[Stream]) -> list[AudioFrame]:
        """What a packet holds: nothing where it is damaged, but a later one may be whole."""
        if packet.pos is not None and packet.pos < self._tagged:
            return []
        try:
            return [frame for frame in packet.decode() if isinstance(frame, AudioFrame)]
        except av.FFmpegError:
            data = bytes(packet)
            if data.startswith(TAGS):
                self._tagged = (packet.pos or 0) + _text_end(data)
            else:
                self._broken()
            return []

    def _broken(self) -> None:
        if self.broken_at is None:
            self.broken_at = self.seconds


class _Clock:
    """What the timestamps of a recording say of its pauses.

    Parameters
    ----------
    container : InputContainer
        The recording.
    now : float
        Second at which it begins.

    Attributes
    ----------
    broken : bool
        Whether the clock jumped where it should not.
    """

    def __init__(self, container: InputContainer, now: float) -> None:
        pictures = bool(moving_pictures(container))
        self.broken = False
        self._first = True
        self._zero = start(container) - now if pictures else None  # what it shows at second 0
        self._counts = container.format.name in COUNTED
        self._jumps = container.format.name in BROADCAST
        length = (container.duration or 0) / av.time_base
        self._longest = JUMP if self._jumps else length if pictures and length else LONGEST

    def silence_before(self, frame: AudioFrame, now: float) -> float:
        """Seconds between second `now`, at which the frame before it ended, and a frame; 0 where it follows."""
        time = seconds(frame.pts, frame.time_base)
        if time is None or self._counts:
            return 0.0
        if self._zero is None:
            self._zero = time - now
        late = time - self._zero - now
        if not -RESTART < late < self._longest:
            self._zero = time - now
            self.broken = late > 0 and not self._jumps
            return 0.0
        jitter, self._first = 0.0 if self._first else JITTER, False
        return late if late > jitter else 0.0


def _end(packet: Packet[Stream]) -> float:
    """Second at which a packet ends, on the container's clock; 0 when it does not say."""
    return (seconds(packet.pts, packet.time_base) or 0.0) + (seconds(packet.duration, packet.time_base) or 0.0)


def _text_end(data: bytes) -> int:
    """Bytes up to which an ID3 text reaches, which may be longer than the packet that it was taken for.

    Its length stands in its bytes 6 to 9, seven bits in each, and counts from byte 10 on.
    """
    at = data.find(b"ID3")
    if at < 0 or len(data) < at + 10:
        return len(data)
    size = 0
    for byte in data[at + 6 : at + 10]:
        size = size << 7 | byte & 0x7F
    return at + 10 + size
