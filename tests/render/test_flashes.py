import numpy as np
import pytest

from clavilux.errors import ClaviluxWarning
from clavilux.recipe import Recipe
from clavilux.render.flashes import FlashGuard, luminance, safe_gain
from flash_films import film, flashes, pattern

SIDE = 64


def watched(shots, fps=24):
    """Second at which the guard is alarmed."""
    guard = FlashGuard(fps)
    for shot in shots:
        guard.see(shot)
    return guard.unsafe


def blink(hertz, dark, bright, seconds=2, fps=24):
    on = np.floor(np.arange(seconds * fps) * 2 * hertz / fps) % 2
    return [np.full((SIDE, SIDE, 3), bright if is_on else dark, np.uint8) for is_on in on]


@pytest.mark.parametrize(
    ("hertz", "dark", "bright"),
    [(4, 0, 255), (6, 100, 160), (12, 0, 100), (4, (0, 0, 0), (160, 0, 0)), (4, (60, 60, 200), (200, 0, 0))],
    ids=["strobe", "grey", "dim", "red and black", "red and blue"],
)
def test_the_guard_sees_what_flashes(hertz, dark, bright):
    with pytest.warns(ClaviluxWarning, match="flashes more than 3 times"):
        assert watched(blink(hertz, dark, bright)) is not None
    assert max(flashes(blink(hertz, dark, bright))) > 3


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("hertz", "dark", "bright"),
    [
        (3, 0, 255),
        (6, 100, 115),
        (6, 232, 255),
        (0.5, 0, 255),
        (6, (0, 0, 0), (70, 0, 0)),
        (6, (0, 0, 100), (120, 70, 70)),
    ],
    ids=["three a second", "too little", "both bright", "slowly", "too little red", "unsaturated red"],
)
def test_the_guard_lets_pass_what_does_not(hertz, dark, bright):
    assert watched(blink(hertz, dark, bright)) is None
    assert max(flashes(blink(hertz, dark, bright))) <= 3


def test_a_quarter_of_a_third_of_the_picture_is_enough():
    small, large = blink(6, 0, 255), blink(6, 0, 255)
    for narrow, wide in zip(small, large, strict=True):
        narrow[:, 4:] = 100
        wide[24:, :] = wide[:, 10:] = 100
    assert watched(small) is None
    with pytest.warns(ClaviluxWarning, match="photosensitive"):
        assert watched(large) is not None


@pytest.mark.parametrize("side", [64, 512, 720])
@pytest.mark.parametrize("kind", ["rings", "checkers", "stripes"])
def test_the_guard_sees_fine_patterns_move(kind, side):
    still = pattern(kind, 1 / 32, side=side)
    moved = np.roll(still, side // 64, axis=1)
    with pytest.warns(ClaviluxWarning, match="photosensitive"):
        assert watched([moved if n // 3 % 2 else still for n in range(24)]) == pytest.approx(0.875)


def test_an_unsafe_film_flashes_and_is_told_once_and_how_to_cure_it():
    wild = {"film.safe": False, "effects.flash.amount.amount": 0.3, "lanes.pulse.decay": 0.05}
    unsafe = Recipe().with_values(wild)
    grey = np.full((SIDE, SIDE, 3), 200, np.uint8)
    with pytest.warns(ClaviluxWarning, match=r"--set film\.safe=true") as told:
        shots = film([grey] * 3, 300, unsafe)
    assert max(flashes(shots)) > 3
    assert len(told) == 1


@pytest.mark.filterwarnings("error")
def test_the_paper_s_frames_are_not_touched():
    paper = Recipe.named("paper")
    assert not paper.film.safe
    assert max(flashes(film([pattern("dark"), pattern("bright"), pattern("dark")], 240, paper))) <= 3


def test_luminance_is_wcags():
    for colour, expected in (((255, 255, 255), 1), ((200, 200, 200), 0.578), ((0, 255, 0), 0.7152)):
        assert luminance(np.full((64, 64, 3), colour, np.uint8)).mean() == pytest.approx(expected, abs=1e-3)


def test_calm_pairs_are_left_alone():
    grey = np.full((SIDE, SIDE, 3), 200, np.uint8)
    assert safe_gain(grey, grey, kick=0.5, flash=0.02) == 1
    assert safe_gain(pattern("dark"), pattern("bright"), kick=0, flash=0) == 1
    assert safe_gain(pattern("dark"), pattern("bright"), kick=0.5, flash=0.02) < 0.2
