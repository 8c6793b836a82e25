"""Marks are finer where the artwork asks for it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from clavilux.imagine.painters.lumia.marks import finer, smaller

Array = NDArray[np.float32]
MARK = 0.1


def ground(side: int = 96) -> Array:
    """An even grey, in OKLab."""
    return np.full((side, side, 3), (0.5, 0.0, 0.0), np.float32)


def test_they_are_fine_where_something_small_is_drawn_and_large_where_it_is_calm() -> None:
    picture = ground()
    picture[:, 60:, 0] += 0.1 * np.where(np.arange(36) // 4 % 2, 1, -1)
    fine = finer(picture, MARK)
    assert fine[:, :40].max() < 0.05
    assert fine[:, 66:90].min() > 0.95


def test_nothing_asks_for_fine_marks_in_an_even_picture_or_a_slow_gradient() -> None:
    slope = ground()
    slope[..., 0] = np.linspace(0.2, 0.8, 96, dtype=np.float32)
    for picture in (ground(), slope):
        assert not finer(picture, MARK).any()


def test_a_picture_that_is_busy_all_over_has_large_marks_too() -> None:
    noise = np.random.default_rng(0).normal(0.5, 0.2, (96, 96, 3)).astype(np.float32)
    assert 0 < finer(noise, MARK).mean() < 0.5


def test_what_must_be_known_has_fine_marks() -> None:
    known = np.zeros((192, 192), bool)
    known[80:120, 60:120] = True
    fine = finer(ground(), MARK, known)
    assert fine[42:58, 33:58].min() > 0.95
    assert fine[:20].max() < 0.05


@pytest.mark.parametrize("mark", [0.004, 0.012, 0.017, 0.02, 0.05, 0.3])
def test_smaller_marks_are_neither_too_small_to_be_seen_nor_hardly_smaller(mark: float) -> None:
    share = smaller(mark)
    assert share == 1 or (0.4 <= share < 0.75 and share * mark >= 0.012)
    assert (share < 1) == (mark > 0.016)
