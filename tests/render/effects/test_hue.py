import colorsys

import numpy as np
import pytest

from clavilux.kernel.colour import LUMA
from frames_by_hand import flat, shown, smooth


def test_it_keeps_luma_and_greys():
    muted = smooth() // 3 + 80
    seen = shown("hue", muted, shift=90)
    assert np.abs(seen @ LUMA - muted @ LUMA).max() < 1.5
    assert np.abs(shown("hue", flat(128), shift=90).astype(int) - 128).max() <= 1


@pytest.mark.parametrize(("angle", "towards"), [(60, 1 / 6), (120, 1 / 3), (-120, 2 / 3)])
def test_red_goes_towards_yellow_and_green(angle, towards):
    red = flat(0) + np.array([150, 100, 100], np.uint8)
    hue, _, _ = colorsys.rgb_to_hsv(*shown("hue", red, shift=angle)[0, 0].tolist())
    assert hue == pytest.approx(towards, abs=0.06)


def test_a_whole_turn_is_none():
    half = shown("hue", smooth() // 3 + 80, shift=180)
    assert np.abs(shown("hue", half, shift=180).astype(int) - smooth() // 3 - 80).max() <= 2


def test_it_sways_there_and_back():
    muted = smooth() // 3 + 80
    there, back = (shown("hue", muted, sway=30, speed=speed) for speed in (0.25, 0.75))
    assert (there == shown("hue", muted, shift=30)).all()
    assert (back == shown("hue", muted, shift=-30)).all()
