"""Who paints a locked keyframe, and how."""

import numpy as np
import pytest
from PIL import Image as Pillow

from clavilux.errors import BadValue
from clavilux.imagine.keyframes import Keyframes
from clavilux.imagine.locks import dials
from clavilux.imagine.painters.choose import choose
from clavilux.plan import Brief, Lock
from clavilux.render.paths import path

THEN, NOW = {"use": "lumia", "palette": 0.1, "stroke": 1.0}, {"use": "lumia", "palette": 1.0}


@pytest.fixture
def picture():
    coarse = np.random.default_rng(0).integers(0, 256, (6, 8, 3), np.uint8)
    return np.asarray(Pillow.fromarray(coarse).resize((96, 64), Pillow.Resampling.BICUBIC))


@pytest.fixture
def shown(planned, picture):
    """The keyframes of a plan, of which one is locked or not."""

    def make(painter, lock=None):
        briefs = {
            "open": Brief(picture="art", style="baroque", seed=1),
            "held": Brief(picture="art", style="baroque", seed=2, lock=lock),
        }
        plan = planned(briefs, {"art": picture}, painter=painter)
        return plan, Keyframes(plan, choose(painter))

    return make


def test_it_is_painted_as_it_was_and_the_others_are_not(shown):
    (_, before), (_, after) = shown(THEN), shown(NOW, Lock(painter=THEN))
    assert np.array_equal(before("held").image, after("held").image)
    assert not np.array_equal(before("open").image, after("open").image)


def test_its_way_leads_to_it(shown):
    plan, keyframes = shown(NOW, Lock(painter=THEN))
    held, other = keyframes("held"), keyframes("open")
    way = path(other, held, choose(NOW), plan.path)
    begin, end = way.at(np.array([0, 1], np.float32))
    assert np.array_equal(begin, other.image)
    assert np.array_equal(end, held.image)


def test_dials_are_those_of_all_until_they_are_changed(shown):
    plan, _ = shown(THEN, Lock(painter=THEN))
    assert dials(plan, "held") is None
    plan, _ = shown(NOW, Lock(painter=THEN))
    assert dials(plan, "held") == {"palette": 0.1, "stroke": 1.0, "detail": 0.85}
    assert dials(plan, "open") is None


@pytest.mark.parametrize("now", [{"use": "fake"}, {"use": "lumia", "stroke": 2.0}])
def test_another_painter_is_refused(shown, now):
    with pytest.raises(BadValue, match=r"held\.lock.*unlock"):
        shown(now, Lock(painter=NOW if now["use"] == "fake" else {"use": "fake"}))
