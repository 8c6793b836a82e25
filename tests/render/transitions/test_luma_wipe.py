from itertools import pairwise

import numpy as np
import pytest

from clavilux.errors import BadValue
from clavilux.render.transitions.luma_wipe import LumaWipe
from frames_by_hand import flat, smooth


def ramp():
    """From black on the left to white on the right."""
    return np.repeat(np.linspace(0, 255, 160).astype(np.uint8)[None, :, None], 90, 0).repeat(3, 2)


def test_both_ends_are_exact():
    before, after = smooth(), smooth()[::-1].copy()
    for first in ("dark", "bright"):
        wipe = LumaWipe(first=first)
        assert (wipe.apply(before, after, 0) == before).all()
        assert (wipe.apply(before, after, 1) == after).all()


@pytest.mark.parametrize("first", ["dark", "bright"])
def test_it_begins_where_it_says(first):
    seen = LumaWipe(first=first, softness=0.2).apply(ramp(), flat(77), 0.5)
    new = np.abs(seen[45, :, 0].astype(int) - 77) <= 1
    left, right = new[:40].mean(), new[-40:].mean()
    assert (left, right) == ((1, 0) if first == "dark" else (0, 1))


def test_the_share_of_the_new_picture_grows_evenly():
    black, white = smooth() // 4, flat(255)
    shares = [LumaWipe().apply(black, white, t).mean() / 255 for t in np.linspace(0, 1, 11)]
    steps = np.diff(shares)
    assert steps.min() > 0
    assert steps.max() < 0.2


def test_each_place_goes_one_way():
    """What has become new does not become old again."""
    seen = [LumaWipe().apply(smooth() // 4, flat(255), t).astype(int) for t in np.linspace(0, 1, 21)]
    assert min((later - earlier).min() for earlier, later in pairwise(seen)) >= -1


def test_some_softness_is_needed():
    with pytest.raises(BadValue, match="softness"):
        LumaWipe(softness=0)
