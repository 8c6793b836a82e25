import numpy as np
import pytest

from clavilux.errors import BadValue
from clavilux.render.transitions.whip_pan import WhipPan
from frames_by_hand import change, flat, smooth


def test_both_ends_are_exact():
    before, after = smooth(), smooth()[::-1].copy()
    assert WhipPan().apply(before, after, 0) is before
    assert WhipPan().apply(before, after, 1) is after


@pytest.mark.parametrize(("towards", "axis", "sign"), [("left", 1, -1), ("right", 1, 1), ("up", 0, -1), ("down", 0, 1)])
def test_the_picture_flies_there(towards, axis, sign):
    picture = flat(0)
    picture[40:50, 70:90] = 255
    seen = WhipPan(towards=towards).apply(picture, flat(0), 0.2).sum(2)
    line = seen.sum(1 - axis)
    at = (line * np.arange(line.size)).sum() / line.sum()
    assert sign * (at - (line.size - 1) / 2) > 3


def test_it_smears_along_the_way_and_not_across():
    noise = np.random.default_rng(0).integers(0, 256, (90, 160, 3), np.uint8)
    seen = WhipPan().apply(noise, noise, 0.4).astype(int)
    along, across = (np.abs(np.diff(seen, axis=axis)).mean() for axis in (1, 0))
    assert along < 0.2 * across


def test_no_border_shows():
    for t in np.linspace(0, 1, 21):
        assert WhipPan().apply(flat(200), flat(200), float(t)).min() == 200


def test_it_begins_and_ends_gently():
    before, after = smooth(), smooth()[::-1].copy()
    assert change(WhipPan().apply(before, after, 0.01), before) < 2
    assert change(WhipPan().apply(before, after, 0.99), after) < 2


def test_no_negative_time():
    with pytest.raises(BadValue, match="duration"):
        WhipPan(duration=-1)
