"""Films that no packets are copied into: gif, webp, pictures."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image as Pillow

from clavilux.errors import RenderError, UserError
from clavilux.media.formats import formats
from clavilux.media.join import join
from clavilux.media.segments import write_segment

FPS = Fraction(24000, 1001)
COUNTS = (1, 7, 4)


@pytest.fixture(scope="module")
def frames() -> np.ndarray:
    """A square that goes its way, of few colours."""
    made = np.full((sum(COUNTS), 48, 64, 3), (30, 60, 90), np.uint8)
    for n, frame in enumerate(made):
        frame[10:30, 3 * n : 3 * n + 20] = (200, 10 * n, 40)
    return made


def film(folder: Path, frames: np.ndarray, name: str, path: Path) -> int:
    parts, first = [], 0
    for n, count in enumerate(COUNTS):
        parts.append(folder / f"{n}.mp4")
        size = (frames.shape[2], frames.shape[1])
        coming = iter(frames[first : first + count])
        write_segment(coming, parts[-1], name=path, fps=FPS, size=size, crf=18, form=formats()[name])
        first += count
    return join(parts, path, fps=FPS, audio=None, form=formats()[name])


def test_pictures_are_the_frames_to_the_last_bit(tmp_path: Path, frames: np.ndarray) -> None:
    assert film(tmp_path, frames, "png", tmp_path / "frames") == len(frames)
    written = sorted((tmp_path / "frames").iterdir())
    assert [path.name for path in written[:2]] == ["00001.png", "00002.png"]
    assert (np.stack([np.asarray(Pillow.open(path)) for path in written]) == frames).all()
    assert not list(tmp_path.glob(".clavilux-*"))


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, frames: np.ndarray) -> None:
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames" / "mine.txt").touch()
    with pytest.raises(
        UserError, match=r"frames holds mine\.txt, which is no frame of a film; choose another --output"
    ):
        film(tmp_path, frames, "png", tmp_path / "frames")


def test_pictures_that_fail_half_way_leave_nothing(tmp_path: Path, frames: np.ndarray) -> None:
    film(tmp_path, frames, "png", tmp_path / "frames")
    broken = tmp_path / "2.mp4"
    broken.write_bytes(broken.read_bytes()[:40])
    with pytest.raises((RenderError, UserError)):
        join([tmp_path / "1.mp4", broken], tmp_path / "others", fps=FPS, audio=None, form=formats()["png"])
    assert not (tmp_path / "others").exists()
    assert not list(tmp_path.glob(".clavilux-*"))


def test_a_gif_has_its_frames_at_their_hundredths_and_plays_again(tmp_path: Path, frames: np.ndarray) -> None:
    assert film(tmp_path, frames, "gif", tmp_path / "film.gif") == len(frames)
    with av.open(str(tmp_path / "film.gif")) as container:
        shown = list(container.decode(video=0))
    assert [frame.pts for frame in shown] == [round(100 * n / FPS) for n in range(len(frames))]
    assert all(abs(a.to_ndarray(format="rgb24").astype(int) - b).mean() < 4 for a, b in zip(shown, frames, strict=True))
    with Pillow.open(tmp_path / "film.gif") as image:
        assert image.info["loop"] == 0


def test_a_webp_has_its_frames_and_plays_again(tmp_path: Path, frames: np.ndarray) -> None:
    assert film(tmp_path, frames, "webp", tmp_path / "film.webp") == len(frames)
    with Pillow.open(tmp_path / "film.webp") as image:
        assert (image.n_frames, image.info["loop"]) == (len(frames), 0)  # type: ignore[attr-defined]
        image.seek(8)
        assert abs(np.asarray(image.convert("RGB")).astype(int) - frames[8]).mean() < 8
