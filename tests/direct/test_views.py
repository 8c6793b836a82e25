"""What a framing shows on its way."""

import numpy as np
import pytest

from clavilux.direct.views import inside, seen
from clavilux.plan import Framing, View

WAY = np.linspace(0, 1, 11)


def test_a_framing_begins_and_ends_where_it_says() -> None:
    framing = Framing(start=View(zoom=1.2, x=0.5, y=0.45), end=View(zoom=2, x=0.7, y=0.3))
    shown = seen(framing, WAY)
    assert shown[:, 0] == pytest.approx([1.2, 0.5, 0.45])
    assert shown[:, -1] == pytest.approx([2, 0.7, 0.3])


def test_one_without_an_end_stays() -> None:
    assert np.ptp(seen(Framing(start=View(zoom=2, x=0.3)), WAY), axis=1).max() == pytest.approx(0)


def test_equal_steps_magnify_by_equal_factors() -> None:
    zoom = seen(Framing(end=View(zoom=4)), WAY)[0]
    assert zoom[1:] / zoom[:-1] == pytest.approx(4**0.1)


def test_one_point_of_the_picture_stays_where_it_is_on_the_screen() -> None:
    zoom, x, _ = seen(Framing(end=View(zoom=2, x=0.75, y=0.5)), WAY)
    still = 1.0  # the right border: the view that ends there began with all of the picture
    assert (still - x) * zoom == pytest.approx(0.5)


def test_a_pan_is_even() -> None:
    _, x, y = seen(Framing(start=View(zoom=2, x=0.3), end=View(zoom=2, x=0.7)), WAY)
    assert np.diff(x) == pytest.approx(0.04)
    assert np.ptp(y) == 0


@pytest.mark.parametrize(("zoom", "x", "kept"), [(1, 0.1, 0.5), (2, 0, 0.25), (2, 1, 0.75), (4, 0.4, 0.4)])
def test_no_view_reaches_beyond_the_picture(zoom: float, x: float, kept: float) -> None:
    assert inside(View(zoom=zoom, x=x)).x == kept
