from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from clavilux.render.effects.grain import Grain


def picture(seed=0, side=96):
    """A picture with strokes, and far from black and white."""
    rng = np.random.default_rng(seed)
    return rng.integers(80, 176, (side // 2, side // 2, 3), np.uint8).repeat(2, 0).repeat(2, 1)


def grain(seconds, *, amount=0.2, seed=7, rate=4, frame=None):
    """What is added to a picture that stands still."""
    frame = picture() if frame is None else frame
    state: dict[str, Any] = {}
    return np.array(
        [
            Grain(seed=seed).apply(frame, {"amount": amount, "rate": rate * second}, state).astype(int) - frame
            for second in seconds
        ]
    )


def test_another_seed_is_another_grain():
    one, other = grain([1.3]), grain([1.3], seed=8)
    assert (one == grain([1.3])).all()
    assert (one != other).mean() > 0.5


def test_details_change_and_not_the_whole():
    half, full = grain([0.1], amount=0.1), grain([0.1], amount=0.2)
    assert 2 < half.std() == pytest.approx(full.std() / 2, rel=0.05)
    assert abs(full.mean()) < 1


def test_the_picture_is_as_crisp_at_any_time():
    """The common flicker of a cross-fade would be seen as breathing."""
    crisp = (picture() + grain(np.arange(100, 101, 1 / 24))).std((1, 2, 3))
    assert np.ptp(crisp) < 0.1 * crisp.mean()


def test_it_flows():
    fields = grain(np.arange(0, 2, 1 / 40))
    steps = np.abs(np.diff(fields, axis=0)).mean((1, 2, 3))
    assert steps.max() < 0.3 * np.abs(fields).mean()
    assert steps.max() < 2 * steps.min()


def test_layers_are_made_of_the_frame_that_first_needs_them():
    effect, one, other = Grain(seed=7), picture(1), picture(2)
    state: dict[str, Any] = {}
    effect.apply(one, {"amount": 0.2, "rate": 0.0}, state)
    mixed = effect.apply(other, {"amount": 0.2, "rate": 0.5}, state).astype(int) - other
    assert (mixed == grain([0.125], frame=one)[0]).mean() > 0.99  # but where it is clipped
    assert len(state["layers"]) == 2


def test_it_does_not_depend_on_the_frame_rate():
    fine, coarse = grain(np.arange(0, 1, 1 / 48)), grain(np.arange(0, 1, 1 / 24))
    assert (fine[::2] == coarse).all()
    assert all((one != other).any() for one, other in pairwise(fine))
