from itertools import pairwise

import numpy as np

from frames_by_hand import change, flat, shown


def test_light_comes_from_the_borders_and_is_warm():
    light = np.mean([shown("leaks", flat(40), options={"seed": seed}, amount=0.6) for seed in range(8)], axis=0)
    assert light[:, :20].mean() > light[:, 70:90].mean() + 5
    assert light[:, -20:].mean() > light[:, 70:90].mean() + 5
    red, green, blue = light.mean((0, 1))
    assert red > green > blue


def test_white_is_dyed_too():
    red, green, blue = shown("leaks", flat(255), amount=1)[:, :10].mean((0, 1))
    assert red >= green > blue


def test_they_wander_smoothly():
    frames = [shown("leaks", flat(40), amount=0.6, speed=0.05 * n / 24) for n in range(48)]
    steps = [change(one, other) for one, other in pairwise(frames)]
    assert max(steps) < 0.5
    assert change(frames[0], frames[-1]) > max(steps)


def test_veils_show_no_steps():
    """A wide gradient upon an even ground: one level to the next, and both mixed where they meet."""
    row = shown("leaks", flat(60, 360, 640), amount=0.3)[180, :, 0].astype(int)
    assert np.abs(np.diff(row)).max() <= 2
    assert (np.diff(row) != 0).sum() > np.ptp(row)
