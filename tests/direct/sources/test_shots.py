import numpy as np
import pytest

from clavilux.direct.sources.shots import ShotsSource


def curve(hearing, shots, times, **options):
    return ShotsSource(**options).curve(hearing(), shots)(np.array(times, float))


def test_it_is_0_at_cuts_and_1_within_shots(hearing):
    shots = [(0, 4), (4, 10)]
    assert curve(hearing, shots, [0, 2, 4, 7, 10]) == pytest.approx([0, 1, 0, 1, 0])
    assert curve(hearing, shots, [0.5, 3.5, 4.5], rise=1, fall=1) == pytest.approx([0.5] * 3)


def test_it_rises_and_falls_as_fast_as_is_said(hearing):
    rising, falling = curve(hearing, [(0, 10)], [1, 9.5], rise=4, fall=2)
    assert rising == pytest.approx(0.25**2 * 2.5)
    assert falling == pytest.approx(0.25**2 * 2.5)


def test_in_a_short_shot_it_comes_as_high_as_there_is_time_for(hearing):
    made = curve(hearing, [(0, 1), (1, 9)], np.arange(0, 1, 1 / 24))
    assert made.max() == pytest.approx(0.5)
    assert np.abs(np.diff(made)).max() < 0.1
