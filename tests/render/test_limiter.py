from fractions import Fraction

import numpy as np
import pytest

from clavilux.recipe import Recipe, presets
from clavilux.render.limiter import Limiter, limited, together
from flash_films import Darkening, film, flashes, pattern

SHIPPED = [name for name in presets() if name != "paper"]
UNSAFE = {"film.safe": False}
WILD = Recipe().with_values(
    {
        "lanes.pulse.decay": 0.06,
        "path.kick.amount": 1,
        "path.jump": 1,
        "effects.grain.amount": 0.5,
        "effects.camera.zoom.amount": 0.5,
        "effects.camera.turn": 45,
        "effects.camera.shift": 0.25,
        "effects.camera.speed": 2,
        "effects.flash.amount.amount": 0.3,
    }
)

pytestmark = pytest.mark.filterwarnings("error")


def most(*given, **named):
    """Flashes in the worst second, of the kind of which there are more."""
    return max(flashes(film(*given, **named)))


@pytest.mark.parametrize(
    ("name", "kind", "period", "pair", "bpm"),
    [
        ("default", "rings", 1 / 32, "white", 240),
        ("dance", "rings", 1 / 8, "red", 240),
        ("dance", "checkers", 1 / 32, "white", 200),
        ("dance", "checkers", 1 / 4, "white", 240),
        ("calm", "slanted", 1 / 32, "red", 240),
        ("strobe-safe", "stripes", 1 / 16, "red", 240),
    ],
)
def test_no_pattern_flashes_that_would(name, kind, period, pair, bpm):
    pictures = [pattern(kind, period, pair=pair)] * 3
    with pytest.warns(UserWarning, match="photosensitive"):
        assert most(pictures, bpm, Recipe.named(name).with_values(UNSAFE)) > 3
    assert most(pictures, bpm, Recipe.named(name)) <= 3


@pytest.mark.parametrize("kind", ["rings", "checkers", "stripes"])
def test_patterns_of_a_sixty_fourth_of_the_height(kind):
    assert most([pattern(kind, 1 / 64, side=128)] * 3, 240, Recipe.named("dance")) <= 3


@pytest.mark.parametrize("bpm", [60, 120, 180, 240])
@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_between_black_and_white_at_any_tempo(name, bpm):
    assert most([pattern("dark"), pattern("bright"), pattern("dark")], bpm, Recipe.named(name)) <= 3


@pytest.mark.parametrize("kind", ["left", "rings"])
@pytest.mark.parametrize("pair", ["white", "red", "rose"])
def test_nothing_whatever_the_amounts(pair, kind):
    pictures = [pattern("dark", pair=pair), pattern(kind, 1 / 16, pair=pair), pattern("dark", pair=pair)]
    assert most(pictures, 240, WILD) <= 3


def test_nothing_in_a_morph_that_leaves_the_luminances_of_its_ends():
    deep = {"path.kind": "morph", "path.morph": 1, "path.morph_stops": 0, "path.kick.amount": 1}
    morph = Recipe.named("dance").with_values(deep)
    pictures = [pattern("bright")] * 3
    with pytest.warns(UserWarning, match="photosensitive"):
        assert most(pictures, 240, morph.with_values(UNSAFE), painter=Darkening()) > 3
    assert most(pictures, 240, morph, painter=Darkening()) <= 3


@pytest.mark.parametrize("borders", [(2.0,), (1.0, 2.0, 3.0), (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5), (0.1, 0.2, 2.5)])
def test_nothing_at_cuts_however_many(borders):
    jumpy = Recipe.named("dance").with_values({"path.jump": 1})
    pictures = [pattern("bright" if n % 2 else "dark") for n in range(len(borders) + 2)]
    assert most(pictures, 240, jumpy, borders=borders) <= 3


