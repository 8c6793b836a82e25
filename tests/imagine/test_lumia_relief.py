"""Faint outlines are drawn out."""

import numpy as np
import pytest
from numpy.typing import NDArray

from clavilux.imagine.painters.lumia.relief import drawn_out

Array = NDArray[np.float32]


def stripes(contrast: float, side: int = 96) -> Array:
    """Stripes of 8 pixels in lightness, on a ground that has some colour."""
    light = 0.5 + contrast * np.where(np.arange(side) // 8 % 2, 1, -1)
    return np.stack(np.broadcast_arrays(light[None, :], np.full((side, side), 0.1), 0.02), -1).astype(np.float32)


def contrast(picture: Array) -> float:
    return float(picture[16:-16, 16:-16, 0].std())


def test_faint_outlines_become_clear_and_clear_ones_stay() -> None:
    assert contrast(drawn_out(stripes(0.03))) > 2 * 0.03
    assert contrast(drawn_out(stripes(0.2))) == pytest.approx(0.2, rel=1e-3)


@pytest.mark.parametrize("faint", [0.02, 0.04, 0.08])
def test_the_fainter_of_two_stays_the_fainter(faint: float) -> None:
    assert contrast(drawn_out(stripes(faint))) < contrast(drawn_out(stripes(1.2 * faint)))


def test_what_nobody_sees_stays_unseen_and_flat_stays_flat() -> None:
    assert contrast(drawn_out(stripes(0.001))) < 0.002
    flat = stripes(0.0)
    np.testing.assert_array_equal(drawn_out(flat), flat)


def test_light_and_shade_and_colours_stay() -> None:
    rng = np.random.default_rng(1)
    picture = stripes(0.03) + rng.normal(0, 0.01, (96, 96, 1)).astype(np.float32)
    out = drawn_out(picture)
    np.testing.assert_array_equal(out[..., 1:], picture[..., 1:])
    assert float(out[..., 0].mean()) == pytest.approx(float(picture[..., 0].mean()), abs=2e-3)
