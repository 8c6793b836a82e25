"""Layouts: how the parts of an artwork are moved for another take."""

from itertools import pairwise

import numpy as np
import pytest

from clavilux.imagine.layouts import Layouts, moved
from clavilux.kernel.resize import blurred

SHAPE = (48, 64)
FREE = np.ones(SHAPE, np.float32)
PICTURE = blurred(np.random.default_rng(1).random((*SHAPE, 3), np.float32), 4)


def noise(seed):
    return np.random.default_rng(seed).standard_normal((*SHAPE, 3), np.float32)


@pytest.fixture(scope="module")
def layouts():
    return Layouts(PICTURE, FREE)


def own_places():
    return np.moveaxis(np.indices(SHAPE), 0, -1)


def test_without_strength_all_stays_where_it_is(layouts):
    assert layouts.places(noise(0), 0.0) == pytest.approx(own_places(), abs=1e-4)


def test_the_stronger_the_further(layouts):
    away = [np.abs(layouts.places(noise(0), strength) - own_places()).mean() for strength in np.linspace(0, 1, 11)]
    assert (np.diff(away) > 0).all()


@pytest.mark.parametrize("contrast", [0.1, 1.0])
def test_most_pairs_are_as_unlike_as_the_strength_says(contrast):
    """For any picture alike."""
    picture = np.float32(contrast) * PICTURE
    layouts = Layouts(picture, FREE)
    lights = [blurred(moved(picture[..., 1], layouts.places(noise(seed), 1.0)), 3).ravel() for seed in range(41)]
    alike = [np.corrcoef(one, other)[0, 1] for one, other in pairwise(lights)]
    assert np.mean(np.array(alike) < 0.7) > 0.6


def test_all_comes_from_inside_the_picture(layouts):
    for seed in range(5):
        places = layouts.places(noise(seed), 1.0)
        assert (places > -1).all()
        assert (places < np.array(SHAPE)).all()


def test_rows_stay_rows_and_columns_stay_columns(layouts):
    places = layouts.places(noise(0), 1.0)
    assert np.ptp(places[..., 0], axis=1).max() < 1e-4
    assert np.ptp(places[..., 1], axis=0).max() < 1e-4


def test_what_is_above_stays_above(layouts):
    """But for what comes again near the edges, where there is too little of it."""
    for seed in range(5):
        assert np.diff(layouts.places(noise(seed), 0.5)[..., 0], axis=0).min() > -0.07 * SHAPE[0]


def test_the_ground_stays_and_nothing_comes_in_from_the_sides(layouts):
    for seed in range(5):
        places = layouts.places(noise(seed), 1.0)
        assert places[-1, :, 0] == pytest.approx(SHAPE[0] - 1, abs=1)
        assert (np.diff(places[..., 1], axis=1) >= 0).all()


def test_horizons_stay_level_beside_what_is_kept():
    free = FREE.copy()
    free[10:20, 30:50] = 0
    rows = Layouts(PICTURE, free).places(noise(0), 1.0)[..., 0]
    assert np.ptp(rows, axis=1).max() < 1e-4
    assert np.abs(rows - own_places()[..., 0]).max() > 1


def test_what_is_drawn_keeps_its_shape_where_there_is_calm_to_stretch():
    picture = np.repeat(np.linspace(0, 0.1, SHAPE[1], dtype=np.float32)[None, :, None], SHAPE[0], axis=0).repeat(3, 2)
    picture[10:, 30:36:2] += 0.8
    layouts = Layouts(picture, FREE)
    for seed in range(5):
        columns = layouts.places(noise(seed), 0.7)[0, :, 1]
        drawn = np.diff(columns)[(columns[:-1] > 29) & (columns[1:] < 37)]
        assert np.abs(drawn - 1).mean() < 0.5 * np.abs(np.diff(columns) - 1).mean()


def test_takes_go_about_as_far_as_each_other(layouts):
    """Other than chance, which would have some stay where they are, and some lose sight of the picture."""
    away = [np.abs(layouts.places(noise(seed), 0.5) - own_places()).mean() for seed in range(41)]
    assert np.quantile(away, 0.9) < 4 * np.quantile(away, 0.1)


def test_neither_does_what_is_kept_move_nor_is_it_seen_twice():
    free = FREE.copy()
    free[10:20, 30:50] = 0
    layouts = Layouts(PICTURE, free)
    for seed in range(5):
        places = layouts.places(noise(seed), 1.0)
        assert places[free == 0] == pytest.approx(own_places()[free == 0], abs=1e-4)
        assert (moved(free, places)[free > 0] > 0).all()


def test_much_like_noise_much_like_layout(layouts):
    near = noise(0) + 0.01 * noise(1)
    assert np.abs(layouts.places(noise(0), 0.7) - layouts.places(near, 0.7)).max() < 0.05 * min(SHAPE)


@pytest.mark.parametrize(
    ("picture", "free"), [(np.full_like(PICTURE, 0.5), FREE), (PICTURE, np.zeros_like(FREE))], ids=["flat", "all kept"]
)
def test_there_may_be_nothing_to_compare(picture, free):
    assert np.isfinite(Layouts(picture, free).places(noise(0), 1.0)).all()
