import numpy as np
import pytest

from clavilux.direct.sources.points import PointsSource, drawn
from clavilux.errors import BadValue, ClaviluxWarning

POINTS = ((1.0, 0.2), (2.0, 1.0), (2.0, 0.0), (4.0, 0.5))
TIMES = np.array([0, 1, 1.5, 1.999999, 2, 3, 4, 9])


@pytest.mark.parametrize(
    ("shape", "values"),
    [("line", [0.2, 0.2, 0.6, 1, 0, 0.25, 0.5, 0.5]), ("hold", [0.2, 0.2, 0.2, 0.2, 0, 0, 0.5, 0.5])],
)
def test_what_lies_between_points(hearing, shape, values):
    assert PointsSource(points=POINTS, shape=shape).curve(hearing(), [])(TIMES) == pytest.approx(values, abs=1e-5)


def test_they_are_in_seconds_of_the_song(hearing):
    assert PointsSource(points=POINTS).curve(hearing(offset=1.5), [])(TIMES[:1]) == pytest.approx([0.6])


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ([[0, 2]], r"points\[0\]\[1\]: give a number from 0 to 1"),
        ([[1, 0], [0, 0]], "points: put the points in order of time"),
        ([], "points: "),
    ],
)
def test_what_cannot_be_drawn_is_told(points, told):
    with pytest.raises(BadValue, match=told):
        PointsSource(points=points)


def test_values_of_any_unit_are_scaled():
    seconds, degrees = np.array([0.0, 1, 2]), np.array([-45.0, 0, 45])
    assert drawn(seconds, degrees, low=-45, high=45, what="angle").points == ((0, 0), (1, 0.5), (2, 1))
    assert drawn(seconds, degrees, low=45, high=-45, what="angle").points == ((0, 1), (1, 0.5), (2, 0))
    with pytest.raises(BadValue, match="give two different numbers"):
        drawn(seconds, degrees, low=1, high=1, what="angle")


def test_values_beyond_are_clipped_and_told():
    with pytest.warns(ClaviluxWarning, match="angle: goes from -45 to 45; what is beyond low=0 and high=1 is clipped"):
        points = drawn(np.array([0.0, 1]), np.array([-45.0, 45]), low=0, high=1, what="angle").points
    assert points == ((0, 0), (1, 1))
