"""The sound in a file, block by block: any sound that FFmpeg reads, also the sound track of a video."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from clavilux.errors import UnreadableMedia
from clavilux.media.container import open_media, refuse_encrypted, sound_track
from clavilux.media.frames import Frames, Placed
from clavilux.media.scale import Scale, find_scale

__all__ = ["Track"]

Floats = NDArray[np.float32]

AHEAD = 1.0
"""Seconds whose highest rate is that of all: some start at half of it, before the decoder knows better (HE-AAC)."""

FLOATS = {"flt", "fltp", "dbl", "dblp"}
"""Formats of samples that have no full scale of their own."""

RATES = 1000, 6_000_000
"""Samples per second of any recording, at least and at most: others are damage, of which hours or gigabytes would be
made."""

DAY = 86400
"""Seconds of sound that are decoded at most: a few megabytes of FLAC can hold weeks of silence."""

PAUSE = 0.5
"""Seconds of silence in all, between parts of the sound, that are worth a word."""


class Track:
    """The sound of a file, which can be decoded again and again, each time to the same samples.

    Parameters
    ----------
    path : Path
        A sound or video file in any format that FFmpeg reads.
    stream : int, optional
        Which of its sound tracks, counted from 1; the one that players choose when left out.

    Attributes
    ----------
    rate : int
        Samples per second, Hz, of all blocks: the file's own at its beginning. 0 until something was decoded.
    channels : int
        The most that any part decoded so far has.
    decoded : int
        Samples per channel that were decoded in the last pass.
    peak : float
        The largest sample of the last pass, as it is in the file, before `gain`.
    gain : float
        What brings samples beyond full scale back, as floating-point files may have them; mostly 1. All blocks are
        scaled by it. Known from the first block on.

    Raises
    ------
    UnreadableMedia
        If the file is missing, empty, not a recording, protected, or without such a track.
    """

    def __init__(self, path: Path, stream: int | None = None) -> None:
        self.path = path
        self.rate = 0
        self.channels = 0
        self.decoded = 0
        self.peak = 0.0
        self._stream = stream
        self._frames = Frames(path, stream)
        self._insane_at: float | None = None
        with open_media(path) as container:
            track = sound_track(container, path, stream)
            codec = track.codec_context
            free = codec.codec.lossless and codec.format is not None and codec.format.name in FLOATS
            for packet in itertools.islice(container.demux(track), 1):
                refuse_encrypted(packet, path)
        self._scale = None if free else Scale()

    @property
    def seconds(self) -> float:
        """How much was decoded in the last pass."""
        return self.decoded / self.rate if self.rate else 0.0

    @property
    def gain(self) -> float:
        """See the class."""
        return self._scale.gain if self._scale else 1.0

    @property
    def broken_at(self) -> float | None:
        """Second at which damage begins, as far as the last pass went; None where there is none."""
        return min((at for at in (self._frames.broken_at, self._insane_at) if at is not None), default=None)

    @property
    def is_plain(self) -> bool:
        """Whether the last pass gave what any player plays: nothing damaged, no silence put in, nothing scaled."""
        return self.broken_at is None and not self._frames.pauses and self.gain == 1

    def complaints(self, until: float = math.inf) -> list[str]:
        """What the user should know of the file up to a second of it after a pass, a line each."""
        lines = []
        if self.broken_at is not None and self.broken_at < until:
            lines.append(f"damaged or cut off at second {self.broken_at:.1f}; the part that decodes is used")
        pauses = [(at, length) for at, length in self._frames.pauses if at < until]
        silent = sum(length for _, length in pauses)
        if silent >= PAUSE and self.broken_at is None:
            first = pauses[0][0]
            lines.append(f"its sound pauses for {silent:.1f} s, first at second {first:.1f}; silence is used there")
        if self.gain != 1:
            lines.append(f"its samples go up to {self.peak:.1f}, beyond full scale (1); they are scaled back")
        return lines

    def blocks(self, channels: int | None = None) -> Iterator[Floats]:
        """Decode from the beginning.

        Parameters
        ----------
        channels : int, optional
            How many channels every block shall have; each part's own when left out.

        Yields
        ------
        ndarray
            float32, shape [channels, n], nominally in [-1, 1], in order and without gaps: silence stands where the
            file's clock leaves one, and before sound that begins later than its picture.

        Raises
        ------
        UnreadableMedia
            If nobody knows how to mix the file's channels to that number, no recording has such a rate, or more than a
            `DAY` is asked for.
        """
        if self._scale is None:
            self._scale = find_scale(self._samples(None))
        self.peak, self._insane_at = 0.0, None
        for block in self._samples(channels):
            top = float(np.abs(block).max(initial=0.0))
            if not top <= self._scale.limit:  # or not a number
                block = self._mended(block, self._scale.limit)
                top = float(np.abs(block).max(initial=0.0))
            self.peak, self.channels = max(self.peak, top), max(self.channels, len(block))
            yield block if self.gain == 1 else block * np.float32(self.gain)

    def _samples(self, channels: int | None) -> Iterator[Floats]:
        """Blocks as they are in the file, at one rate."""
        self.decoded = 0
        self._frames = Frames(self.path, self._stream)
        with closing(iter(self._frames)) as frames:
            head = _until(frames, AHEAD)
            for placed in head:
                _check_rate(placed.frame, self.path)
            self.rate = max((placed.frame.sample_rate for placed in head), default=self.rate)
            for block in self._converted(itertools.chain(head, frames), channels):
                self.decoded += block.shape[1]
                if self.decoded > DAY * self.rate:
                    raise UnreadableMedia(self.path, "is longer than a day; take a part of it by --duration")
                yield block

    def _converted(self, frames: Iterator[Placed], channels: int | None) -> Iterator[Floats]:
        """Each kind of frame by a resampler of its own, which is emptied where another kind, or silence, follows."""
        converter = None
        for frame, at in frames:
            if converter and (at is not None or converter.kind != _kind(frame)):
                yield from converter.rest()
                converter = None
            converter = converter or _Converter(self.path, frame, self.rate, channels)
            if at is not None:
                yield from _silence(converter.channels, round(at * self.rate) - self.decoded, self.rate)
            yield from converter.samples(frame)
        if converter:
            yield from converter.rest()

    def _mended(self, block: Floats, limit: float) -> Floats:
        """Silence in place of numbers that cannot be sound, NaN among them."""
        sane = np.abs(block) <= limit
        if self._insane_at is None:
            first = int(sane.all(axis=0).argmin())
            self._insane_at = (self.decoded - block.shape[1] + first) / self.rate
        return np.where(sane, block, np.float32(0))


class _Converter:
    """Turns frames of one kind into blocks of samples.

    Parameters
    ----------
    path : Path
        The file, for messages.
    frame : AudioFrame
        The first of them.
    rate : int
        Samples per second that are wanted.
    channels : int, optional
        How many channels are wanted; the frames' own when left out.
    """

    def __init__(self, path: Path, frame: AudioFrame, rate: int, channels: int | None) -> None:
        _check_rate(frame, path)
        self.path, self.kind = path, _kind(frame)
        own = frame.layout.nb_channels
        self.channels = channels or own
        # One channel is heard on both sides as loud as it is, where FFmpeg would take 3 dB.
        self._copies = 2 if (own, channels) == (1, 2) else 1
        layout = None if self.channels == own * self._copies else f"{self.channels}c"
        # Packed, as PyAV crashes on planes of eight channels or more.
        self._resampler = av.AudioResampler(format="flt", layout=layout, rate=rate)

    def samples(self, frame: AudioFrame | None) -> Iterator[Floats]:
        """Blocks of a frame, shape [channels, n]."""
        try:
            converted = self._resampler.resample(frame)
        except (av.FFmpegError, ValueError) as error:
            own = self.kind[1]
            why = f"nobody knows how to mix its channels ({own}) to {self.channels}; mix it to stereo first"
            raise UnreadableMedia(self.path, why) from error
        for part in converted:
            packed = part.to_ndarray().reshape(-1, part.layout.nb_channels)
            block = np.ascontiguousarray(packed.T, np.float32)
            yield np.repeat(block, self._copies, axis=0) if self._copies > 1 else block

    def rest(self) -> Iterator[Floats]:
        """What the resampler still holds."""
        return self.samples(None)


def _check_rate(frame: AudioFrame, path: Path) -> None:
    if not RATES[0] <= frame.sample_rate <= RATES[1]:
        raise UnreadableMedia(path, f"states {frame.sample_rate} samples per second: damaged; use another copy")


def _kind(frame: AudioFrame) -> tuple[int, str, str]:
    return frame.sample_rate, frame.layout.name, frame.format.name


def _until(frames: Iterator[Placed], wanted: float) -> list[Placed]:
    """The frames of the first seconds of sound."""
    head: list[Placed] = []
    while wanted > 0 and (placed := next(frames, None)):
        head.append(placed)
        wanted -= placed.frame.samples / placed.frame.sample_rate
    return head


def _silence(channels: int, samples: int, most: int) -> Iterator[Floats]:
    """Blocks of nothing, `most` samples long as a rule."""
    for first in range(0, samples, most):
        yield np.zeros((channels, min(most, samples - first)), np.float32)
