"""What a framing shows on its way."""

import msgspec
import numpy as np
import pytest

from clavilux.direct.views import inside, seen
from clavilux.plan import Framing, View

WAY = np.linspace(0, 1, 11)


def test_a_framing_begins_and_ends_where_it_says() -> None:
    framing = Framing(start=View(zoom=1.2, x=0.5, y=0.45), end=View(zoom=2, x=0.7, y=0.3))
    shown = seen(framing, WAY)
    assert shown[:3, 0] == pytest.approx([1.2, 0.5, 0.45])
    assert shown[:3, -1] == pytest.approx([2, 0.7, 0.3])


def test_one_without_an_end_stays() -> None:
    assert np.ptp(seen(Framing(start=View(zoom=2, x=0.3)), WAY), axis=1).max() == pytest.approx(0)


def test_equal_steps_magnify_by_equal_factors() -> None:
    zoom = seen(Framing(end=View(zoom=4)), WAY)[0]
    assert zoom[1:] / zoom[:-1] == pytest.approx(4**0.1)


def test_one_point_of_the_picture_stays_where_it_is_on_the_screen() -> None:
    zoom, x = seen(Framing(end=View(zoom=2, x=0.75, y=0.5)), WAY)[:2]
    still = 1.0  # the right border: the view that ends there began with all of the picture
    assert (still - x) * zoom == pytest.approx(0.5)


def test_a_pan_is_even() -> None:
    x, y = seen(Framing(start=View(zoom=2, x=0.3), end=View(zoom=2, x=0.7)), WAY)[1:3]
    assert np.diff(x) == pytest.approx(0.04)
    assert np.ptp(y) == 0


@pytest.mark.parametrize(("zoom", "x", "kept"), [(1, 0.1, 0.5), (2, 0, 0.25), (2, 1, 0.75), (4, 0.4, 0.4)])
def test_no_view_reaches_beyond_the_picture(zoom: float, x: float, kept: float) -> None:
    assert inside(View(zoom=zoom, x=x)).x == kept


MOVES = {
    "push": Framing(end=View(zoom=1.6), depth=0.25),
    "pan": Framing(start=View(zoom=2, x=0.3, y=0.4), end=View(zoom=2, x=0.6, y=0.5), depth=0.4),
    "round": Framing(start=View(zoom=1.2, x=0.45), depth=0.3, orbit=-0.1),
    "all": Framing(start=View(zoom=1.1, x=0.6), end=View(zoom=1.9, x=0.4), depth=0.5, orbit=0.2),
}


def test_half_way_a_picture_is_seen_as_it_is() -> None:
    assert seen(MOVES["pan"], WAY)[3:5, 5] == pytest.approx(0)
    right, _, ahead = seen(MOVES["push"], WAY)[3:]
    assert right == pytest.approx(0)
    assert ahead[0] < 0 < ahead[-1]
    assert seen(Framing(end=View(zoom=2, x=0.7)), WAY)[3:] == pytest.approx(0)


@pytest.mark.parametrize("framing", MOVES.values(), ids=list(MOVES))
def test_the_parallax_is_that_of_a_pinhole_camera(framing: Framing) -> None:
    x, right, ahead = seen(framing, WAY)[[1, 3, 5]]
    flat = seen(msgspec.structs.replace(framing, depth=0, orbit=0), WAY)
    width = 1 / flat[0]
    middle = (width[0] + width[-1]) / 2
    for d in (-0.7, 0.4):
        near = 1 + framing.depth * d
        for s in (-0.4, 0.0, 0.5):
            # The place of the picture, from the middle of the way, in widths of the frame there.
            place = (flat[1] - (x[0] + x[-1]) / 2 + width * (s + d * (right - ahead * s))) / middle
            camera = (flat[1] - (x[0] + x[-1]) / 2) / middle - framing.orbit * np.cos(np.pi * WAY) * width / middle
            away = 1 / near - (1 - width / middle)
            turned = -framing.orbit * np.cos(np.pi * WAY)  # the lens is shifted so that the middle stays
            assert (place / near - camera) / away + turned == pytest.approx(np.full(len(WAY), s), abs=1e-9)


@pytest.mark.parametrize("framing", MOVES.values(), ids=list(MOVES))
def test_no_parallax_reaches_beyond_the_picture(framing: Framing) -> None:
    zoom, x, y, right, down, ahead = seen(framing, WAY)
    for s in (-0.5, 0.5):
        for d in (-1, 1):
            for middle, shift in ((x, right), (y, down)):
                place = middle + (s + d * (shift - ahead * s)) / zoom
                assert place.min() >= -1e-9
                assert place.max() <= 1 + 1e-9


def test_a_camera_goes_round_from_left_to_right_and_back_if_it_is_told() -> None:
    there, back = (seen(Framing(depth=0.5, orbit=orbit), WAY) for orbit in (0.1, -0.1))
    assert there[3, [0, 5, 10]] == pytest.approx([-0.05, 0, 0.05])
    np.testing.assert_allclose(back[3:5], -there[3:5])
    assert (np.diff(there[3]) > 0).all()
