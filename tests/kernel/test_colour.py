"""Levels of 8 bits go there and back, and luma is as the standard says."""

import numpy as np

from clavilux.kernel.colour import as_bytes, as_floats, luma


def test_there_and_back() -> None:
    levels = np.arange(256, dtype=np.uint8)
    np.testing.assert_array_equal(as_bytes(as_floats(levels)), levels)


def test_what_lies_outside_is_clipped() -> None:
    np.testing.assert_array_equal(as_bytes(np.array([-0.5, 0.5, 1.5], np.float32)), [0, 128, 255])


def test_luma_of_red() -> None:
    assert luma(np.array([1, 0, 0], np.float32)) == np.float32(0.2126)
