"""Small files of sound."""

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """Write samples [channels, n] into a file of the test's folder; the ending chooses the format."""

    def write(name: str, samples: np.ndarray, rate: int) -> Path:
        path = tmp_path / name
        soundfile.write(path, samples.T, rate)
        return path

    return write


class Pipe(io.RawIOBase):
    """Takes what is written, and cannot go back to fill in a length."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("wb")

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self.file.write(data)

    def close(self) -> None:
        self.file.close()
        super().close()


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Path]:
    """Write samples [channels, n] by any codec of FFmpeg's.

    They begin at second `start`, `pause` is (second, length) of a time without sound, `pictures` seconds of black are
    shown from second 0 on, and `pipe` keeps the writer from going back.
    """

    def write(
        name: str,
        samples: np.ndarray,
        codec: str,
        rate: int = 44100,
        *,
        start: float = 0.0,
        pause: tuple[float, float] = (1e9, 0.0),
        pictures: float = 0.0,
        pipe: bool = False,
        options: dict[str, str] | None = None,
        coder: dict[str, str] | None = None,
        metadata: dict[str, str] | None = None,
    ) -> Path:
        path = tmp_path / name
        file: Any = Pipe(path) if pipe else str(path)
        guess = {"m4a": "mp4", "mka": "matroska", "mkv": "matroska", "aac": "adts", "ts": "mpegts", "aiff": "aiff"}
        ending = path.suffix[1:]
        with av.open(file, "w", format=guess.get(ending, ending), options=options or {}) as container:
            container.metadata.update(metadata or {})
            video: Any = _video(container) if pictures else None
            audio: Any = container.add_stream(codec, rate=rate, options=coder or {})
            layout = {1: "mono", 2: "stereo"}[len(samples)]
            audio.layout = layout
            for i in range(round(pictures * 10)):
                black = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
                black.pts, black.time_base = i, Fraction(1, 10)
                container.mux(video.encode(black))
            size = 1152
            for at in range(0, samples.shape[1], size):
                block = np.ascontiguousarray(samples[:, at : at + size], np.float32)
                frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
                late = start + (pause[1] if at / rate >= pause[0] else 0.0)
                frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), at + round(late * rate)
                container.mux(audio.encode(frame))
            container.mux(audio.encode(None))
            if video:
                container.mux(video.encode(None))
        if pipe:
            file.close()
        return path

    return write


def _video(container: av.container.OutputContainer) -> av.VideoStream:
    video = container.add_stream("mpeg4", rate=10)
    video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
    return video
