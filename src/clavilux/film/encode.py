"""Frames and a song into an mp4: streamed H.264 and AAC, exact timestamps, colours that survive.

Painting and encoding overlap: a worker thread encodes while the caller paints the next frame, and no more than
`AHEAD` frames ever wait between them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation
from numpy.typing import NDArray

from clavilux.errors import RenderError, UserError
from clavilux.types import Audio, Image

__all__ = ["encode", "make_room"]

AHEAD = 4
"""Frames that may wait for the encoder: enough to smooth an uneven painter, little memory."""

THREADS = 4
"""Of x264. Its output depends on this number, so it is fixed: any machine, same file."""

PRESET = "veryfast"
"""x264's trade of time for quality. On two cores every millisecond spent here is missing to the painter."""

FALLBACK_RATE = 48000
"""Hz, for songs whose own rate AAC does not know."""

BITS_PER_CHANNEL = 96_000
"""AAC bits per second and channel, transparent for most music."""

HEADROOM = 1 / (1 + 2**0.5)
"""Gain for surround songs: a loud centre and side added to a loud front (weights 1, 0.71, 0.71) must not clip."""


def encode(
    frames: Iterator[Image],
    path: Path | str,
    *,
    fps: Fraction,
    size: tuple[int, int],
    audio: Audio,
    crf: int,
    comment: str = "",
    description: str = "",
) -> int:
    """Film pictures and a song into an mp4.

    Frame i is shown at exactly i/fps. The sound is the song's own, at its own rate where AAC allows; it ends with the
    last frame: what the song has more is cut, what it lacks is silence. More than two channels become stereo. The
    same pictures give the same file, byte for byte. The file appears under its name when it is complete; until then
    it is called ``NAME.part``, and it vanishes when anything fails.

    Parameters
    ----------
    frames : iterator of Image
        Pictures of shape [height, width, 3]; consumed as the encoder goes. A yielded picture may be painted over.
    path : Path or str
        The mp4; its folder is made, an existing file is replaced.
    fps : Fraction
        Frames per second.
    size : (int, int)
        Width and height in pixels, even.
    audio : Audio
        The song.
    crf : int
        x264 quality: 0 lossless, 18 visually lossless, 51 worst.
    comment : str
        Text that the file carries, such as its recipe.
    description : str
        More such text, for people. With neither, the file does not name the software that wrote it either.

    Returns
    -------
    int
        Number of frames written.

    Raises
    ------
    UserError
        If the size is odd, the file cannot be created, or nobody knows how to mix the song's channels.
    RenderError
        If there are no frames, or writing fails half way, as on a full disk.
    """
    path = Path(path)
    if size[0] % 2 or size[1] % 2:
        raise UserError(f"a video of {size[0]}x{size[1]} cannot be encoded; choose an even width and height")
    make_room(path)
    part = _part(path)
    try:
        texts = {"comment": comment, "description": description}
        with _Mp4(part, fps=fps, size=size, audio=audio, crf=crf, texts=texts) as mp4:
            count = _overlap(frames, mp4.add)
            if not count:
                raise RenderError("there are no frames to film")
            mp4.finish()
        with _write_errors(path):
            part.replace(path)
    finally:
        with suppress(OSError):  # what cannot be swept away must not hide why
            part.unlink(missing_ok=True)
    return count


