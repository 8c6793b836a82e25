import numpy as np
import pytest

from clavilux.move.camera import brighten, zoom


@pytest.fixture
def picture():
    y, x = np.mgrid[:64, :96]
    return np.stack([x * 2, y * 3, (x + y) % 256], -1).astype(np.uint8)


def test_zoom_magnifies_around_the_centre(picture):
    near = zoom(picture, 2.0)
    assert near.shape == picture.shape
    assert np.abs(near[::2, ::2, :2].astype(int) - picture[16:48, 24:72, :2]).max() <= 3


def test_zoom_by_one_changes_nothing(picture):
    assert (zoom(picture, 1) == picture).all()


def test_zoom_moves_in_fractions_of_a_pixel():
    stripes = np.tile(np.array([0, 255], np.uint8), (64, 48, 3)).reshape(64, 96, 3)
    assert (zoom(stripes, 1.002) != stripes).any()


def test_zoom_never_shows_the_border(picture):
    with pytest.raises(ValueError, match="border"):
        zoom(picture, 0.99)


def test_brighten_scales_and_clips():
    values = np.array([[[0, 100, 250]]], np.uint8)
    assert brighten(values, 0.1).tolist() == [[[0, 110, 255]]]
