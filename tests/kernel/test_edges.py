"""Blurred edges made crisp."""

import cv2
import numpy as np

from clavilux.kernel.edges import crisped


def halves(blur: float) -> np.ndarray:
    """A dark and a light half, blurred, int16 [48, 64, 3]."""
    picture = np.where(np.arange(64) < 30, 1000.0, 9000.0) * np.ones((48, 1))
    soft = cv2.GaussianBlur(np.repeat(picture[..., None], 3, 2), (0, 0), blur, borderType=cv2.BORDER_REFLECT)
    return np.rint(soft).astype(np.int16)


def test_a_blurred_edge_is_narrow_again_and_where_it_was() -> None:
    out = crisped(halves(3.0), 3.0)
    edge = np.flatnonzero((out[24, :, 0] > 2000) & (out[24, :, 0] < 8000))
    assert edge.size <= 3
    assert abs(edge.mean() - 29.5) <= 1


def test_no_value_is_new_but_for_smoothing() -> None:
    soft = halves(2.0)
    out = crisped(soft, 2.0)
    assert soft.min() <= out.min()
    assert out.max() <= soft.max()


def test_an_even_picture_stays_even() -> None:
    even = np.full((20, 30, 3), 1234, np.int16)
    np.testing.assert_array_equal(crisped(even, 4.0), even)


def test_a_slope_wider_than_the_blur_becomes_no_comb() -> None:
    y, x = np.mgrid[:96, :160]
    edge = np.where(x - 80 > (y - 48) / 4, 9000.0, 1000.0)
    soft = np.rint(cv2.GaussianBlur(np.repeat(edge[..., None], 3, 2), (0, 0), 14)).astype(np.int16)
    rise = np.sign(np.diff(crisped(soft, 6.0)[10:-10, :, 0].astype(int), axis=1))
    turns = (np.abs(np.diff(rise, axis=1)) == 2).sum(1)
    assert turns.mean() < 4
