import numpy as np
import pytest

from clavilux.errors import BadValue
from clavilux.render.effects.flash import Flash


def test_it_scales_and_clips():
    values = np.array([[[0, 100, 250]]], np.uint8)
    assert Flash().apply(values, {"amount": 0.1}, {}).tolist() == [[[0, 110, 255]]]


def test_it_does_not_brighten_endlessly():
    with pytest.raises(BadValue, match="amount"):
        Flash(amount=2)