@pytest.mark.parametrize("fps", ["24", "30000/1001", "10", "60"])
@pytest.mark.parametrize("seed", range(3))
def test_nothing_in_noise_cut_at_random(seed, fps):
    rng, second = np.random.default_rng(seed), round(Fraction(fps))
    borders = np.cumsum([0, *rng.integers(-(-second // 4), 2 * second, 6)]).tolist()
    levels = rng.choice([0, 90, 130, 255], (borders[-1], 4, 4, 3)) if seed else rng.choice([0, 255], borders[-1])
    noise = np.resize(levels.T, (3, 4, 4, borders[-1])).T.repeat(6, 1).repeat(6, 2).astype(np.uint8)
    shown = list(limited(noise, borders, Fraction(fps)))
    assert max(flashes(shown, second)) <= 3
    assert len(shown) == len(noise)


def test_a_shot_is_limited_without_regard_to_the_others():
    one, other = (
        film([first, pattern("rings", 1 / 8), pattern("left")], 240, WILD)
        for first in (pattern("dark"), pattern("left"))
    )
    assert (np.array(one[48:]) == other[48:]).all()
    shots = [np.random.default_rng(n).choice([0, 255], (24, 1, 1, 1)) for n in range(3)]
    noise = np.broadcast_to(np.concatenate(shots), (72, 32, 32, 3)).astype(np.uint8)
    apart = [Limiter(24, Fraction(24), first=n == 0, last=n == 2) for n in range(3)]
    alone = [limiter.show(image) for limiter, shot in zip(apart, np.split(noise, 3), strict=True) for image in shot]
    assert (np.array(alone) == list(limited(noise, [0, 24, 48, 72], Fraction(24)))).all()


def test_near_cuts_there_is_less_room():
    strobe = [np.full((32, 32, 3), 255 * (n // 2 % 2), np.uint8) for n in range(96)]
    limiter = Limiter(96, Fraction(24))
    levels = np.array([limiter.show(image)[0, 0, 0] for image in strobe], int)
    turns = np.flatnonzero(np.abs(np.diff(levels)) > 100) + 1
    assert sum(turns < 12) <= 2
    assert sum(turns >= 84) <= 2
    assert max(sum((turns >= n) & (turns < n + 24)) for n in range(72)) == 6


def test_half_as_many_flashes_if_that_is_asked_for():
    strobe_safe = Recipe.named("strobe-safe")
    assert strobe_safe.film.safe == "half"
    wild = WILD.with_values({"film.safe": "half"})
    for borders in ((2.0,), (1.0, 2.0, 3.0), (0.5, 0.75, 2.0)):
        assert most([pattern("bright" if n % 2 else "dark") for n in range(5)], 240, wild, borders=borders) <= 1.5


def test_the_seam_of_a_loop_is_a_cut():
    """A second that goes over the seam has no more changes than any other."""
    strobe = [np.full((32, 32, 3), 255 * (n // 2 % 2), np.uint8) for n in range(48)]
    once = list(limited(strobe, [0, 24, 48], Fraction(24), loop=True))
    assert max(flashes(once + once)) <= 3
    assert max(flashes(once + once)) < max(flashes(2 * list(limited(strobe, [0, 24, 48], Fraction(24)))))


def test_what_does_not_flash_is_the_very_same_frame():
    calm = [np.full((64, 64, 3), 100 + n, np.uint8) for n in range(48)]
    slow = [np.full((64, 64, 3), 255 * (n // 12 % 2), np.uint8) for n in range(48)]
    for shots in (calm, slow):
        limiter = Limiter(48, Fraction(24), first=True, last=True)
        assert all(limiter.show(image) is image for image in shots)


def test_only_the_part_that_flashes_is_held_back():
    limiter = Limiter(48, Fraction(24))
    ramp = np.arange(48, dtype=np.uint8)
    for n, level in enumerate(ramp):
        image = np.full((96, 96, 3), level, np.uint8)
        image[:32, :32] = 255 * (n // 2 % 2)
        shown = limiter.show(image)
        assert (shown[64:, 64:] == level).all()
    assert (shown != image).any()


def test_a_picture_that_is_released_is_caught_up_with():
    strobe = [np.full((32, 32, 3), 255 * (n // 2 % 2) if n < 36 else 90, np.uint8) for n in range(96)]
    limiter = Limiter(96, Fraction(24), first=True, last=True)
    assert [limiter.show(image) for image in strobe][-1][0, 0, 0] == 90


def test_borders_need_not_be_far_apart():
    frames = [np.full((32, 32, 3), n, np.uint8) for n in range(24)]
    for borders in ([0, 24], [0, 1, 24], [0, 0, 23, 24, 24], [0, 3, 6, 9, 12, 24]):
        groups = together(borders, Fraction(24))
        assert len(list(limited(frames, groups, Fraction(24)))) == 24
        assert min(np.diff(groups)) >= 6


def test_a_part_that_begins_at_a_border_is_limited_as_within_the_whole():
    rng = np.random.default_rng(0)
    noise = rng.choice([0, 255], (72, 1, 1, 1)).astype(np.uint8).repeat(32, 1).repeat(32, 2).repeat(3, 3)
    groups = [0, 24, 48, 72]
    whole = list(limited(noise, groups, Fraction(24)))
    for begin, end in ((0, 30), (24, 72), (48, 50)):
        part = list(limited(noise[begin:end], groups, Fraction(24), begin))
        assert (np.array(part) == whole[begin:end]).all()
