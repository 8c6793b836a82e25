import numpy as np
import pytest

from clavilux.errors import BadValue
from clavilux.render.transitions.dissolve import Dissolve


def test_it_mixes_the_picture_before_with_the_frame():
    before, after = np.full((4, 4, 3), 100, np.uint8), np.full((4, 4, 3), 200, np.uint8)
    shown = [int(Dissolve().apply(before, after, t)[0, 0, 0]) for t in (0, 0.25, 0.9)]
    assert shown == [100, 125, 190]


def test_it_lasts_a_while_and_no_negative_time():
    assert Dissolve(duration=2).duration == 2
    with pytest.raises(BadValue, match="duration"):
        Dissolve(duration=-1)
