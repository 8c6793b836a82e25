"""What a finished file is, by its packets."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from clavilux.errors import RenderError
from clavilux.media import validate
from clavilux.media.formats import formats
from clavilux.media.join import join
from clavilux.media.segments import write_segment
from clavilux.media.shelves import shelves
from clavilux.media.validate import check, facts
from clavilux.values import Audio

SIZE, FRAMES = (96, 64), 72


def film(folder: Path, name: str, *, fps: Fraction, sound: bool = True) -> Path:
    form = formats()[name]
    frames = iter(np.random.default_rng(0).integers(0, 255, (FRAMES, SIZE[1], SIZE[0], 3)).astype(np.uint8))
    write_segment(frames, folder / "segment.mp4", name="segment", fps=fps, size=SIZE, crf=30, form=form)
    audio = Audio(samples=np.zeros((2, 4 * 44100), np.float32), rate=44100) if sound else None
    join([folder / "segment.mp4"], folder / f"film{form.suffix}", fps=fps, audio=audio, form=form)
    return folder / f"film{form.suffix}"


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(30000, 1001)], ids=str)
@pytest.mark.parametrize("name", ["h264", "prores", "hevc", "av1"])
@pytest.mark.parametrize("sound", [True, False])
def test_a_film_is_what_its_format_says(tmp_path: Path, name: str, fps: Fraction, sound: bool) -> None:
    found = facts(film(tmp_path, name, fps=fps, sound=sound))
    wanted = formats()[name].facts(sound=sound)
    assert {what: getattr(found, what) for what in wanted} == wanted
    assert (found.size, found.fps) == (SIZE, fps)
    assert found.seconds == pytest.approx(FRAMES / fps, abs=0.03)
    assert found.megabytes == (tmp_path / f"film{formats()[name].suffix}").stat().st_size / 1e6


def test_a_film_that_its_shelf_does_not_take_is_told_and_stays(tmp_path: Path) -> None:
    made = film(tmp_path, "h264", fps=Fraction(24))
    fitting = replace(shelves()["canvas"], sizes=(SIZE,), sound=True)
    check(made, fitting)
    with pytest.raises(RenderError) as error:
        check(made, replace(fitting, sound=False, megabytes=0.001))
    told = "canvas does not take the film: sound aac, not none, "
    assert str(error.value).startswith(told)
    assert str(error.value).endswith(f"make it smaller by a higher --set film.crf; it is kept as {made}")
    assert made.exists()


def test_frames_that_come_unevenly_are_no_rate() -> None:
    assert validate._rate([0, 10, 20, 40], Fraction(1, 240)) == 0
    assert validate._rate([10, 0, 20], Fraction(1, 240)) == 24
    assert validate._rate([0, 33, 67, 100], Fraction(1, 1000)) == 30
