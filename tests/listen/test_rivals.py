import numpy as np
import pytest

from clavilux.listen.bar_network import LOWS, MIDDLE
from clavilux.listen.meter import FASTEST, SLOWEST
from clavilux.listen.rivals import likeliest, multiples, with_those_beside

FPS, COUNT = 50, 1500


def every(frames: int, first: int = 10) -> np.ndarray:
    return np.arange(first, COUNT - frames, frames, dtype=float)


def curve(*pairs: tuple[np.ndarray, float]) -> np.ndarray:
    """Probabilities that are small but at some frames."""
    said = np.full(COUNT, 0.02, np.float32)
    for frames, value in pairs:
        said[frames.astype(int)] = value
    return said


def bands(low: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """What is kept of strokes of a bass and of chords."""
    kept = np.zeros((COUNT, 92), np.float16)
    for frame in low.astype(int):
        kept[frame : frame + 5, LOWS] = 0.5
    kept[middle.astype(int), MIDDLE] = 0.5
    return kept


def test_where_bass_and_chords_take_turns_the_bass_has_the_beat() -> None:
    bass, chords = every(30), every(30, 25)
    heard = curve((bass, 0.6), (chords, 0.6))
    bars = np.column_stack([heard, heard / 4])
    found, on = likeliest([chords], heard, bars, bands(bass, chords))
    assert set((found - bass[0]) % 30) == {0.0}
    assert on > 0.5
    with_bass, surer = likeliest([bass], heard, bars, bands(bass, chords))
    np.testing.assert_array_equal(with_bass, bass)
    assert surer > on


def test_where_nothing_else_speaks_the_first_is_kept() -> None:
    grid = every(27)
    heard = curve((grid, 0.9), (every(27, 23), 0.3))
    found, on = likeliest([grid], heard, np.column_stack([heard, heard / 4]), bands(grid, grid))
    np.testing.assert_array_equal(found, grid)
    assert on > 0.9


def test_bars_of_four_are_counted_rather_than_halves_of_them() -> None:
    slow, fast = every(70), every(35)
    heard = curve((fast, 0.7))
    downbeats = heard / 5
    downbeats[every(140).astype(int)] = 0.6
    found, _ = likeliest([slow, fast], heard, np.column_stack([heard, downbeats]), bands(fast, fast))
    np.testing.assert_array_equal(found, fast)


def test_multiples_stay_among_the_tempi_that_are_looked_for() -> None:
    heard = curve((every(25), 0.9))
    tempi = [60 * FPS / np.median(np.diff(grid)) for grid in multiples(every(25), heard)]
    assert all(SLOWEST / 1.14 <= tempo <= FASTEST * 1.14 for tempo in tempi)
    assert sorted(tempi) == pytest.approx([60], rel=0.15)


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_few_beats_are_not_judged(count: int) -> None:
    grid = every(30)[:count]
    heard = curve((grid, 0.9))
    found, _ = likeliest([grid], heard, np.column_stack([heard, heard]), bands(grid, grid))
    np.testing.assert_array_equal(found, grid)
    assert with_those_beside([grid], COUNT) == []
