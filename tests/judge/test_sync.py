"""Each measure against a plain calculation or the library that defines it."""

import mir_eval
import numpy as np
import pytest
from scipy.stats import spearmanr

from clavilux.judge import sync
from clavilux.judge.curve import Curve
from clavilux.values import FloatArray

NOTHING = np.zeros(0)


def some(dice: np.random.Generator, most: int, seconds: float = 20.0) -> FloatArray:
    return np.sort(dice.uniform(0, seconds, dice.integers(1, most)))


def curve(values: FloatArray, rate: float = 43.07) -> Curve:
    return Curve(times=np.arange(len(values)) / rate, values=np.asarray(values, float))


@pytest.mark.parametrize("seed", range(40))
def test_f_measure_is_that_of_mir_eval(seed: int) -> None:
    dice = np.random.default_rng(seed)
    reference, events = some(dice, 80), some(dice, 120)
    found = sync.f_measure(reference, events)
    assert found == pytest.approx(mir_eval.beat.f_measure(reference, events))
    assert found == pytest.approx(mir_eval.onset.f_measure(reference, events, window=0.07)[0])


def test_an_event_hits_one_beat_only() -> None:
    assert sync.f_measure(np.array([1.0, 1.1]), np.array([1.05])) == pytest.approx(2 / 3)
    assert sync.f_measure(np.array([1.0]), np.array([0.95, 1.0, 1.05])) == pytest.approx(2 / 4)


@pytest.mark.parametrize("seed", range(5))
def test_near_strength_is_the_largest_within_50_ms(seed: int) -> None:
    dice = np.random.default_rng(seed)
    strength = curve(dice.uniform(0, 1, 400))
    times = some(dice, 50, 12.0)
    plain = [max((v for t, v in zip(strength.times, strength.values, strict=True) if abs(t - at) <= 0.05), default=0)
             for at in times]  # fmt: skip
    assert sync.near_strength(strength, times).tolist() == plain


def test_onset_lift_is_a_ratio_of_means() -> None:
    strength = curve(np.tile([1.0] + [0.0] * 19, 20), rate=20.0)  # one onset a second
    baseline = sync.baseline_strength(strength, 20.0)
    assert baseline == pytest.approx(0.1, abs=0.011)  # 100 ms of each second are near one
    assert sync.onset_lift(strength, baseline, np.arange(1.0, 19.0)) == pytest.approx(1 / baseline)
    assert sync.onset_lift(strength, baseline, np.arange(1.5, 19.0)) == 0


def plain_av_align(onsets: FloatArray, flow: FloatArray, fps: float) -> float:
    """The published procedure, step by step."""
    flow = np.concatenate([flow[1:2], flow[1:]])
    moves = [i / fps for i in range(1, len(flow) - 1) if flow[i - 1] < flow[i] > flow[i + 1]]
    shared = sum(any(move - 1 / fps < onset < move + 1 / fps for move in moves) for onset in onsets)
    return shared / (len(onsets) + len(moves) - shared)


@pytest.mark.parametrize("seed", range(20))
def test_av_align_is_the_published_procedure(seed: int) -> None:
    dice = np.random.default_rng(seed)
    fps = float(dice.choice([24, 25, 30]))
    flow = np.round(dice.uniform(0, 1, dice.integers(10, 300)), 1)
    onsets = some(dice, 60, len(flow) / fps)
    found = sync.av_align(onsets, curve(flow, fps))
    assert found == pytest.approx(plain_av_align(onsets, flow, fps))


