"""Takes: other pictures of the same place, made of the artwork's own parts."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage
from scipy.stats import pearsonr

from artworks import fitted
from clavilux.examples import ARTWORK
from clavilux.imagine.takes import Takes
from clavilux.kernel.colour import as_floats, luma
from clavilux.kernel.resize import blurred, resized

FACE = Path(__file__).parents[1] / "kernel" / "data" / "face.jpg"
SIZE = (128, 96)
STEPS = 5
STRENGTHS = (0.0, 0.3, 0.6, 0.8, 1.0)


@pytest.fixture(scope="module")
def artwork():
    return as_floats(fitted(ARTWORK, SIZE))


@pytest.fixture(scope="module")
def takes(artwork):
    return Takes(artwork)


def noise(takes, seed=0):
    return np.random.default_rng(seed).standard_normal((*takes.shape, 3), np.float32)


def take(takes, strength, seed=0, **more):
    return takes.take(noise(takes, seed), strength, steps=STEPS, seed=seed, **more).picture


def likeness(one, other):
    """Correlation of light and shade."""
    first, second = (blurred(luma(picture), min(SIZE) / 16).ravel() for picture in (one, other))
    return pearsonr(first, second).statistic


def test_without_strength_it_is_the_artwork(takes, artwork):
    assert take(takes, 0.0) == pytest.approx(artwork, abs=0.5 / 255)


@pytest.mark.parametrize("picture", [ARTWORK, FACE])
def test_the_stronger_the_further_away(picture):
    artwork = as_floats(fitted(picture, SIZE))
    takes = Takes(artwork)
    alike = np.array([likeness(take(takes, strength), artwork) for strength in STRENGTHS])
    assert (np.diff(alike) < 0.005).all()
    assert alike[1] > 0.97
    assert alike[-1] < 0.93


def test_strength_is_a_dial_without_jumps(takes):
    """A little more of it changes a little."""
    near = [take(takes, strength) for strength in (0.5, 0.52)]
    far = take(takes, 1.0)
    assert np.abs(near[0] - near[1]).mean() < 0.5 * np.abs(near[0] - far).mean()


@pytest.mark.parametrize(("strength", "most"), [(0.5, 0.97), (0.75, 0.9), (1.0, 0.7)])
def test_other_noise_other_take(takes, strength, most):
    """Most of the takes of a painting are other places, the more so the freer they are."""
    pairs = pairwise([take(takes, strength, seed) for seed in range(7)])
    assert np.median([likeness(*pair) for pair in pairs]) < most


def test_same_noise_same_take_for_any_number_of_threads(takes):
    np.testing.assert_array_equal(take(takes, 0.8), take(takes, 0.8, threads=3))


def test_a_take_is_made_of_the_artworks_colours(takes, artwork):
    free = take(takes, 1.0)
    assert (free >= artwork.min((0, 1)) - 1e-6).all()
    assert (free <= artwork.max((0, 1)) + 1e-6).all()


def test_a_take_is_about_as_sharp_as_the_artwork(takes, artwork):
    sharp = [np.abs(np.diff(luma(picture), axis=1)).mean() for picture in (take(takes, 0.8), artwork)]
    assert sharp[0] > 0.65 * sharp[1]


def test_what_is_kept_stays_as_it_is(artwork):
    kept = np.zeros(SIZE[::-1], bool)
    kept[30:60, 40:90] = True
    free = take(Takes(artwork, kept), 1.0)
    assert free[kept] == pytest.approx(artwork[kept], abs=1e-6)
    assert np.abs(free - artwork)[~kept].mean() > 0.03


def test_near_to_what_is_kept_little_changes(artwork, takes):
    kept = np.zeros(SIZE[::-1], bool)
    kept[30:60, 40:90] = True
    rim = ndimage.binary_dilation(kept, iterations=8) & ~ndimage.binary_dilation(kept, iterations=5)
    spared, free = (np.abs(take(some, 1.0) - artwork)[rim].mean() for some in (Takes(artwork, kept), takes))
    assert spared < 0.5 * free


def test_nothing_of_what_is_kept_is_seen_twice(artwork):
    """A red square on the painting stays the only one."""
    marked, kept = artwork.copy(), np.zeros(SIZE[::-1], bool)
    kept[40:64, 50:74] = True
    marked[kept] = (1, 0, 0)
    free = take(Takes(marked, kept), 1.0)
    red = free[..., 0] - free[..., 1:].max(-1) > 0.5
    assert red[kept].all()
    assert red[~kept].mean() < 0.02


def test_keeping_nothing_is_keeping_none(artwork, takes):
    nothing = Takes(artwork, np.zeros(SIZE[::-1], bool))
    np.testing.assert_array_equal(take(nothing, 0.6), take(takes, 0.6))


@pytest.mark.parametrize("border", [0, 3, 12])
def test_nearly_all_can_be_kept(artwork, border):
    kept = np.zeros(SIZE[::-1], bool)
    kept[border : SIZE[1] - border, border : SIZE[0] - border] = True
    assert take(Takes(artwork, kept), 1.0)[kept] == pytest.approx(artwork[kept], abs=1e-6)


def test_a_take_begun_from_one_much_like_it_is_much_like_it(takes):
    one = takes.take(noise(takes), 0.6, steps=STEPS)
    near = noise(takes) + 0.1 * noise(takes, 1)
    begun, anew = (takes.take(near, 0.6, steps=STEPS, before=before).picture for before in (one, None))
    assert np.abs(begun - one.picture).mean() <= np.abs(anew - one.picture).mean()


@pytest.mark.parametrize("strength", [0.5, 1.0])
@pytest.mark.parametrize("axis", [0, 1])
def test_horizons_stay_level_and_verticals_upright(axis, strength):
    """As level as a composition is fine."""
    down, across = np.indices((96, 128), np.float32) / 128
    picture = np.stack([0.2 * down, 0.1 + 0.2 * across, 0.1 + 0.1 * (down + across)], -1)
    np.moveaxis(picture, axis, 0)[40:] += 0.6
    takes, firsts = Takes(picture), []
    for seed in (0, 2):
        lines = np.moveaxis(take(takes, strength, seed)[..., 0] > 0.5, axis, 0)
        first = lines.argmax(0)
        assert np.ptp(first) <= 96 / takes.shape[0]
        assert lines[first.max() :].all()
        firsts.append(first.max())
    assert firsts != [40, 40]


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_a_flat_artwork_has_flat_takes(level):
    flat = np.full((64, 64, 3), level, np.float32)
    assert take(Takes(flat), 1.0) == pytest.approx(flat, abs=1e-5)


def test_the_composition_is_the_same_at_any_size(artwork, takes):
    large = Takes(as_floats(fitted(ARTWORK, (256, 192))))
    assert large.shape == takes.shape
    assert likeness(resized(take(large, 0.8), SIZE[::-1]), take(takes, 0.8)) > 0.98
