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
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from clavilux.errors import UnreadableMedia, warn
from clavilux.types import Image

__all__ = ["Probe", "probe", "read"]

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
        return Probe(
            duration=(container.duration or 0) / av.time_base,
            fps=stream.average_rate or stream.guessed_rate or Fraction(0),
            frames=stream.frames,
            size=(stream.width, stream.height),
            has_audio=bool(container.streams.audio),
            comment=container.metadata.get("comment", ""),
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
        Seconds from the start of the file at which the frame is shown, from its timestamp.
    Image
        The frame, shape [height, width, 3].

    Raises
    ------
    UnreadableMedia
        If nothing decodes, or without timestamps.

    Warns
    -----
    ClaviluxWarning
        If a part of the file is damaged, with the second at which that begins. What decodes is yielded.
    """
    time = damaged = None
    with _opened(path) as (container, stream):
        width, height = size or (stream.width, stream.height)
        start = Fraction(container.start_time or 0, av.time_base)
        for frame in _decode(container, stream):
            if frame is None:
                damaged = time or 0.0 if damaged is None else damaged
                continue
            if frame.pts is None or frame.time_base is None:
                raise UnreadableMedia(path, "its frames carry no timestamps; put it into an mp4 first")
            time = float(frame.pts * frame.time_base - start)
            yield time, np.asarray(frame.to_ndarray(format="rgb24", width=width, height=height), dtype=np.uint8)
    if time is None:
        raise UnreadableMedia(path, "no frame of it can be decoded")
    if damaged is not None:
        warn(f"{path}: damaged from about second {damaged:.1f} on; using the frames that decode")


def _decode(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame | None]:
    """The frames that decode, and None for each damage on the way."""
    stream.thread_type = "AUTO"
    try:
        for packet in container.demux(stream):
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
    """The container and its first real video stream; the cover picture of a song is none."""
    try:
        # "file:" keeps FFmpeg from reading a colon in the name as a protocol.
        container = av.open(f"file:{path}", metadata_errors="replace")
    except (av.FFmpegError, OSError) as error:
        raise UnreadableMedia(path, error.strerror or "cannot be read") from error
    with container:
        moving = (s for s in container.streams.video if not s.disposition & Disposition.attached_pic)
        stream = next(moving, None)
        if stream is None or container.format.name == TEXT:
            raise UnreadableMedia(path, "has no moving picture; give a video")
        yield container, stream