@pytest.mark.parametrize("fps", [24, 30, 60])
@pytest.mark.parametrize("late", [-0.4, -0.11, -0.02, 0.0, 0.02, 0.3])
def test_lag_is_found_within_a_fraction_of_a_frame(fps: int, late: float) -> None:
    dice = np.random.default_rng(1)
    onsets = np.cumsum(dice.uniform(0.35, 1.3, 30))
    rate = 22050 / 512
    strength = np.zeros(round((onsets[-1] + 2) * rate))
    strength[np.round(onsets * rate).astype(int)] = 1
    motion = np.zeros(round((onsets[-1] + 2) * fps))
    motion[np.round((onsets + late) * fps).astype(int)] = 5
    found = sync.lag_curve(curve(strength, rate), curve(motion, fps), onsets[-1] + 1)
    lag, correlation = sync.lag(found)
    assert lag == pytest.approx(late, abs=0.35 / fps)
    assert correlation > 0.4
    assert (found.times[0], found.times[-1]) == (pytest.approx(-0.5), pytest.approx(0.5))


def test_steady_music_that_fits_in_many_places_is_not_late() -> None:
    """At 150 BPM a lag of a whole beat looks as good as none, and may even look better by chance."""
    rate = 100.0
    beats = np.arange(0.4, 19.8, 0.4)
    strength, motion = np.zeros(2000), np.zeros(2000)
    strength[np.round(beats * rate).astype(int)] = 1
    motion[np.round(beats[1:] * rate).astype(int)] = 1
    motion[np.round((beats[-1]) * rate).astype(int) - 3] = 0.4
    lag, _ = sync.lag(sync.lag_curve(curve(strength, rate), curve(motion, rate), 20.0))
    assert abs(lag) < 0.01


def test_the_parabola_is_finer_than_the_grid() -> None:
    times = np.arange(-50, 51) * 0.01
    lag, height = sync.lag(Curve(times=times, values=1 - (times - 0.1234) ** 2))
    assert lag == pytest.approx(0.1234, abs=1e-6)
    assert height == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("values", [np.zeros(0), np.zeros(101), np.full(101, -0.2)])
def test_no_correlation_has_no_lag(values: FloatArray) -> None:
    lag, correlation = sync.lag(Curve(times=np.linspace(-0.5, 0.5, len(values)), values=values))
    assert np.isnan(lag)
    assert correlation == 0


@pytest.mark.parametrize("edge", [0, 100])
def test_a_lag_at_the_end_of_the_curve_is_that_end(edge: int) -> None:
    values = np.zeros(101)
    values[edge] = 1
    assert sync.lag(Curve(times=np.linspace(-0.5, 0.5, 101), values=values))[0] == pytest.approx(edge / 100 - 0.5)


def test_energy_correlation_is_spearmans_of_second_long_means() -> None:
    dice = np.random.default_rng(0)
    loud, motion = (np.repeat(dice.uniform(0, 1, 20), 10) for _ in range(2))
    found = sync.energy_correlation(curve(loud, 10), curve(motion, 10), 20.0)

    def mean(values: FloatArray) -> FloatArray:
        wide = np.pad(values, 10, mode="symmetric")
        return np.array([wide[i + 5 : i + 15].mean() for i in range(len(values))])

    assert found == pytest.approx(spearmanr(mean(loud), mean(motion)).statistic, abs=0.02)
    assert sync.energy_correlation(curve(loud, 10), curve(loud**3 + 2, 10), 20.0) > 0.9
    assert sync.energy_correlation(curve(loud, 10), curve(2 - loud, 10), 20.0) < -0.9


def test_nothing_is_defined() -> None:
    empty, flat = curve(NOTHING), curve(np.zeros(500))
    one = np.array([1.0])
    assert sync.f_measure(NOTHING, NOTHING) == sync.f_measure(one, NOTHING) == sync.f_measure(NOTHING, one) == 0
    for still in (empty, flat):
        assert sync.baseline_strength(still, 10.0) == 0
        assert sync.onset_lift(still, 0.0, one) == 0
        assert sync.near_strength(still, one).tolist() == [0]
        assert sync.av_align(NOTHING, still) == sync.av_align(one, still) == 0
        assert len(sync.lag_curve(still, still, 10.0).times) == 0
        assert sync.energy_correlation(still, still, 10.0) == 0
    assert sync.baseline_strength(flat, 0.0) == 0
    assert sync.near_strength(flat, NOTHING).tolist() == []
    assert sync.onset_lift(flat, 0.5, NOTHING) == 0
