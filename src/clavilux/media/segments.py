"""Frames into a segment: a piece of film without sound that can be joined to others as it is (`media.join`).

Painting and encoding overlap: a worker thread encodes while the caller paints the next frame, and no more than
`AHEAD` frames ever wait between them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation
from av.video.stream import VideoStream

from clavilux.errors import RenderError, UserError
from clavilux.media.formats import Format, usual
from clavilux.media.output import write_errors
from clavilux.values import Image

__all__ = ["media_errors", "write_segment"]

AHEAD = 4
"""Frames that may wait for the encoder: enough to smooth an uneven painter, little memory."""

THREADS = 4
"""Of an encoder. Its output depends on this number, so it is fixed: any machine, same file."""


def write_segment(
    frames: Iterator[Image],
    path: Path,
    *,
    name: Path | str,
    fps: Fraction,
    size: tuple[int, int],
    crf: int,
    form: Format | None = None,
) -> int:
    """Encode frames. The same pictures give the same file, byte for byte.

    Parameters
    ----------
    frames : iterator of Image
        Pictures of shape [height, width, 3]; consumed as the encoder goes. A yielded picture is not to be
        painted over: it is not copied.
    path : Path
        The file, in whose place another may be; its folder exists.
    name : Path or str
        What errors call it.
    fps : Fraction
        Frames per second: frame i is shown at exactly i/fps.
    size : (int, int)
        Width and height in pixels, even.
    crf : int
        Quality on x264's scale, from 1, nearly lossless, over 18, visually lossless, to 51. (0 is a profile that few
        players know.)
    form : Format, optional
        What the film will be; H.264 when left out.

    Returns
    -------
    int
        Number of frames written.

    Raises
    ------
    UserError
        If the size is odd.
    RenderError
        If there are no frames, or writing fails half way, as on a full disk.
    """
    if size[0] % 2 or size[1] % 2:
        raise UserError(f"a video of {size[0]}x{size[1]} cannot be encoded; choose an even width and height")
    with _Segment(path, name=name, fps=fps, size=size, crf=crf, form=form or usual()) as segment:
        count = _overlap(frames, segment.add)
        if not count:
            raise RenderError("there are no frames to film")
        segment.finish()
    return count


@contextmanager
def media_errors(name: Path | str) -> Iterator[None]:
    """Say in one line what kept the block from writing a file: the disk, or FFmpeg.

    Raises
    ------
    RenderError
        For every error of either.
    """
    try:
        with write_errors(name):
            yield
    except av.FFmpegError as error:
        raise RenderError(f"writing {name} failed: {error.strerror}") from error


def _overlap(frames: Iterator[Image], add: Callable[[int, VideoFrame], None]) -> int:
    """Call `add` in a worker thread, in order, at most `AHEAD` frames behind; errors of either side end both."""
    waiting: deque[Future[None]] = deque()
    count = 0
    with ThreadPoolExecutor(1, thread_name_prefix="film") as worker:
        try:
            for image in frames:
                frame = VideoFrame.from_numpy_buffer(np.ascontiguousarray(image), format="rgb24")
                waiting.append(worker.submit(add, count, frame))
                count += 1
                if len(waiting) > AHEAD:
                    waiting.popleft().result()
            for future in waiting:
                future.result()
        except BaseException:
            worker.shutdown(wait=False, cancel_futures=True)
            raise
    return count


class _Segment:
    """A file that is being written; a context manager that closes it."""

    def __init__(
        self, path: Path, *, name: Path | str, fps: Fraction, size: tuple[int, int], crf: int, form: Format
    ) -> None:
        self.name, self.fps, self.size, self.form = name, fps, size, form
        self.written = 0
        # "file:" keeps FFmpeg from reading a colon in the name as a protocol.
        self.container = av.open(f"file:{path}", "w", format=form.segment)
        picture = self.container.add_stream(form.encoder, rate=fps, options=form.encoding(crf))
        self.picture = cast(VideoStream, picture)
        context = self.picture.codec_context
        context.width, context.height = size
        context.pix_fmt = form.pixels
        context.time_base = 1 / fps
        context.thread_count = THREADS
        if not form.is_rgb:
            context.color_primaries = ColorPrimaries.BT709
            context.colorspace = Colorspace.ITU709
            context.color_trc = ColorTrc.BT709
            context.color_range = ColorRange.MPEG

    def __enter__(self) -> Self:
        with media_errors(self.name):
            self.container.start_encoding()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with media_errors(self.name):
            self.container.close()

    def add(self, index: int, frame: VideoFrame) -> None:
        """Write frame `index`."""
        if (frame.width, frame.height) != self.size:
            raise RenderError(f"frame {index} is {frame.width}x{frame.height}, the video {self.size[0]}x{self.size[1]}")
        converted = frame if self.form.is_rgb else _television(frame, self.form.pixels)
        converted.pts, converted.time_base = index, 1 / self.fps
        self._mux(converted)

    def finish(self) -> None:
        """Write what the encoder still holds."""
        self._mux(None)

    def _mux(self, frame: VideoFrame | None) -> None:
        """Write what the encoder makes of a frame; of None, all that it holds."""
        with media_errors(self.name):
            for packet in self.picture.encode(frame):
                packet.dts = self.written - self.form.late  # x265 gives any number where there are few frames
                self.container.mux(packet)
                self.written += 1


def _television(frame: VideoFrame, pixels: str) -> VideoFrame:
    """The frame in the colours of BT.709."""
    return frame.reformat(
        format=pixels,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        dst_colorspace=Colorspace.ITU709,
        interpolation=Interpolation.BILINEAR | Interpolation.ACCURATE_RND,
    )
