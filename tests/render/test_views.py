"""Parts of pictures, as large as the whole."""

import numpy as np

from clavilux.render.views import viewed

RNG = np.random.default_rng(0)
PICTURE = RNG.integers(0, 256, (48, 64, 3), dtype=np.uint8)


def ramp() -> np.ndarray:
    """Red tells the column, green the row."""
    rows, columns = np.mgrid[:96, :128]
    return np.stack([columns, rows, 0 * rows], axis=-1).astype(np.uint8)


def test_all_of_a_picture_is_the_very_same() -> None:
    assert viewed(PICTURE, zoom=1.0, x=0.5, y=0.5) is PICTURE


def test_mirrored_left_is_right() -> None:
    np.testing.assert_array_equal(viewed(PICTURE, zoom=1.0, x=0.5, y=0.5, mirrored=True), PICTURE[:, ::-1])


def test_a_part_is_enlarged_to_all() -> None:
    shown = viewed(ramp(), zoom=2.0, x=0.75, y=0.25).astype(int)
    assert shown.shape == (96, 128, 3)
    inner = shown[8:-8, 8:-8]
    rows, columns = np.mgrid[8:88, 8:120]
    assert np.abs(inner[..., 0] - (63.75 + columns / 2)).max() <= 1
    assert np.abs(inner[..., 1] - (rows / 2 - 0.25)).max() <= 1


def test_a_part_is_chosen_before_it_is_mirrored() -> None:
    plain = viewed(ramp(), zoom=2.0, x=0.3, y=0.5)
    mirrored = viewed(ramp(), zoom=2.0, x=0.3, y=0.5, mirrored=True)
    assert np.abs(mirrored[:, ::-1].astype(int) - plain).max() <= 1
