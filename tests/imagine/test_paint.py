"""A picture alone is painted as the first section of a film is."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clavilux import paint
from clavilux.errors import OutputExists, UserError
from clavilux.imagine.framing import framed
from clavilux.imagine.keyframes import keyframes
from clavilux.imagine.paint import paint_all_styles
from clavilux.imagine.painters.fake import FakePainter
from clavilux.imagine.pictures import load
from clavilux.imagine.sheet import contact_sheet
from clavilux.imagine.styles import StyleBook
from clavilux.recipe import Recipe
from clavilux.types import Section

FAKE = Recipe().with_values({"imagine.painter": "fake", "imagine.genre": "folk", "imagine.prompt": "rain", "seed": 7})


def test_it_is_the_picture_of_the_first_section(artwork: Path) -> None:
    size = (96, 64)
    whole = framed(load(artwork, max(size)), size, seed=7)
    section = Section(start=0.0, end=9.0)
    frames = keyframes([section], [whole], FakePainter(), StyleBook.load(), FAKE.imagine, seed=7, size=size)
    *_, filmed = frames
    alone = paint(artwork, FAKE, size=size)
    np.testing.assert_array_equal(alone.image, filmed.image)
    assert (alone.seed, alone.prompt, alone.style) == (filmed.seed, filmed.prompt, "woodcut")


def test_sides_that_the_painter_cannot_paint_are_cut(artwork: Path) -> None:
    assert paint(artwork, FAKE, size=(100, 70)).image.shape == (70, 100, 3)


def test_nothing_is_written_unless_it_is_wanted(artwork: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paint(artwork, FAKE, size=(64, 64))
    assert not list(tmp_path.iterdir())
    paint(artwork, FAKE, size=(64, 64), output="new/p.png")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["p.png"]
    with pytest.raises(OutputExists):
        paint(artwork, FAKE, output="new/p.png")
    Image.new("L", (64, 32)).save("mask.png")
    with pytest.raises(UserError, match="has another shape"):
        paint(artwork, FAKE.with_values({"imagine.keep": "mask.png"}), size=(64, 64), output="other/p.png")
    assert not (tmp_path / "other").exists()


def test_progress_is_told(artwork: Path) -> None:
    told: list[tuple[str, int, int]] = []
    paint_all_styles(artwork, FAKE, size=(64, 64), progress=lambda *step: told.append(step))
    count = len(StyleBook.load().styles)
    assert told == [("imagine", done, count) for done in range(count + 1)]


@pytest.mark.parametrize("count", [1, 2, 5, 22])
@pytest.mark.parametrize("shape", [(40, 40), (30, 90), (90, 30)])
def test_all_pictures_are_on_a_sheet_and_their_names_below(count: int, shape: tuple[int, int]) -> None:
    cells = [(f"a long name {n}", np.full((*shape, 3), 100 + n, np.uint8)) for n in range(count)]
    sheet = contact_sheet(cells)
    areas = [int((sheet == 100 + n).all(-1).sum()) for n in range(count)]
    assert all(area >= shape[0] * shape[1] for area in areas)
    if count == 22:
        assert 0.9 < sheet.shape[1] / sheet.shape[0] < 2.5
