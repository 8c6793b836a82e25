from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from clavilux.render.optics import (
    WORK,
    distance,
    enlarged,
    kept,
    places,
    screened,
    shrunk,
    veiled,
    wander,
    zoomed,
)
from frames_by_hand import change, flat, smooth


def test_what_is_large_becomes_small_and_what_is_small_stays():
    assert shrunk(smooth(3 * WORK, 4 * WORK)).shape == (WORK, round(4 / 3 * WORK), 3)
    assert shrunk(smooth(4 * WORK, 3 * WORK)).shape == (round(4 / 3 * WORK), WORK, 3)
    assert shrunk(smooth(WORK * 5 // 2, 4 * WORK)).shape == (WORK * 5 // 4, 2 * WORK, 3)
    small = smooth(2 * WORK - 1, 2 * WORK)
    assert shrunk(small) is small


def test_there_and_back_little_is_lost():
    picture = smooth(360, 640)
    assert change(enlarged(shrunk(picture), picture), picture) < 1


def test_a_screen_brightens_and_never_beyond_white():
    picture, light = smooth(), smooth()[::-1]
    lit = screened(picture, light)
    assert (lit >= picture).all()
    assert (screened(picture, flat(0)) == picture).all()
    assert (screened(picture, flat(255)) == 255).all()


def test_a_veil_shows_what_it_does_not_cover():
    picture = smooth()
    assert (veiled(picture, flat(0), flat(0)) == picture).all()
    assert (veiled(picture, flat(90), flat(255)) == 90).all()


def test_zoom_is_about_the_middle_and_in_the_sense_of_the_clock():
    picture = smooth(90, 160)
    assert change(zoomed(picture, 1.0), picture) == 0
    assert change(zoomed(picture, 2.0)[::2, ::2][1:-1, 1:-1], picture[23:67, 41:119][:43, :78]) < 8
    assert change(zoomed(picture, 1.0, np.pi), picture[::-1, ::-1]) < 0.1
    quarter = zoomed(smooth(90, 90), 1.0, np.pi / 2)
    assert change(quarter, np.rot90(smooth(90, 90), -1)) < 0.1


def test_beyond_its_borders_a_picture_is_mirrored():
    assert zoomed(flat(200), 0.3).min() == 200


@pytest.mark.parametrize("shape", [(90, 160), (160, 90), (5, 7)])
def test_places_are_counted_in_short_sides_from_the_middle(shape):
    x, y = places(shape)
    assert x.shape == y.shape == shape
    for axis, at, side in ((1, x, shape[1]), (0, y, shape[0])):
        assert at.mean() == pytest.approx(0, abs=1e-6)
        assert np.ptp(at) == pytest.approx((side - 1) / min(shape), abs=1e-5)
        assert (np.diff(at, axis=axis) > 0).all()


def test_a_coarse_grid_covers_the_same_picture():
    x, y = places((1080, 1920), 9)
    assert x.shape == (9, 16)
    assert (x[0, 0], y[0, 0]) == pytest.approx((-8 / 9 + 1 / 18, -0.5 + 1 / 18), abs=1e-6)


def test_corners_are_equally_far_in_any_shape():
    for shape in ((90, 160), (160, 90)):
        far = distance(shape)
        assert far[0, 0] == pytest.approx(far[-1, -1]) == pytest.approx(1, abs=0.02)
        assert far.min() < 0.02


def test_what_is_made_once_a_shot_is_made_once():
    state: dict[str, Any] = {}
    made = iter([7, 8])
    assert [kept(state, "mask", lambda: next(made)) for _ in range(3)] == [7, 7, 7]
    assert kept(state, "other", lambda: next(made)) == 8


def test_ways_wander_smoothly_within_bounds_and_apart():
    times = np.arange(0, 60, 1 / 24)
    walked = np.array([wander(0.5 * time, 3, 2) for time in times])
    assert np.abs(walked).max() <= 1
    assert walked.std(axis=0).min() > 0.25
    assert np.abs(np.diff(walked, axis=0)).max() < 0.35
    assert abs(np.corrcoef(walked.T)[0, 1]) < 0.3
    assert (wander(0.7, 3, 2) == wander(0.7, 3, 2)).all()
    assert (wander(0.7, 3, 2) != wander(0.7, 4, 2)).all()


def test_slow_waves_are_higher_than_fast_ones():
    """An amplitude of 1/f: from octave to octave half as high."""
    walked = np.array([wander(n / 64, 5, 1)[0] for n in range(4096)])
    height = np.abs(np.fft.rfft(walked * np.hanning(4096)))
    octaves = [height[round(64 * 2**n * 0.75) : round(64 * 2**n * 1.5)].max() for n in range(4)]
    assert all(1.2 < one / other < 3.5 for one, other in pairwise(octaves))
