import numpy as np
import pytest

from clavilux.listen.meter import METERS, bar_positions, beat_frames

FPS = 50


def heard(beats: np.ndarray, frames: int, beside: float = 0.02) -> np.ndarray:
    """Probabilities that know beats at some frames."""
    likely = np.full(frames, beside, np.float32)
    likely[np.rint(beats).astype(int)] = 0.9
    return likely


@pytest.mark.parametrize("bpm", [44, 61, 90, 123, 171, 190, 200, 225])
def test_beats_follow_certain_probabilities(bpm: int) -> None:
    truth = np.arange(9, 990, 60 * FPS / bpm)
    found = beat_frames(heard(truth, 1000))
    inside = found[(found > 5) & (found < truth[-1] + 5)]
    np.testing.assert_allclose(inside, truth, atol=1)


def test_a_tempo_holds_through_a_break() -> None:
    truth = np.arange(5, 1500, 25)
    likely = heard(truth, 1500)
    likely[400:900] = 0.01
    found = beat_frames(likely)
    assert np.median(np.diff(found[(found > 420) & (found < 880)])) == pytest.approx(25, abs=0.6)
    assert np.isin(truth[truth > 910], np.rint(found)).all()


@pytest.mark.parametrize("after", [19, 31, 40])
def test_a_tempo_may_jump(after: int) -> None:
    first = np.arange(5, 700, 27)
    truth = np.concatenate([first, np.arange(first[-1] + after, 1500, after)])
    found = beat_frames(heard(truth, 1500))
    assert np.isin(truth, np.rint(found)).mean() > 0.95


def test_a_tempo_may_drift() -> None:
    truth = 5 + np.cumsum(np.linspace(30, 20, 60))
    found = beat_frames(heard(truth, 1600))
    assert (np.abs(truth[:, None] - found).min(axis=1) <= 1).all()


@pytest.mark.parametrize(("bpm", "interval"), [(60, 50), (120, 25), (240, 12.5), (125, 25)])
def test_a_known_tempo_binds(bpm: float, interval: float) -> None:
    found = beat_frames(heard(np.arange(5, 1500, 25), 1500, beside=0.1), bpm)
    assert np.diff(found).mean() == pytest.approx(interval, rel=0.02)


@pytest.mark.parametrize("frames", [1, 10, 20, 60])
def test_few_frames_do_no_harm(frames: int) -> None:
    found = beat_frames(np.full(frames, 0.3, np.float32))
    assert ((found >= 0) & (found < frames)).all()


@pytest.mark.parametrize("meter", METERS)
def test_every_metre_is_told(meter: int) -> None:
    first = (np.arange(60) - 1) % meter == 0
    np.testing.assert_array_equal(bar_positions(np.where(first, 0.7, 0.1)), (np.arange(60) - 1) % meter)


def test_a_downbeat_that_is_not_heard_is_known() -> None:
    downbeat = np.where(np.arange(60) % 4 == 0, 0.7, 0.1)
    downbeat[24] = 0.1
    np.testing.assert_array_equal(bar_positions(downbeat), np.arange(60) % 4)


def test_a_metre_may_change() -> None:
    positions = np.concatenate([np.arange(40) % 4, np.arange(42) % 3])
    np.testing.assert_array_equal(bar_positions(np.where(positions == 0, 0.8, 0.05)), positions)


def test_where_nothing_is_heard_bars_are_the_most_common() -> None:
    found = bar_positions(np.full(40, 0.27))
    assert set(np.diff(np.flatnonzero(found == 0))) == {4}


def test_a_known_metre_binds() -> None:
    found = bar_positions(np.where(np.arange(60) % 4 == 0, 0.7, 0.1), (3,))
    assert set(np.diff(np.flatnonzero(found == 0))) == {3}
