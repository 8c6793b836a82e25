"""What is near in a picture, as far as it can be guessed, and as soft as a camera needs it."""

import numpy as np
import pytest

from clavilux.kernel.depth import STEEPEST, depth

NOTHING = np.zeros((360, 640), bool)


def landscape(horizon: int = 216) -> np.ndarray:
    """Sky and field."""
    picture = np.empty((360, 640, 3), np.uint8)
    picture[:horizon], picture[horizon:] = (120, 160, 220), (190, 150, 40)
    return picture


def standing() -> np.ndarray:
    """Something that stands on the ground."""
    kept = NOTHING.copy()
    kept[100:300, 240:360] = True
    return kept


def steepest(near: np.ndarray) -> float:
    """By how much it changes over a short side's length at most."""
    down, across = np.gradient(near)
    return float(np.hypot(down, across).max() * min(near.shape))


@pytest.mark.parametrize("horizon", [180, 216, 270])
def test_ground_comes_nearer_from_the_horizon_on(horizon: int) -> None:
    near = depth(landscape(horizon), NOTHING)
    assert near.shape == (90, 160)
    assert near.mean() == pytest.approx(0, abs=1e-6)
    row = horizon // 4
    assert np.ptp(near[: row - 4]) < 1e-5
    assert np.ptp(np.diff(near[row + 4 : -4], axis=0)) < 1e-3
    assert np.ptp(near) == pytest.approx(1, abs=0.06)


def test_what_stands_on_the_ground_is_as_near_as_its_foot_from_head_to_foot() -> None:
    plain, near = depth(landscape(), NOTHING), depth(landscape(), standing())
    piece = near[25:75, 60:90]
    assert np.ptp(piece) < 1e-5
    assert piece.mean() == pytest.approx(0, abs=1e-6)
    assert plain[-1, 0] - plain[80, 0] < near[-1, 0] - piece.mean() < plain[-1, 0] - plain[74, 0]


def test_what_stands_close_to_something_nearer_moves_as_a_whole_too() -> None:
    two = standing()
    two[80:230, 400:480] = True
    near = depth(landscape(), two)
    assert np.ptp(near[25:75, 60:90]) < 1e-5
    assert np.ptp(near[20:57, 100:120]) < 1e-5
    assert near[30, 75] > near[30, 110]


def test_a_map_that_is_given_is_followed() -> None:
    given = np.broadcast_to(np.linspace(0, 255, 640), (360, 640)).astype(np.uint8)
    near = depth(landscape(), NOTHING, given)
    assert np.corrcoef(near[:, 4:-4].mean(0), np.arange(152))[0, 1] > 0.999
    assert np.ptp(near[:, 80]) < 1e-4
    assert np.ptp(depth(landscape(), standing(), given)[25:75, 60:90]) < 1e-5


@pytest.mark.parametrize("kept", [NOTHING, standing(), ~NOTHING])
def test_it_is_gentle_everywhere_and_bounded(kept: np.ndarray) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (360, 640), dtype=np.uint8)
    for given in (None, noise, (noise > 128).astype(np.uint8) * np.uint8(255)):
        near = depth(landscape(), kept, given)
        assert steepest(near) < 1.1 * STEEPEST
        assert np.abs(near).max() <= 1


def test_it_is_the_same_at_any_size() -> None:
    small = np.ascontiguousarray(landscape()[::2, ::2])
    np.testing.assert_allclose(depth(small, standing()[::2, ::2]), depth(landscape(), standing()), atol=0.03)


@pytest.mark.parametrize("shape", [(64, 64), (640, 64), (64, 640), (3, 5)])
def test_any_shape_and_black_have_one(shape: tuple[int, int]) -> None:
    near = depth(np.zeros((*shape, 3), np.uint8), np.zeros(shape, bool))
    assert min(near.shape) == 90
    assert np.isfinite(near).all()
