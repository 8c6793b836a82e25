import numpy as np
import pytest

from clavilux.kernel.slerp import slerp


@pytest.fixture
def pair():
    rng = np.random.default_rng(0)
    return rng.standard_normal((2, 8, 4, 4)).astype(np.float32)


def test_ends_are_the_latents_themselves(pair):
    assert slerp(0, *pair) == pytest.approx(pair[0], abs=1e-6)
    assert slerp(1, *pair) == pytest.approx(pair[1], abs=1e-6)


def test_equals_the_definition_in_double_precision(pair):
    a, b = pair.astype(np.float64)
    angle = np.arccos((a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum()))
    expected = np.sin(0.7 * angle) / np.sin(angle) * a + np.sin(0.3 * angle) / np.sin(angle) * b
    assert slerp(0.3, *pair) == pytest.approx(expected, abs=1e-6)


def test_many_shares_at_once_give_what_each_gives(pair):
    shares = np.linspace(0, 1, 5, dtype=np.float32)
    together = slerp(shares, *pair)
    assert together.shape == (5, *pair[0].shape)
    assert together.dtype == np.float32
    np.testing.assert_array_equal(together, np.stack([slerp(share, *pair) for share in shares]))


def test_keeps_the_norm_of_equally_long_latents(pair):
    a, b = pair[0], pair[1] * np.linalg.norm(pair[0]) / np.linalg.norm(pair[1])
    assert np.linalg.norm(slerp(0.5, a, b)) == pytest.approx(np.linalg.norm(a), rel=1e-5)


@pytest.mark.parametrize("factor", [1.0, 2.0, -1.0, 0.0])
def test_is_linear_when_there_is_no_arc(pair, factor):
    assert slerp(0.25, pair[0], factor * pair[0]) == pytest.approx((0.75 + 0.25 * factor) * pair[0], abs=1e-6)
