"""How much of what is heard is likely right."""

import numpy as np
import pytest

from clavilux.listen.meter import counted
from clavilux.listen.trust import signs_of_bars, trust_in_bars

WHOLE = np.zeros(32, bool)


def test_bars_that_are_heard_are_sure_and_those_that_are_not_are_not() -> None:
    heard, unheard = (trust_in_bars(np.full(32, probability), WHOLE) for probability in (0.9, 0.1))
    assert (heard > 0.7).all()
    assert (unheard < 0.5).all()
    assert ((heard <= 1) & (unheard >= 0)).all()


def test_a_bar_that_a_fill_hides_is_surer_among_clear_ones() -> None:
    clear, faint = np.full(32, 0.95), np.full(32, 0.3)
    clear[16] = 0.3
    assert trust_in_bars(clear, WHOLE)[16] > trust_in_bars(faint, WHOLE)[16]


def test_of_halves_of_bars_every_other_one_is_sure() -> None:
    told = trust_in_bars(np.tile([0.9, 0.5], 16), ~WHOLE)
    assert (told[::2] > 0.7).all()
    assert (told[1::2] < 0.5).all()
    even = trust_in_bars(np.full(32, 0.7), ~WHOLE)
    assert even == pytest.approx(even[0])
    assert even[0] < trust_in_bars(np.full(32, 0.7), WHOLE)[0]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_bars_have_signs_too(count: int) -> None:
    signs = signs_of_bars(np.full(count, 0.5), np.zeros(count, bool))
    assert signs.shape == (count, 5)
    assert np.isfinite(signs).all()


def test_bars_are_counted_and_the_last_one_is_as_long_as_the_one_before() -> None:
    beats = np.full(22, 0.9)
    downbeats = np.where(np.arange(22) % 4 == 1, 0.85, 0.02)
    bars = counted(beats, downbeats)
    np.testing.assert_array_equal(np.flatnonzero(bars.positions == 0), np.arange(1, 22, 4))
    assert bars.lengths.tolist() == [4] * 6
    assert bars.downbeats == pytest.approx(0.85 / 0.9)
