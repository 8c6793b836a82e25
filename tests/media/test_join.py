"""Segments become one film, frame for frame, on one clock."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from clavilux.errors import RenderError
from clavilux.media.formats import Format, formats
from clavilux.media.join import join
from clavilux.media.segments import write_segment
from clavilux.media.video import probe, read
from clavilux.values import Audio

SIZE = (96, 64)
SILENCE = Audio(samples=np.zeros((2, 44100), np.float32), rate=44100)


def segment(path: Path, count: int, *, seed: int = 0, fps: Fraction = Fraction(24), form: Format | None = None) -> Path:
    """So many frames of a walk of colours."""
    walk = np.random.default_rng(seed)
    picture = walk.integers(40, 200, (8, 12, 3))
    frames = []
    for _ in range(count):
        picture = np.clip(picture + walk.integers(-9, 10, picture.shape), 0, 255)
        frames.append(np.kron(picture, np.ones((8, 8, 1))).astype(np.uint8))
    write_segment(iter(frames), path, name=path, fps=fps, size=SIZE, crf=18, form=form)
    return path


def pictures(path: Path) -> np.ndarray:
    return np.stack([frame for _, frame in read(path)])


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(30000, 1001), Fraction(25, 2)], ids=str)
@pytest.mark.parametrize("lengths", [(30, 1, 2, 47), (1, 1), (50,)], ids=str)
def test_a_film_shows_the_frames_of_its_segments_at_their_times(
    tmp_path: Path, fps: Fraction, lengths: tuple[int, ...]
) -> None:
    parts = [segment(tmp_path / f"{n}.mp4", count, seed=n, fps=fps) for n, count in enumerate(lengths)]
    assert join(parts, tmp_path / "film.mp4", fps=fps, audio=SILENCE) == sum(lengths)
    with av.open(str(tmp_path / "film.mp4")) as container:
        frames: list[Any] = list(container.decode(video=0))
    shown = [frame.pts * frame.time_base for frame in frames]
    assert shown == [i / fps for i in range(sum(lengths))]
    assert probe(tmp_path / "film.mp4").fps == fps
    assert (pictures(tmp_path / "film.mp4") == np.concatenate([pictures(part) for part in parts])).all()


@pytest.mark.parametrize("name", ["hevc", "av1", "prores", "vp9"])
@pytest.mark.parametrize("lengths", [(3, 1, 2, 20), (1, 1)], ids=str)
def test_every_format_keeps_frames_and_clock(tmp_path: Path, name: str, lengths: tuple[int, ...]) -> None:
    form, fps = formats()[name], Fraction(24000, 1001)
    parts = [segment(tmp_path / f"{n}.mp4", count, seed=n, fps=fps, form=form) for n, count in enumerate(lengths)]
    film = tmp_path / f"film{form.suffix}"
    assert join(parts, film, fps=fps, audio=SILENCE, form=form) == sum(lengths)
    shown = [second for second, _ in read(film)]
    assert np.allclose(shown, [float(i / fps) for i in range(sum(lengths))], atol=5.1e-4)  # Matroska's milliseconds
    assert (pictures(film) == np.concatenate([pictures(part) for part in parts])).all()
    with av.open(str(film)) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio"]


@pytest.mark.parametrize("name", ["hevc", "av1", "prores", "vp9", "gif"])
def test_the_same_pictures_give_the_same_segment(tmp_path: Path, name: str) -> None:
    made = [segment(tmp_path / f"{n}.mp4", 20, form=formats()[name]).read_bytes() for n in range(2)]
    assert made[0] == made[1]


def test_a_silent_film_has_no_track_of_sound(tmp_path: Path) -> None:
    join([segment(tmp_path / "a.mp4", 5)], tmp_path / "film.mp4", fps=Fraction(24), audio=None)
    assert not probe(tmp_path / "film.mp4").has_audio


def test_every_segment_begins_with_a_frame_that_needs_no_other(tmp_path: Path) -> None:
    """So that players seek there, and no segment is coded by another's frames."""
    parts = [segment(tmp_path / f"{n}.mp4", 20, seed=n) for n in range(3)]
    join(parts, tmp_path / "film.mp4", fps=Fraction(24), audio=SILENCE)
    with av.open(str(tmp_path / "film.mp4")) as container:
        keys = [
            round(p.pts * p.time_base * 24) for p in container.demux(video=0) if p.pts is not None and p.is_keyframe
        ]
    assert {0, 20, 40} <= set(keys)


def test_decoding_times_never_go_back(tmp_path: Path) -> None:
    parts = [segment(tmp_path / f"{n}.mp4", count, seed=n) for n, count in enumerate((9, 1, 3, 30))]
    join(parts, tmp_path / "film.mp4", fps=Fraction(24), audio=SILENCE)
    with av.open(str(tmp_path / "film.mp4")) as container:
        times = [p.dts for p in container.demux(video=0) if p.dts is not None]
    assert (np.diff(times) > 0).all()


def test_a_segment_of_another_kind_is_refused(tmp_path: Path) -> None:
    odd = tmp_path / "odd.mp4"
    write_segment(iter([np.zeros((32, 32, 3), np.uint8)]), odd, name=odd, fps=Fraction(24), size=(32, 32), crf=18)
    with pytest.raises(RenderError, match=r"odd\.mp4: was encoded in another way"):
        join([segment(tmp_path / "a.mp4", 3), odd], tmp_path / "film.mp4", fps=Fraction(24), audio=SILENCE)
    assert not (tmp_path / "film.mp4").exists()


@pytest.mark.parametrize("content", [b"no film at all", b""], ids=["text", "empty"])
def test_a_file_in_the_place_of_a_segment_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.mp4").write_bytes(content)
    for parts in ([tmp_path / "odd.mp4"], [segment(tmp_path / "a.mp4", 3), tmp_path / "odd.mp4"]):
        for form in ("h264", "gif"):
            with pytest.raises(RenderError, match=r"odd\.mp4: is no piece of a film; remove it, and render again"):
                join(parts, tmp_path / "film", fps=Fraction(24), audio=None, form=formats()[form])


def test_sound_alone_is_no_segment(tmp_path: Path, song: Path) -> None:
    with pytest.raises(RenderError, match=r"song\.ogg: is no piece of a film"):
        join([song], tmp_path / "film.mp4", fps=Fraction(24), audio=None)
