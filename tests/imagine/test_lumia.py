"""What only Lumia promises; the laws of every painter stand in tests/conformance."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from clavilux.errors import UnknownName
from clavilux.imagine.painters import conditions
from clavilux.imagine.painters.lumia import LumiaPainter
from clavilux.imagine.pictures import load
from clavilux.imagine.styles import StyleBook
from clavilux.types import Brief

SIZE = (128, 128)


@pytest.fixture(scope="module")
def painter():
    return LumiaPainter()


@pytest.fixture
def brief(artwork):
    style = StyleBook.load().style("synthwave")
    return Brief(artwork=load(artwork, SIZE), style=style, seed=1, steps=8)


def likeness(a, b):
    """Correlation of the blurred luma."""
    luma = [conditions.smooth_structure(conditions.standardised_luma(conditions.mean_colour(p)), 1.0) for p in (a, b)]
    return np.corrcoef([x.ravel() for x in luma])[0, 1]


def test_every_exemplar_of_the_book_is_known(painter):
    named = {name for style in StyleBook.load().styles.values() for name in style.exemplars}
    assert named <= set(painter._exemplars)


def test_every_style_has_exemplars():
    assert all(style.exemplars for style in StyleBook.load().styles.values())


def test_an_unknown_exemplar_is_told(painter, brief):
    with pytest.raises(UnknownName, match="exemplar"):
        painter.paint(replace(brief, style=replace(brief.style, exemplars=("mona-lisa",))))


def test_it_denoises_step_by_step(painter, brief):
    """Every step comes nearer to the picture."""
    steps = list(painter.steps(brief))
    gaps = [np.linalg.norm(z - steps[-1]) for z in steps]
    assert len(steps) == brief.steps
    assert (np.diff(gaps) < 0).all()


def test_a_painter_that_is_let_go_takes_its_pictures_along(brief):
    """What it remembers of briefs is remembered with it."""
    painter = LumiaPainter()
    painter.paint(replace(brief, steps=1))
    kept = weakref.ref(painter)
    del painter
    gc.collect()
    assert kept() is None


def test_the_painting_keeps_the_structure_of_the_artwork(painter, brief):
    for style in (None, StyleBook.load().style("impressionism")):
        assert likeness(painter.paint(replace(brief, style=style, strength=0.2)), brief.artwork) > 0.8


def test_strength_is_a_dial_from_faithful_to_free(painter, brief):
    style = StyleBook.load().style("expressionism")
    alike = [
        np.mean(
            [likeness(painter.paint(replace(brief, style=style, strength=s, seed=n)), brief.artwork) for n in range(3)]
        )
        for s in (0.0, 1.0)
    ]
    assert alike[0] > alike[1] + 0.05


def test_the_colours_of_the_artwork_are_kept_without_a_style(painter, brief):
    mean = painter.paint(replace(brief, style=None)).mean((0, 1))
    assert np.abs(mean - brief.artwork.mean((0, 1))).max() < 25


def test_styles_bring_their_own_light(painter, brief):
    """Neon nights are darker than woodcuts on cream paper."""
    nights, papers = (StyleBook.load().style(name) for name in ("synthwave", "woodcut"))
    light = {
        style.name: np.mean([painter.paint(replace(brief, style=style, seed=seed)).mean() for seed in range(4)])
        for style in (nights, papers)
    }
    assert light[nights.name] + 30 < light[papers.name]


def test_more_steps_change_little(painter, brief):
    few, many = (painter.paint(replace(brief, steps=n)).astype(float) for n in (12, 40))
    other = painter.paint(replace(brief, seed=2)).astype(float)
    assert np.abs(few - many).mean() < 0.6 * np.abs(few - other).mean()


def test_structure_does_not_depend_on_tone():
    blocks = np.random.default_rng(0).integers(0, 255, (8, 8, 3), dtype=np.uint8)
    picture = np.kron(blocks, np.ones((8, 8, 1), np.uint8))
    plain, dim = (conditions.standardised_luma(conditions.mean_colour(p)) for p in (picture, picture // 2))
    assert dim == pytest.approx(plain, abs=0.15)


def test_a_dropped_condition_is_all_zero():
    kept, dropped = (conditions.masked(np.ones((4, 4, 3), np.float32), keep=k) for k in (True, False))
    assert kept.shape == (4, 4, 4)
    assert (kept[..., 3] == 1).all()
    assert not dropped.any()
