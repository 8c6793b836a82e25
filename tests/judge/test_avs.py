"""AVS against a plain calculation, numbers made by hand, and its laws."""

from typing import Any

import numpy as np
import pytest
from fastdtw import fastdtw

from clavilux.judge.avs import align, avs


def plain_avs(first: Any, second: Any) -> float:
    """Exact dynamic time warping, as in a textbook: the cheapest total, and the length of a path that has it."""
    cost = np.abs(np.subtract.outer(first, second))
    total = np.full((len(first) + 1, len(second) + 1), np.inf)
    total[0, 0] = 0
    for i in range(len(first)):
        for j in range(len(second)):
            total[i + 1, j + 1] = cost[i, j] + min(total[i, j + 1], total[i + 1, j], total[i, j])
    i, j, length = len(first), len(second), 0
    while i or j:
        length += 1
        i, j = min([(i - 1, j), (i, j - 1), (i - 1, j - 1)], key=lambda at: total[at])
    return 1 / (1 + total[-1, -1] / length)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("grid", [0, 0.5])
def test_is_the_fastdtw_package_number_for_number(seed: int, grid: float) -> None:
    """On a coarse grid of times most paths are tied; even those are the package's."""
    dice = np.random.default_rng(seed)
    first, second = (np.sort(dice.uniform(0, 30, n)) for n in dice.integers(1, 60, 2))
    if grid:
        first, second = np.round(first / grid) * grid, np.round(second / grid) * grid
    distance, path = fastdtw(first, second, radius=1)
    found = align(first, second)
    assert found.pairs == tuple(path)
    assert found.avs == avs(first, second) == 1 / (1 + distance / len(path))


@pytest.mark.parametrize(("beats", "changes"), [(1000, 300), (300, 1000), (700, 700)])
def test_is_the_fastdtw_package_on_long_films(beats: int, changes: int) -> None:
    dice = np.random.default_rng(beats)
    first, second = (np.sort(dice.uniform(0, 500, n)) for n in (beats, changes))
    distance, path = fastdtw(first, second, radius=1)
    assert align(first, second).pairs == tuple(path)
    assert avs(first, second) == 1 / (1 + distance / len(path))


@pytest.mark.parametrize("seed", range(20))
def test_agrees_with_exact_warping_on_short_lists(seed: int) -> None:
    """With fewer than three events on one side, FastDTW of radius 1 does not approximate."""
    dice = np.random.default_rng(seed)
    first = np.sort(dice.uniform(0, 30, dice.integers(1, 3)))
    second = np.sort(dice.uniform(0, 30, dice.integers(1, 12)))
    assert align(first, second).avs == pytest.approx(plain_avs(first, second))
    assert align(second, first).avs == pytest.approx(plain_avs(second, first))


@pytest.mark.parametrize("seed", range(10))
def test_agrees_with_exact_warping_when_events_are_near_each_other(seed: int) -> None:
    dice = np.random.default_rng(seed)
    first = np.arange(3.0, 60.0, 3.0)
    second = first + dice.uniform(-0.4, 0.4, first.shape)
    assert align(first, second).avs == pytest.approx(plain_avs(first, second))


@pytest.mark.parametrize("seed", range(10))
def test_the_shortcut_never_beats_exact_warping_by_far(seed: int) -> None:
    """FastDTW may miss the cheapest path; the mean over its own path stays close."""
    dice = np.random.default_rng(seed)
    first, second = (np.sort(dice.uniform(0, 30, n)) for n in (40, 20))
    assert align(first, second).avs == pytest.approx(plain_avs(first, second), abs=0.05)


@pytest.mark.parametrize(
    ("first", "second", "avs", "pairs"),
    [
        ([1, 2, 4], [1, 4], 3 / 4, ((0, 0), (1, 0), (2, 1))),  # 0 + 1 + 0 over three pairs
        ([5], [1, 9], 1 / 5, ((0, 0), (0, 1))),  # 4 + 4 over two
        ([0, 10], [1, 12], 1 / 2.5, ((0, 0), (1, 1))),  # 1 + 2 over two
    ],
)
def test_numbers_made_by_hand(
    first: list[float], second: list[float], avs: float, pairs: tuple[tuple[int, int], ...]
) -> None:
    found = align(np.array(first, float), np.array(second, float))
    assert found.avs == pytest.approx(avs)
    assert found.pairs == pairs


EVENTS = np.cumsum(np.random.default_rng(1).uniform(2, 6, 50))


def test_identical_events_are_perfect() -> None:
    assert align(EVENTS, EVENTS).avs == 1.0


@pytest.mark.parametrize(("first", "second"), [([], []), ([], [1.0]), ([1.0], [])])
def test_nothing_to_compare_is_zero(first: list[float], second: list[float]) -> None:
    assert align(np.array(first), np.array(second)).avs == 0.0
    assert align(np.array(first), np.array(second)).pairs == ()


@pytest.mark.parametrize("late", [0.01, 0.25, 0.9])
def test_a_constant_delay_counts_fully(late: float) -> None:
    assert align(EVENTS, EVENTS + late).avs == pytest.approx(1 / (1 + late))


def test_only_the_distance_matters_not_the_hour() -> None:
    later = align(EVENTS + 1000, EVENTS[::2] + 1000.3)
    assert later.avs == pytest.approx(align(EVENTS, EVENTS[::2] + 0.3).avs)


def test_every_event_is_paired_and_in_order() -> None:
    pairs = align(EVENTS, EVENTS[::3] + 0.7).pairs
    assert {i for i, _ in pairs} == set(range(50))
    assert {j for _, j in pairs} == set(range(17))
    assert list(pairs) == sorted(pairs)
