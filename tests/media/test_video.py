"""Reading any video: times from timestamps, clear answers to what is no video."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from clavilux.errors import ClaviluxWarning, UnreadableMedia
from clavilux.media.encode import encode
from clavilux.media.video import probe, read
from clavilux.values import Audio


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of noise that x264 cannot shrink, so that a cut file loses frames."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    noise = np.random.default_rng(0)
    frames: Iterator = (noise.integers(0, 255, (64, 96, 3), np.uint8) for _ in range(75))
    audio = Audio(samples=np.zeros((1, 3 * 8000), np.float32), rate=8000)
    encode(frames, path, fps=Fraction(25), size=(96, 64), audio=audio, crf=18, comment="hello")
    return path


CENC = {
    "encryption_scheme": "cenc-aes-ctr",
    "encryption_key": "76a6c65c5ea762046bd749a2e632ccbb",
    "encryption_kid": "a7e61c373e219033c21091fa607bf3b8",
}


def foreign(path: Path, stamps: list[int], codec: str = "mpeg4", options: dict[str, str] | None = None) -> Path:
    """A silent video by somebody else: frame times in milliseconds."""
    with av.open(str(path), "w", options=options or {}) as container:
        stream: Any = container.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for stamp in stamps:
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), stamp % 256, np.uint8), format="rgb24")
            frame.pts, frame.time_base = stamp, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_probe_tells_what_there_is(clip: Path) -> None:
    head = probe(clip)
    assert (head.fps, head.frames, head.size, head.has_audio, head.comment) == (25, 75, (96, 64), True, "hello")
    assert head.duration == pytest.approx(3.0, abs=0.01)


def test_times_are_exact_and_frames_read_only_once(clip: Path) -> None:
    reader = read(clip)
    times = [time for time, _ in reader]
    assert times == [i / 25 for i in range(75)]
    assert list(reader) == []


def test_scales_when_asked(clip: Path) -> None:
    assert {frame.shape for _, frame in read(clip, size=(32, 16))} == {(16, 32, 3)}


def test_variable_frame_rate(tmp_path: Path) -> None:
    stamps = [0, 40, 500, 540, 1999]
    path = foreign(tmp_path / "variable.mkv", stamps)
    assert [time for time, _ in read(path)] == pytest.approx([s / 1000 for s in stamps], abs=1e-3)
    assert not probe(path).has_audio


def test_time_begins_where_the_file_begins(tmp_path: Path) -> None:
    """Transport streams start at a second and a half of their own clock."""
    path = foreign(tmp_path / "broadcast.ts", [0, 40, 80, 120], "libx264")
    assert [time for time, _ in read(path)] == pytest.approx([0, 0.04, 0.08, 0.12], abs=1e-3)


def test_texts_need_not_be_utf_8(clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.mp4"
    path.write_bytes(clip.read_bytes().replace(b"hello", b"h\xe4llo"))
    assert probe(path).comment == "h\N{REPLACEMENT CHARACTER}llo"
    assert len(list(read(path))) == 75


def test_protected_pictures_say_what_helps(tmp_path: Path) -> None:
    path = foreign(tmp_path / "shop.mp4", [0, 40, 80], "libx264", CENC)
    with pytest.raises(UnreadableMedia, match=r"protected by encryption \(DRM\)"):
        list(read(path))


def test_a_cut_file_gives_what_decodes_and_a_warning(clip: Path, tmp_path: Path) -> None:
    data = clip.read_bytes()
    (tmp_path / "cut.mp4").write_bytes(data[: len(data) // 2])
    with pytest.warns(ClaviluxWarning, match=r"damaged from about second 1\.\d on"):
        times = [time for time, _ in read(tmp_path / "cut.mp4")]
    assert times == [i / 25 for i in range(len(times))]
    assert 30 <= len(times) <= 38


def test_a_hole_is_skipped_with_a_warning(clip: Path, tmp_path: Path) -> None:
    data = bytearray(clip.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 20_000] = bytes(20_000)
    (tmp_path / "hole.mp4").write_bytes(data)
    with pytest.warns(ClaviluxWarning, match=r"damaged from about second 1\.\d on"):
        times = [time for time, _ in read(tmp_path / "hole.mp4")]
    assert 60 < len(times) < 75
    assert times[-1] == 74 / 25


def test_frames_without_times_are_refused(tmp_path: Path) -> None:
    foreign(tmp_path / "raw.h264", [0, 40, 80], "libx264")
    with pytest.raises(UnreadableMedia, match="no timestamps"):
        list(read(tmp_path / "raw.h264"))


def cover_song(path: Path) -> Path:
    """A song with a picture on its sleeve, which is no moving picture."""
    with av.open(str(path), "w", format="mp4") as container:
        track = container.add_stream("aac", rate=8000, layout="mono")
        sleeve = container.add_stream("mjpeg", rate=1)
        sleeve.width, sleeve.height, sleeve.pix_fmt = 64, 48, "yuvj420p"
        sleeve.disposition = av.stream.Disposition.attached_pic
        picture = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
        container.mux(sleeve.encode(picture.reformat(format="yuvj420p")))
        container.mux(sleeve.encode(None))
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.float32), format="fltp", layout="mono")
        silence.sample_rate = 8000
        container.mux(track.encode(silence))
        container.mux(track.encode(None))
    return path


@pytest.mark.parametrize("look", [probe, lambda path: list(read(path))], ids=["probe", "read"])
def test_what_is_no_video_is_one_clear_line(tmp_path: Path, look: Callable[[Path], object]) -> None:
    (tmp_path / "text.mp4").write_text("I am a poem.\n" * 100)
    (tmp_path / "text.txt").write_text("I am a poem.\n" * 100)
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "folder").mkdir()
    cover_song(tmp_path / "cover.m4a")
    for name, why in {
        "missing.mp4": "no such file",
        "text.mp4": "Invalid data",
        "empty.mp4": "is empty",
        "folder": "is a folder",
        "cover.m4a": "no moving picture",
        "text.txt": "no moving picture",
    }.items():
        with pytest.raises(UnreadableMedia, match=why) as caught:
            look(tmp_path / name)
        assert str(caught.value).startswith(str(tmp_path / name))
        assert "\n" not in str(caught.value)


def test_nothing_but_a_head(clip: Path, tmp_path: Path) -> None:
    data = clip.read_bytes()
    beheaded = tmp_path / "beheaded.mp4"
    beheaded.write_bytes(data[: data.index(b"mdat") + 4] + b"\0" * 5000)
    with pytest.raises(UnreadableMedia, match="no frame"):
        list(read(beheaded))


@pytest.mark.parametrize("name", ["still.png", "still.jpg", "still.webp", "still.bmp"])
def test_a_picture_is_no_video(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (64, 48)).save(tmp_path / name)
    with pytest.raises(UnreadableMedia, match="has no moving picture; give a video"):
        probe(tmp_path / name)


def test_pictures_that_nobody_can_decode_are_told(tmp_path: Path) -> None:
    path = foreign(tmp_path / "a.mkv", [0, 40, 80])
    path.write_bytes(path.read_bytes().replace(b"V_MPEG4/ISO/ASP", b"V_NOBODY/NOTHING"[:15]))
    for use in (probe, lambda path: next(read(path))):
        with pytest.raises(UnreadableMedia, match="FFmpeg has no decoder for its pictures; convert it"):
            use(path)


def test_frames_that_fill_the_memory_are_refused(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clavilux.media.video.MOST_PIXELS", 96 * 64 - 1)
    with pytest.raises(UnreadableMedia, match="its frames have more than 0 million pixels; scale it"):
        next(read(clip))
