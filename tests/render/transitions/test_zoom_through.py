import numpy as np
import pytest

from clavilux.errors import BadValue
from clavilux.render.optics import zoomed
from clavilux.render.transitions.zoom_through import ZoomThrough
from frames_by_hand import change, flat, smooth


def test_both_ends_are_exact():
    before, after = smooth(), smooth()[::-1].copy()
    assert ZoomThrough().apply(before, after, 0) is before
    assert ZoomThrough().apply(before, after, 1) is after


def test_it_flies_into_the_one_and_out_of_the_other():
    before, after = smooth(180, 320), smooth(180, 320)[::-1].copy()
    early = ZoomThrough().apply(before, after, 0.2)
    near = [change(early, zoomed(before, by)) for by in (0.8, 1.0, 1.2)]
    assert near == sorted(near, reverse=True)
    far = [change(ZoomThrough().apply(before, after, t), after) for t in (0.6, 0.75, 0.9, 0.97)]
    assert far == sorted(far, reverse=True)


def test_it_smears_at_the_borders_and_less_in_the_middle():
    stripes = np.tile(np.array([0, 0, 255, 255], np.uint8).repeat(3), (90, 40, 1)).reshape(90, 160, 3)
    seen = ZoomThrough().apply(stripes, stripes, 0.2).astype(int)
    rough = np.abs(np.diff(seen, axis=1)).mean((0, 2))
    assert rough[:30].mean() < 0.5 * rough[70:90].mean()


def test_no_border_shows():
    for t in np.linspace(0, 1, 21):
        assert ZoomThrough(depth=8).apply(flat(200), flat(200), float(t)).min() >= 199


def test_it_flies_somewhere():
    with pytest.raises(BadValue, match="depth"):
        ZoomThrough(depth=1)
