"""A picture alone is painted as the first section of a film is."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clavilux import paint
from clavilux.direct import director
from clavilux.errors import OutputExists, UserError
from clavilux.imagine.keyframes import Keyframes
from clavilux.imagine.painters.fake import FakePainter
from clavilux.media.files import file_ref
from clavilux.painting import paint_all_styles
from clavilux.recipe import Recipe
from clavilux.styles import StyleBook
from clavilux.values import Hearing, Section

FAKE = Recipe().with_values({"imagine.painter": "fake", "imagine.genre": "folk", "imagine.prompt": "rain", "seed": 7})


def test_it_is_the_picture_of_the_first_section(artwork: Path) -> None:
    size = (96, 64)
    recipe = FAKE.with_values({"film.width": 96, "film.height": 64})
    heard = Hearing(duration=9.0, tempo=0.0, signals={}, events={}, sections=(Section(start=0.0, end=9.0),))
    ref = file_ref(artwork)
    plan = director.plan(heard, recipe, song=ref, pictures={"art": ref})
    filmed = Keyframes(plan, FakePainter())(plan.shots[0].to)
    alone = paint(artwork, FAKE, size=size)
    np.testing.assert_array_equal(alone.image, filmed.image)
    one, other = alone.request, filmed.request
    assert one is not None
    assert other is not None
    assert (one.seed, one.prompt) == (other.seed, "rain")
    assert one.style is not None
    assert other.style is not None
    assert (one.style.name, one.style.exemplars) == ("woodcut", other.style.exemplars)


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


def test_a_style_of_a_picture_needs_a_painter_that_sees_it(artwork: Path) -> None:
    with pytest.raises(UserError, match="'fake' cannot take its style from a picture; choose a style of"):
        paint(artwork, FAKE.with_values({"imagine.style": str(artwork)}))
