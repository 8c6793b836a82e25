from fractions import Fraction

import numpy as np
import pytest

from clavilux import Recipe
from clavilux.errors import ClaviluxWarning
from clavilux.imagine.painters.fake import FakePainter
from clavilux.move.flashes import FlashGuard, calmness, luminance
from clavilux.move.render import frames
from clavilux.move.timeline import timeline
from clavilux.types import Keyframe

SIDE = 64
SHIPPED = ["default", "dance", "calm", "strobe-safe", "paper"]


def light(picture):
    """Relative luminance of every pixel, after WCAG's definition."""
    share = picture / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def turns(signal):
    """Indices at which a pixel's luminance completes a change by 0.1 against its last one, darker side below 0.8."""
    found: list[int] = []
    low, high, last = signal[0], signal[0], 0
    for i, value in enumerate(signal):
        low, high = min(low, value), max(high, value)
        if last <= 0 and value - low >= 0.1 and low < 0.8:
            found, low, high, last = [*found, i], value, value, 1
        elif last >= 0 and high - value >= 0.1 and value < 0.8:
            found, low, high, last = [*found, i], value, value, -1
    return np.array(found)


def most_flashes(pictures, fps):
    """General flashes in the worst second, over at least a quarter of the pixels (every eighth is looked at)."""
    signals = np.array([light(p[4::8, 4::8]) for p in pictures]).reshape(len(pictures), -1).T
    starts = np.arange(0, max(1, len(pictures) - fps), 4)
    counts = [[np.sum((t >= s) & (t < s + fps)) // 2 for s in starts] for t in map(turns, signals)]
    return int(np.quantile(np.array(counts), 0.75, axis=0, method="lower").max())


def picture(kind):
    y, x = np.mgrid[:SIDE, :SIDE]
    grey = {
        "black": 0 * x,
        "white": 0 * x + 255,
        "grey": 0 * x + 200,
        "left": np.where(x < SIDE / 2, 255, 0),
        "top": np.where(y < SIDE / 2, 230, 20),
        "ramp": x * 4,
    }[kind]
    return np.repeat(grey[..., None], 3, -1).astype(np.uint8)


def film(drums, bpm, move, pair=("black", "white"), seconds=4.0):
    heard = drums(bpm, seconds)
    keys = [
        Keyframe(at=at, prompt="", style=None, seed=0, image=picture(kind))
        for at, kind in zip((0, seconds / 2, seconds), (*pair, pair[0]), strict=True)
    ]
    plan = timeline(heard, [key.at for key in keys], move, Fraction(24))
    return list(frames(plan, keys, FakePainter(), move))


def watched(shots):
    """Second at which the guard is alarmed."""
    guard = FlashGuard(Fraction(24))
    for shot in shots:
        guard.see(shot)
    return guard.unsafe


def blink(hertz, dark, bright, seconds=2, fps=24):
    on = np.floor(np.arange(seconds * fps) * 2 * hertz / fps) % 2
    return [np.full((SIDE, SIDE, 3), bright if is_on else dark, np.uint8) for is_on in on]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("bpm", [180, 240, 330])
@pytest.mark.parametrize("name", SHIPPED)
def test_no_recipe_that_ships_flashes_even_between_black_and_white(drums, name, bpm):
    assert most_flashes(film(drums, bpm, Recipe.named(name).move), 24) <= 3


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("pair", [("grey", "grey"), ("left", "top"), ("ramp", "black"), ("white", "grey")])
def test_nor_between_other_pictures(drums, pair):
    assert most_flashes(film(drums, 240, Recipe.named("dance").move, pair), 24) <= 3


@pytest.mark.filterwarnings("error")
def test_whatever_the_amounts(drums):
    wild = Recipe().with_values({"move.kick": 1, "move.flash": 0.3, "move.decay": 0.08}).move
    assert most_flashes(film(drums, 240, wild), 24) <= 3
    assert most_flashes(film(drums, 240, wild, ("grey", "grey")), 24) <= 3


def test_an_unsafe_recipe_flashes_and_is_told(drums):
    unsafe = Recipe().with_values({"move.safe": False, "move.flash": 0.3, "move.decay": 0.05}).move
    with pytest.warns(ClaviluxWarning, match="photosensitive") as told:
        shots = film(drums, 300, unsafe, ("grey", "grey"))
    assert most_flashes(shots, 24) > 3
    assert len(told) == 1


@pytest.mark.parametrize(("hertz", "dark", "bright"), [(4, 0, 255), (6, 100, 160), (12, 0, 100)])
def test_the_guard_sees_what_flashes(hertz, dark, bright):
    with pytest.warns(ClaviluxWarning, match="flashes more than 3 times"):
        assert watched(blink(hertz, dark, bright)) is not None
    assert most_flashes(blink(hertz, dark, bright), 24) > 3


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("hertz", "dark", "bright"),
    [(3, 0, 255), (6, 100, 115), (6, 232, 255), (0.5, 0, 255)],
    ids=["three a second", "too little", "both bright", "slowly"],
)
def test_the_guard_lets_pass_what_does_not(hertz, dark, bright):
    assert watched(blink(hertz, dark, bright)) is None


def test_a_flash_must_be_large():
    small, large = blink(6, 0, 255), blink(6, 0, 255)
    for narrow, wide in zip(small, large, strict=True):
        narrow[:, 8:] = 100
        wide[:, 40:] = 100
    assert watched(small) is None
    with pytest.warns(ClaviluxWarning, match="photosensitive"):
        assert watched(large) is not None


def test_luminance_is_wcags():
    assert luminance(picture("white")).mean() == pytest.approx(1, abs=1e-3)
    assert luminance(picture("grey")).mean() == pytest.approx(0.578, abs=2e-3)
    assert luminance(np.full((64, 64, 3), (0, 255, 0), np.uint8)).mean() == pytest.approx(0.7152, abs=1e-3)


def test_calm_pairs_are_left_alone():
    assert calmness(picture("grey"), picture("grey"), kick=0.5, flash=0.02) == 1
    assert calmness(picture("black"), picture("white"), kick=0, flash=0) == 1
    assert calmness(picture("black"), picture("white"), kick=0.5, flash=0.02) < 0.2
