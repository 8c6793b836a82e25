"""Colours go there and back, and OKLab says what its author says."""

import numpy as np

from clavilux.kernel.colour import as_floats
from clavilux.kernel.oklab import oklab, srgb


def test_there_and_back() -> None:
    colours = np.random.default_rng(0).random((50, 40, 3)).astype(np.float32)
    np.testing.assert_allclose(srgb(oklab(colours)), colours, atol=2e-3)


def test_known_colours() -> None:
    white, red = np.ones(3, np.float32), np.array([1, 0, 0], np.float32)
    np.testing.assert_allclose(oklab(white), (1, 0, 0), atol=1e-3)
    np.testing.assert_allclose(oklab(red), (0.628, 0.225, 0.126), atol=1e-3)


def test_every_level_of_8_bits_comes_back() -> None:
    greys = np.repeat(as_floats(np.arange(256, dtype=np.uint8))[:, None], 3, axis=1)
    np.testing.assert_allclose(srgb(oklab(greys)), greys, atol=0.1 / 255)


def test_what_no_screen_shows_is_clipped() -> None:
    out = srgb(np.array([[0.9, 0.4, 0.4], [1.2, 0, 0], [-0.1, 0, 0]], np.float32))
    assert out.min() >= 0
    assert out.max() <= 1


def test_the_number_of_threads_makes_no_difference() -> None:
    colours = np.random.default_rng(0).random((50, 40, 3)).astype(np.float32)
    for work in (oklab, srgb):
        np.testing.assert_array_equal(work(colours), work(colours, threads=3))
