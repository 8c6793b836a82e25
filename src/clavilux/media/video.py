"""A video file into frames, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from clavilux.errors import UnreadableMedia, warn
from clavilux.media.container import (
    is_known,
    moving_pictures,
    open_media,
    refuse_encrypted,
    refuse_protected,
    seconds,
    start,
    text,
)
from clavilux.values import Image

__all__ = ["Probe", "probe", "read"]

STILLS = ("_pipe", "image2")
"""How FFmpeg's names for pictures end, which it would show as videos of one frame."""

MOST_PIXELS = 40_000_000
"""Of a frame, a little more than 8K has: decoders hold a dozen frames, and more than two gigabytes of larger ones."""

TEXT = "tty"
"""FFmpeg's name for text files, which it would show as a video of a terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a video file says about itself."""

    duration: float
    """Seconds; 0 when the file does not say."""
    fps: Fraction
    """Frames per second on average."""
    frames: int
    """Number of frames; 0 when the file does not say."""
    size: tuple[int, int]
    """Width and height in pixels."""
    has_audio: bool
    """Whether there is sound."""
    comment: str
    """The recipe of our own videos."""


def probe(path: Path | str) -> Probe:
    """Read the head of a video file.

    Raises
    ------
    UnreadableMedia
        If it is missing, no video, or has no picture.
    """
    with _opened(path) as (container, stream):
        fps = stream.average_rate or stream.guessed_rate
        return Probe(
            duration=(container.duration or 0) / av.time_base,
            fps=Fraction(fps.numerator, fps.denominator) if fps else Fraction(0),
            frames=stream.frames,
            size=(stream.width, stream.height),
            has_audio=bool(container.streams.audio),
            comment=text(container.metadata.get("comment", "")),
        )


def read(path: Path | str, *, size: tuple[int, int] | None = None) -> Iterator[tuple[float, Image]]:
    """Yield the frames of a video; one is in memory at a time.

    Parameters
    ----------
    path : Path or str
        Anything that FFmpeg reads.
    size : (int, int), optional
        Width and height to scale to; the video's own when left out.

    Yields
    ------
    float
        Seconds from the start of the file at which the frame is shown, from its timestamp: the time of
        `clavilux.media.decode.decode` too, so what is seen and heard at the same second belongs together.
    Image
        The frame, shape [height, width, 3].

    Raises
    ------
    UnreadableMedia
        If nothing decodes, or is protected, or without timestamps.

    Warns
    -----
    ClaviluxWarning
        If a part of the file is damaged, with the second at which that begins. What decodes is yielded.
    """
    time = damaged = None
    with _opened(path) as (container, stream):
        width, height = size or (stream.width, stream.height)
        zero = start(container)
        for frame in _decode(container, stream, path):
            if frame is None:
                damaged = time or 0.0 if damaged is None else damaged
                continue
            stamp = seconds(frame.pts, frame.time_base)
            if stamp is None:
                raise UnreadableMedia(path, "its frames have no timestamps; put it into an mp4 first")
            time = stamp - zero
            yield time, np.asarray(frame.to_ndarray(format="rgb24", width=width, height=height), dtype=np.uint8)
    if time is None:
        raise UnreadableMedia(path, "no frame of it can be decoded")
    if damaged is not None:
        warn(f"{path}: damaged from about second {damaged:.1f} on; using the frames that decode")


def _decode(container: InputContainer, stream: VideoStream, path: Path | str) -> Iterator[VideoFrame | None]:
    """The frames that decode, and None for each damage on the way."""
    stream.thread_type = "AUTO"
    try:
        for packet in container.demux(stream):
            refuse_encrypted(packet, path)
            if packet.is_corrupt:  # its error may drown when the decoder's threads are drained
                yield None
            try:
                yield from packet.decode()
            except av.FFmpegError:
                yield None
    except av.FFmpegError:
        yield None


@contextmanager
def _opened(path: Path | str) -> Iterator[tuple[InputContainer, VideoStream]]:
    """The container and the video stream that players choose."""
    with open_media(path) as container:
        moving = moving_pictures(container)
        if not moving or container.format.name == TEXT or container.format.name.endswith(STILLS):
            raise UnreadableMedia(path, "has no moving picture; give a video")
        if not is_known(moving[0]):
            raise UnreadableMedia(path, "FFmpeg has no decoder for its pictures; convert it to H.264 first")
        if moving[0].width * moving[0].height > MOST_PIXELS:
            raise UnreadableMedia(
                path, f"its frames have more than {MOST_PIXELS // 10**6} million pixels; scale it down"
            )
        refuse_protected(container, moving[0], path)
        yield container, moving[0]
