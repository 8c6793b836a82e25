"""The baselines, and what is concluded from them."""

import numpy as np
import pytest

from clavilux.judge.baselines import circular_shifts, metronome_phases, p_value, random_metronomes


def test_phases_are_one_metronome_begun_at_every_moment() -> None:
    all_phases = metronome_phases(12, 30.0)
    assert {len(times) for times in all_phases} == {12}
    for times in all_phases:
        assert np.diff(times) == pytest.approx(np.full(11, 2.5))
        assert times[0] >= 0
        assert times[-1] < 30
    assert np.diff([times[0] for times in all_phases]) == pytest.approx(np.full(99, 2.5 / 100))


def test_shifts_keep_the_intervals_on_the_circle() -> None:
    events = np.array([0.5, 3.0, 9.0])
    moved = circular_shifts(events, 10.0)
    assert len(moved) >= 200
    around = sorted(np.diff([*events, 10.5]))
    for times in moved:
        assert times[0] >= 0
        assert times[-1] < 10
        assert sorted(np.diff([*times, times[0] + 10])) == pytest.approx(around)
    assert len({round(float(times[0]), 6) for times in moved}) > 190


def test_random_metronomes_are_steady_and_about_as_fast_as_the_video() -> None:
    trials = random_metronomes(20, 30.0, 0.15)
    periods = np.array([times[1] - times[0] for times in trials])
    assert len(trials) == 1000
    assert all(np.allclose(np.diff(times), period) for times, period in zip(trials, periods, strict=True))
    assert (periods.min(), periods.max()) == (pytest.approx(1.0, abs=0.01), pytest.approx(2.25, abs=0.01))
    assert np.median(periods) == pytest.approx(1.5, abs=0.05)
    starts = np.array([times[0] for times in trials]) / periods
    assert np.quantile(starts, [0, 0.5, 1]) == pytest.approx([0, 0.5, 1], abs=0.05)


def test_no_metronome_is_faster_than_a_video_can_be() -> None:
    assert min(np.diff(times).min() for times in random_metronomes(28, 30.0, 1.0)) >= 1 - 1e-9


def test_random_metronomes_are_the_same_every_time() -> None:
    first, second = random_metronomes(20, 30.0, 1.0), random_metronomes(20, 30.0, 1.0)
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_without_events_the_baselines_have_none_either() -> None:
    competitors = [*random_metronomes(0, 30.0, 1.0), *metronome_phases(0, 30.0), *circular_shifts(np.zeros(0), 30.0)]
    assert not any(len(times) for times in competitors)


def test_p_counts_those_that_do_at_least_as_well() -> None:
    assert p_value(0.5, [0.1, 0.5, 0.9, 0.2]) == pytest.approx(3 / 5)
    assert p_value(2.0, [0.0] * 999) == pytest.approx(1 / 1000)
    assert p_value(0.0, [0.0] * 10) == 1
