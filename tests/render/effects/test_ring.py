from itertools import pairwise

import cv2
import numpy as np
import pytest

from frames_by_hand import change, flat, shown

REST = {"amount": 1.0, "kick": 0.0, "bass": 0.0, "melody": 0.0, "treble": 0.0, "speed": 0.0}


def ring(level=60, *, size=(180, 320), options=None, **controls):
    return shown("ring", flat(level, *size), options=options or {}, **REST | controls).astype(int)


def radii(picture):
    """How far from the middle the line is, by the angle, in short sides."""
    bright = picture.min(-1)
    y, x = np.nonzero(bright > 0.7 * bright.max())
    height, width = bright.shape
    return np.hypot(x + 0.5 - width / 2, y + 0.5 - height / 2) / min(height, width)


def test_at_rest_it_is_a_circle():
    assert radii(ring()) == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize("size", [(180, 320), (320, 180), (720, 1280), (64, 64)])
def test_it_looks_the_same_at_every_size(size):
    bent = radii(ring(size=size, bass=0.2))
    assert bent.min() == pytest.approx(0.3 * 0.78, abs=0.03)
    assert bent.max() == pytest.approx(0.3 * 1.22, abs=0.03)


def test_the_kick_pushes_all_of_it():
    assert radii(ring(kick=0.2)) == pytest.approx(0.36, abs=0.01)


@pytest.mark.parametrize(("part", "waves"), [("bass", (2, 4)), ("melody", (6, 12)), ("treble", (18, 26))])
def test_the_higher_a_part_sounds_the_finer_it_bends_it(part, waves):
    picture = ring(size=(720, 720), **{part: 0.15}).min(-1).astype(np.float32)
    around = cv2.warpPolar(picture, (360, 1440), (360, 360), 360, cv2.WARP_POLAR_LINEAR).argmax(1)
    strength = np.abs(np.fft.rfft(around - around.mean()))
    inside = strength[waves[0] : waves[1] + 1]
    assert np.square(inside).sum() > 0.9 * np.square(strength).sum()


def test_it_is_smooth_and_moves_smoothly():
    """Antialiased: a hundredth of a round changes the picture a little, and a tenth more."""
    frames = [ring(bass=0.2, melody=0.1, speed=n / 100) for n in range(11)]
    steps = [change(one, other) for one, other in pairwise(frames)]
    assert min(steps) > 0
    assert max(steps) < 3 * min(steps)
    assert len(np.unique(frames[0])) > 50


@pytest.mark.parametrize("level", [0, 128, 255])
def test_it_stands_out_from_any_picture(level):
    """A white line upon white is seen by its shade: what is beside it is half as light."""
    seen = ring(level, size=(360, 360))
    line, beside = seen.max(), seen[:, 180].min()
    assert (line + 12.75) / (min(beside, level * 0.6) + 12.75) > 1.6


def test_it_is_the_same_on_both_sides():
    seen = ring(bass=0.2, melody=0.1, treble=0.05)
    assert np.abs(seen - seen[:, ::-1]).max() < 40  # a fraction of a pixel of the line
    assert change(seen, seen[:, ::-1]) < 0.1


def test_it_touches_nothing_far_from_it():
    assert (ring()[:20] == 60).all()


def test_along_the_lower_edge_it_ends_at_rest():
    seen = ring(options={"place": "bottom"}, kick=0.2, bass=0.2)
    rows = seen.min(-1).argmax(0)
    assert rows[0] == rows[-1] == pytest.approx(180 * 0.88, abs=1)
    assert rows.min() < rows[0] - 5
    assert (seen[:90] == 60).all()


def test_its_colour_is_chosen():
    seen = ring(0, options={"colour": "#ff8000", "width": 0.03})
    assert (seen.reshape(-1, 3)[seen.sum(-1).argmax()] == [255, 128, 0]).all()