def make_room(path: Path) -> None:
    """Make the folder of a video and see that it can be written there, before any work begins.

    Raises
    ------
    UserError
        If not; the message says why.
    """
    if path.is_dir():
        raise UserError(f"{path} is a folder; give the name of a file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"cannot make the folder {path.parent}: {error.strerror}; choose another output") from error
    part = _part(path)
    try:
        part.write_bytes(b"\0")  # one byte: an empty file can be made on a full disk
    except OSError as error:
        raise UserError(f"cannot write {part}: {error.strerror}; choose another output") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _part(path: Path) -> Path:
    """Where a video is while it is not complete."""
    return path.with_name(path.name + ".part")


def _overlap(frames: Iterator[Image], add: Callable[[int, VideoFrame], None]) -> int:
    """Call `add` in a worker thread, in order, at most `AHEAD` frames behind; errors of either side end both."""
    waiting: deque[Future[None]] = deque()
    count = 0
    with ThreadPoolExecutor(1, thread_name_prefix="film") as worker:
        try:
            for image in frames:
                # The copy is made here, so that the painter may paint over its picture.
                waiting.append(worker.submit(add, count, VideoFrame.from_ndarray(image, format="rgb24")))
                count += 1
                if len(waiting) > AHEAD:
                    waiting.popleft().result()
            for future in waiting:
                future.result()
        except BaseException:
            worker.shutdown(wait=False, cancel_futures=True)
            raise
    return count


class _Mp4:
    """An mp4 that is being written; a context manager that closes the file."""

    def __init__(
        self, path: Path, *, fps: Fraction, size: tuple[int, int], audio: Audio, crf: int, texts: dict[str, str]
    ) -> None:
        self.path, self.fps, self.size = path, fps, size
        self.sound = _Sound(audio)
        options = {"movflags": "+faststart"} | ({} if any(texts.values()) else {"fflags": "+bitexact"})
        # "file:" keeps FFmpeg from reading a colon in the name as a protocol.
        self.container = av.open(f"file:{path}", "w", format="mp4", options=options)
        self.container.metadata.update(texts)
        self.picture = self.container.add_stream("libx264", rate=fps, options={"crf": str(crf), "preset": PRESET})
        context = self.picture.codec_context
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        context.time_base = 1 / fps
        context.thread_count = THREADS
        context.colorspace = Colorspace.ITU709
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.color_range = ColorRange.MPEG
        self.track = self.container.add_stream("aac", rate=self.sound.encoded_rate, layout=self.sound.encoded_layout)
        self.track.bit_rate = BITS_PER_CHANNEL * self.track.codec_context.channels

    def __enter__(self) -> Self:
        with _write_errors(self.path):
            try:
                self.container.start_encoding()
            except OSError as error:
                raise UserError(f"cannot write {self.path}: {error.strerror}; choose another output") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _write_errors(self.path):
            self.container.close()

    def add(self, index: int, frame: VideoFrame) -> None:
        """Write frame `index`, and the sound that is heard while it is shown."""
        if (frame.width, frame.height) != self.size:
            raise RenderError(f"frame {index} is {frame.width}x{frame.height}, the video {self.size[0]}x{self.size[1]}")
        converted = frame.reformat(
            format="yuv420p",
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            dst_colorspace=Colorspace.ITU709,
            interpolation=Interpolation.BILINEAR | Interpolation.ACCURATE_RND,
        )
        converted.pts, converted.time_base = index, 1 / self.fps
        start, stop = (round(i * self.sound.rate / self.fps) for i in (index, index + 1))
        with _write_errors(self.path):
            self.container.mux(self.picture.encode(converted))
            self.container.mux(self.track.encode(self.sound.cut(start, stop)))

    def finish(self) -> None:
        """Write what the encoders still hold."""
        with _write_errors(self.path):
            self.container.mux(self.picture.encode(None))
            self.container.mux(self.track.encode(None))


class _Sound:
    """The song in slices that the AAC encoder takes."""

    def __init__(self, audio: Audio) -> None:
        channels = audio.samples.shape[0]
        self.samples: NDArray[np.float32] = audio.samples
        self.rate = audio.rate
        self.gain = np.float32(HEADROOM if channels > 2 else 1)
        try:
            self.layout = av.AudioLayout(f"{channels}c")
        except ValueError as error:
            raise UserError(f"a song of {channels} channels cannot be mixed to stereo; mix it first") from error
        known = av.Codec("aac", "w").audio_rates or []
        self.encoded_rate = self.rate if self.rate in known else FALLBACK_RATE
        self.encoded_layout = "mono" if channels == 1 else "stereo"

    def cut(self, start: int, stop: int) -> AudioFrame:
        """Samples [start, stop), with silence after the song's end; the encoder resamples and mixes."""
        slice_ = self.samples[:, start:stop] * self.gain
        padded = np.pad(slice_, ((0, 0), (0, stop - start - slice_.shape[1])))
        # Packed, as PyAV fails on planes of eight channels or more.
        packed = np.ascontiguousarray(padded.T, np.float32).reshape(1, -1)
        frame = AudioFrame.from_ndarray(packed, format="flt", layout=self.layout.name)
        frame.sample_rate, frame.pts, frame.time_base = self.rate, start, Fraction(1, self.rate)
        return frame


@contextmanager
def _write_errors(path: Path) -> Iterator[None]:
    """Say in one line what kept us from writing."""
    try:
        yield
    except (av.FFmpegError, OSError) as error:
        cure = "; free some space or choose another output" if isinstance(error, OSError) else ""
        raise RenderError(f"writing {path} failed: {error.strerror}{cure}") from error
