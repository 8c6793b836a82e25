from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clavilux.listen.form import Bars, bars, letters, likenesses, odds, repetition
from clavilux.listen.texture import Texture

STEP = 0.05


def heard(pattern: str, seconds: float = 2.0, seed: int = 0) -> Texture:
    """A song of bars: each letter sounds like itself wherever it stands, four chords to a bar."""
    frames = round(seconds / STEP / 4)
    kinds = {}
    for letter in sorted(set(pattern)):
        dice = np.random.default_rng([seed, ord(letter)])
        kinds[letter] = [np.repeat(dice.uniform(0, 1, (n, 4)), frames, axis=1) for n in (40, 4, 12)]
    decibels, rises, chroma = (np.concatenate([kinds[letter][i] for letter in pattern], axis=1) for i in range(3))
    return Texture(STEP, 20 * decibels.astype(np.float32), 3 * rises.astype(np.float32), chroma.astype(np.float32))


def cut(pattern: str, seconds: float = 2.0) -> Bars:
    return bars(heard(pattern, seconds), np.arange(len(pattern) + 1) * seconds)


def test_bars_lie_between_their_places() -> None:
    song = cut("ABCABD")
    assert song.edges.tolist() == [0, 2, 4, 6, 8, 10, 12]
    assert np.linalg.norm(song.harmony, axis=1) == pytest.approx(np.ones(6), abs=1e-5)
    assert len(song.timbre) == len(song.rhythm) == len(song.level) == 6


def test_places_that_are_too_near_for_bars_are_passed_over() -> None:
    song = bars(heard("AAAAAA"), np.arange(0, 12.1, 0.25))
    assert np.diff(song.edges).min() >= 1
    assert (song.edges[0], song.edges[-1]) == (0, 12)


def test_long_songs_have_longer_bars_so_that_tables_stay_small() -> None:
    hours = Texture(10.0, *(np.ones((n, 1080), np.float32) for n in (40, 4, 12)))
    assert len(bars(hours, np.arange(0, 10800.5, 0.5)).level) <= 2000


def test_nothing_changes_in_a_loop() -> None:
    """But at the ends of the song, whose frames reach out of it."""
    assert repetition(cut("A" * 40))[10:-10] == pytest.approx(np.zeros(21), abs=0.01)


def test_a_part_that_comes_back_begins_and_ends_where_its_repetition_does() -> None:
    """The bars of the middle part occur once, those around it twice; all are different from their neighbours."""
    change = repetition(cut("ABCDEFGH" + "STUVWXYZ" + "ABCDEFGH"))
    assert set(np.argsort(change[4:-4])[-2:] + 4) == {8, 16}


def test_odds_are_symmetric_and_sure_of_the_same() -> None:
    song = cut("ABCD" + "WXYZ" + "ABCD")
    table = odds(song, [(0, 4), (4, 8), (8, 12)])
    assert (table == table.T).all()
    assert table[0, 2] > 4
    assert table[0, 1] < 0
    assert table[1, 2] < 0


@pytest.mark.parametrize("spans", [[(0, 8), (8, 12)], [(0, 8), (9, 12)]])
def test_a_short_chorus_is_found_in_a_long_one(spans: list[tuple[int, int]]) -> None:
    assert odds(cut("ABCDABCD" + "ABCD"), spans)[0, 1] > 3


def test_the_order_of_chords_counts() -> None:
    """Of two sections with the same bars, the one in the same order is more alike."""
    song = cut("AABBCCDD" + "AABBCCDD" + "DBACDABC")
    table = odds(song, [(0, 8), (8, 16), (16, 24)])
    assert table[0, 1] > table[0, 2] + 0.3


def test_letters_come_in_the_order_of_appearance() -> None:
    alike = ["verse", "chorus", "verse", "break", "chorus"]
    table = np.array([[3.0 if a == b else -3.0 for b in alike] for a in alike])
    assert letters(table, np.ones(5)) == ["A", "B", "A", "C", "B"]
    assert likenesses(table, ["A", "B", "A", "C", "B"], np.ones(5)) == pytest.approx(
        [0.9526, 0.9526, 0.9526, 1, 0.9526], abs=1e-3
    )


def test_after_z_comes_aa() -> None:
    named = letters(np.full((28, 28), -1.0), np.ones(28))
    assert named[:2] == ["A", "B"]
    assert named[25:] == ["Z", "AA", "AB"]


@given(st.integers(0, 1000), st.integers(1, 9))
def test_no_two_letters_would_rather_be_one(seed: int, count: int) -> None:
    """Average linkage: the mean log odds between any two groups are not positive, and scale does not matter."""
    dice = np.random.default_rng(seed)
    table, weights = dice.normal(0, 2, (count, count)), dice.uniform(5, 30, count)
    table = table + table.T
    named = letters(table, weights)
    assert named == letters(7 * table, 3 * weights)
    groups = [[i for i, name in enumerate(named) if name == letter] for letter in sorted(set(named))]
    for one, other in combinations(groups, 2):
        pairs = np.ix_(one, other)
        assert np.average(table[pairs], weights=np.outer(weights[one], weights[other])) <= 1e-9
