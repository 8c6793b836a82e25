import cv2
import numpy as np
import pytest

from artworks import fitted
from clavilux.render.mixture import mixed
from clavilux.render.tween import tween

SIZE = (320, 200)


def panned(picture, columns):
    """A part of a picture, so far to the right."""
    width, height = SIZE
    return np.ascontiguousarray(picture[:height, 40 + columns : 40 + columns + width])


def apart(one, other):
    return np.abs(one.astype(float) - other).mean()


@pytest.fixture(scope="module")
def wide(artwork):
    return fitted(artwork, (400, 200))


def test_what_moves_stands_in_the_middle(wide):
    made, plain = (between(panned(wide, 0), panned(wide, 12)) for between in (tween, lambda a, b: mixed(a, b, 0.5)))
    assert apart(made, panned(wide, 6)) < 0.35 * apart(plain, panned(wide, 6))


def test_a_picture_that_stays_is_left_as_it_is(wide):
    np.testing.assert_array_equal(tween(panned(wide, 0), panned(wide, 0)), panned(wide, 0))


def test_what_stays_before_what_moves_is_mixed(wide):
    start, end = panned(wide, 0), panned(wide, 12)
    end[:, :160] = start[:, :160]
    np.testing.assert_allclose(tween(start, end)[:, :100].astype(int), start[:, :100], atol=2)


def test_pictures_that_have_nothing_in_common_are_mostly_mixed():
    one, other = np.random.default_rng(0).integers(0, 256, (2, 120, 160, 3), np.uint8)
    assert apart(tween(one, other), mixed(one, other, 0.5)) < 0.1 * apart(one, other)


@pytest.mark.parametrize("size", [(64, 64), (64, 512), (300, 64)])
def test_it_has_their_size(size):
    one, other = np.random.default_rng(0).integers(0, 256, (2, *size, 3), np.uint8)
    got = tween(one, other)
    assert (got.shape, got.dtype) == (one.shape, np.uint8)


def test_threads_make_no_difference(wide):
    default, made = cv2.getNumThreads(), []
    try:
        for threads in (1, 3):
            cv2.setNumThreads(threads)
            made.append(tween(panned(wide, 0), panned(wide, 9)))
    finally:
        cv2.setNumThreads(default)
    np.testing.assert_array_equal(made[0], made[1])
