from itertools import pairwise

import numpy as np
import pytest

from frames_by_hand import change, flat, places, shown, smooth


def test_it_flows_smoothly_and_never_comes_back():
    frames = [shown("liquid", smooth(), amount=0.02, speed=0.15 * n / 24) for n in range(96)]
    steps = [change(one, other) for one, other in pairwise(frames)]
    assert max(steps) < 4 * min(steps)
    assert min(change(frames[0], later) for later in frames[24:]) > max(steps)


def test_no_border_shows_and_the_border_stays():
    assert shown("liquid", flat(200), amount=0.03, speed=0.7).min() == 200
    seen = shown("liquid", smooth(), amount=0.01, speed=0.7)
    assert change(seen[:, :1], smooth()[:, :1]) < 0.4 * change(seen, smooth())


def pushed(**options):
    """Where each pixel away from the border came from, relative to its own place: [h, w, 2]."""
    return (shown("liquid", places(), options=options, amount=0.03).astype(float) - places())[60:-60, 60:-60, :2]


def test_it_is_pushed_as_far_as_it_says():
    squares = [np.square(pushed(seed=seed)).sum(-1).mean() for seed in range(30)]
    assert np.sqrt(np.mean(squares)) == pytest.approx(0.03 * 240, rel=0.15)


def test_another_seed_is_other_water():
    one, other = (shown("liquid", smooth(), options={"seed": seed}, amount=0.02) for seed in (1, 2))
    assert change(one, other) > 1


def test_long_waves_are_smoother_than_short_ones():
    short, long = (np.abs(np.diff(pushed(size=size), axis=0)).mean() for size in (0.2, 2))
    assert short > 4 * long
