import numpy as np
import pytest

from clavilux.errors import BadValue
from clavilux.render.effects.tint import Tint
from frames_by_hand import flat, shown, smooth


def test_black_and_white_become_the_two_colours():
    colours = {"shadows": "#102030", "lights": "#F0E0D0"}
    assert shown("tint", flat(0), options=colours, amount=1)[0, 0].tolist() == [16, 32, 48]
    assert shown("tint", flat(255), options=colours, amount=1)[0, 0].tolist() == [240, 224, 208]


def test_black_and_white_take_the_colour_away():
    seen = shown("tint", smooth(), options={"shadows": "#000000", "lights": "#ffffff"}, amount=1)
    assert np.ptp(seen, axis=-1).max() == 0


def test_half_of_it_is_half_way():
    full, half = (shown("tint", smooth(), amount=amount).astype(float) for amount in (1, 0.5))
    assert np.abs(half - (full + smooth()) / 2).max() <= 1


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "#12345g", "#123456\n"])
def test_a_colour_is_six_digits(colour):
    with pytest.raises(BadValue, match="lights"):
        Tint(lights=colour)
