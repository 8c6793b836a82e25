import numpy as np
import pytest

from clavilux.render.optics import zoomed
from frames_by_hand import change, flat, shown, smooth


def disc(image):
    """The middle, as far as it can be turned."""
    y, x = np.mgrid[: image.shape[0], : image.shape[1]] - (np.array(image.shape[:2]) - 1).reshape(2, 1, 1) / 2
    return image[np.hypot(x, y) < min(image.shape[:2]) / 2 - 2]


@pytest.mark.parametrize("wedges", [2, 3, 6])
def test_it_looks_the_same_when_it_is_turned_by_a_wedge_and_in_the_mirror(wedges):
    star = shown("kaleidoscope", smooth(), options={"wedges": wedges}, amount=1, turn=0.1)
    assert change(disc(zoomed(star, 1, 2 * np.pi / wedges)), disc(star)) < 2
    assert change(star, star[::-1]) < 0.5
    assert change(star, smooth()) > 10


def test_no_border_shows():
    for picture in (flat(200), flat(200, 160, 90)):
        assert shown("kaleidoscope", picture, amount=1, turn=0.2).min() == 200


def test_less_of_it_lets_the_picture_through():
    star, half = (shown("kaleidoscope", smooth(), amount=amount).astype(float) for amount in (1, 0.5))
    assert np.abs(half - (star + smooth()) / 2).max() <= 1


def test_what_the_wedges_show_turns():
    frames = [shown("kaleidoscope", smooth(), amount=1, turn=turn) for turn in (0, 0.01, 0.3, 1)]
    assert 0 < change(frames[0], frames[1]) < change(frames[0], frames[2])
    assert change(frames[0], frames[3]) < 0.1
