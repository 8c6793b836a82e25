import numpy as np
import pytest

from clavilux.render.mixture import mixed


def picture(seed):
    return np.random.default_rng(seed).integers(0, 256, (8, 6, 3), dtype=np.uint8)


@pytest.mark.parametrize("t", [0.0, 0.25, 0.3, 0.999, 1.0])
def test_a_mixture_is_rounded(t):
    one, other = picture(0), picture(1)
    one.flags.writeable = other.flags.writeable = False
    got = mixed(one, other, t)
    assert got.dtype == np.uint8
    assert np.abs(got - ((1 - t) * one.astype(float) + t * other)).max() <= 0.5 + 1e-4


def test_its_ends_are_the_pictures():
    one, other = picture(0), picture(1)
    assert mixed(one, other, 0.0) is one
    assert (mixed(one, other, 1.0) == other).all()
    assert (mixed(one, one, 0.7) == one).all()
