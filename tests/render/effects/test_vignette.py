import numpy as np
import pytest

from frames_by_hand import flat, shown


def test_corners_darken_and_the_middle_stays():
    seen = shown("vignette", flat(200), amount=0.5)
    assert seen[0, 0, 0] == pytest.approx(100, abs=3)
    assert (seen[35:55, 60:100] == 200).all()
    assert seen[:, 80].min() > seen[0, 0, 0]


def test_it_falls_off_without_a_step():
    seen = shown("vignette", flat(200, 360, 640), amount=0.8)[:, :, 0].astype(int)
    diagonal = seen[np.arange(180), np.arange(180) * 640 // 360]
    assert np.abs(np.diff(diagonal)).max() <= 4


def test_an_even_wall_shows_no_rings():
    """Within a band of one level both neighbours occur: the steps are broken up."""
    seen = shown("vignette", flat(200, 360, 640), amount=0.6)[0, 40:280, 0].astype(int)
    assert (np.diff(seen) < 0).any()
    assert (np.diff(seen) > 0).sum() > 20


def test_it_has_no_colour():
    seen = shown("vignette", flat(200), amount=0.5)
    assert (seen[..., 0] == seen[..., 1]).all()
    assert (seen[..., 0] == seen[..., 2]).all()
