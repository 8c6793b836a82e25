"""Frames and a song into an mp4: streamed H.264 and AAC, exact timestamps, colours that survive.

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
from typing import Self

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation
from numpy.typing import NDArray

from clavilux.errors import RenderError, UserError
from clavilux.media.output import appearing, write_errors
from clavilux.values import Image, Sound

__all__ = ["encode"]

AHEAD = 4
"""Frames that may wait for the encoder: enough to smooth an uneven painter, little memory."""

THREADS = 4
"""Of x264. Its output depends on this number, so it is fixed: any machine, same file."""

SPEED = {"preset": "superfast", "rc-lookahead": "20", "mbtree": "1"}
"""x264's trade of time for size. On two cores every millisecond spent here is missing to the painter: of paintings at
1920x1080 "veryfast" takes 1.5 times as long, for a file that is 12 % smaller. What stays for long is coded well from
its first frame on (mbtree), which costs nothing: without, every cut would clear up for half a second."""

CD, DAT = 44100, 48000
"""Hz, the two rates of sound that every player plays."""

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
    audio: Sound,
    crf: int,
    comment: str = "",
    description: str = "",
    overwrite: bool = True,
) -> int:
    """Film pictures and a song into an mp4.

    Frame i is shown at exactly i/fps. The sound is the song's own, at one of the two rates that every player plays; it
    ends with the last frame: what the song has more is cut, what it lacks is silence. More than two channels become
    stereo. The same pictures give the same file, byte for byte. The file appears under its name when it is complete
    (`clavilux.media.output.appearing`), and vanishes when anything fails.

    Parameters
    ----------
    frames : iterator of Image
        Pictures of shape [height, width, 3]; consumed as the encoder goes. A yielded picture may be painted over.
    path : Path or str
        The mp4; its folder is made.
    fps : Fraction
        Frames per second.
    size : (int, int)
        Width and height in pixels, even.
    audio : Sound
        The song; its blocks are read as the encoder goes.
    crf : int
        x264 quality from 1, nearly lossless, over 18, visually lossless, to 51. (0 is a profile that few players know.)
    comment : str
        Text that the file carries, such as its recipe.
    description : str
        More such text, for people. With neither, the container does not name the
        software that wrote it; the streams still name their encoders.
    overwrite : bool
        Replace a file of that name. If not, and there is one in the end, the film is kept under a free name.

    Returns
    -------
    int
        Number of frames written.

    Raises
    ------
    UserError
        If the size is odd, the file cannot be created, or nobody knows how to mix the song's channels.
    RenderError
        If there are no frames, writing fails half way, as on a full disk, or the name is taken in the end.
    """
    if size[0] % 2 or size[1] % 2:
        raise UserError(f"a video of {size[0]}x{size[1]} cannot be encoded; choose an even width and height")
    texts = {"comment": comment, "description": description}
    with (
        appearing(path, overwrite=overwrite) as part,
        _Mp4(part, name=path, fps=fps, size=size, audio=audio, crf=crf, texts=texts) as mp4,
    ):
        count = _overlap(frames, mp4.add)
        if not count:
            raise RenderError("there are no frames to film")
        mp4.finish()
    return count


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
        self,
        part: Path,
        *,
        name: Path | str,
        fps: Fraction,
        size: tuple[int, int],
        audio: Sound,
        crf: int,
        texts: dict[str, str],
    ) -> None:
        self.name, self.fps, self.size = name, fps, size
        self.sound = _Soundtrack(audio)
        options = {"movflags": "+faststart"} | ({} if any(texts.values()) else {"fflags": "+bitexact"})
        # "file:" keeps FFmpeg from reading a colon in the name as a protocol.
        self.container = av.open(f"file:{part}", "w", format="mp4", options=options)
        self.container.metadata.update(texts)
        self.picture = self.container.add_stream("libx264", rate=fps, options={"crf": str(crf)} | SPEED)
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
        with _write_errors(self.name):
            self.container.start_encoding()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _write_errors(self.name):
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
        stop = round((index + 1) * self.sound.rate / self.fps)
        with _write_errors(self.name):
            self.container.mux(self.picture.encode(converted))
            self.container.mux(self.track.encode(self.sound.next(stop)))

    def finish(self) -> None:
        """Write what the encoders still hold."""
        with _write_errors(self.name):
            self.container.mux(self.picture.encode(None))
            self.container.mux(self.track.encode(None))


class _Soundtrack:
    """The song in slices that the AAC encoder takes, one after the other."""

    def __init__(self, sound: Sound) -> None:
        self.rate = sound.rate
        self.gain = np.float32(HEADROOM if sound.channels > 2 else 1)
        try:
            self.layout = av.AudioLayout(f"{sound.channels}c")
        except ValueError as error:
            raise UserError(f"a song of {sound.channels} channels cannot be mixed to stereo; mix it first") from error
        self.encoded_rate = _encoded_rate(self.rate)
        self.encoded_layout = "mono" if sound.channels == 1 else "stereo"
        self._blocks = sound.blocks()
        self._read = np.zeros((sound.channels, 0), np.float32)  # samples from `_at` on, that are not used yet
        self._at = 0

    def next(self, stop: int) -> AudioFrame:
        """The samples from where the last slice ended to `stop`; silence after the song's end."""
        samples = self._taken(stop - self._at) * self.gain
        # Packed, as PyAV fails on planes of eight channels or more.
        packed = np.ascontiguousarray(samples.T, np.float32).reshape(1, -1)
        frame = AudioFrame.from_ndarray(packed, format="flt", layout=self.layout.name)
        frame.sample_rate, frame.pts, frame.time_base = self.rate, self._at, Fraction(1, self.rate)
        self._at = stop
        return frame

    def _taken(self, count: int) -> NDArray[np.float32]:
        parts, missing = [self._read], count - self._read.shape[1]
        while missing > 0 and (block := next(self._blocks, None)) is not None:
            parts.append(block)
            missing -= block.shape[1]
        together = np.concatenate(parts, axis=1)
        self._read = together[:, count:]
        return np.pad(together[:, :count], ((0, 0), (0, max(0, missing))))


def _encoded_rate(rate: int) -> int:
    """Hz of the sound track for a song of `rate`: of the rates that every player plays, the one of its family."""
    return CD if rate % (CD // 4) == 0 else DAT


@contextmanager
def _write_errors(name: Path | str) -> Iterator[None]:
    """Say in one line what kept us from writing: the disk, or FFmpeg."""
    try:
        with write_errors(name):
            yield
    except av.FFmpegError as error:
        raise RenderError(f"writing {name} failed: {error.strerror}") from error
