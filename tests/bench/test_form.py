"""The truth of the bench's songs of known form."""

import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture
def band(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCH))
    import songs  # noqa: F401  (it knows where the archives are)
    from band import forms, modules

    yield forms, modules
    for name in ("songs", "archives", "band", "band.forms", "band.modules", "band.orchestra"):
        sys.modules.pop(name, None)


def test_patterns_that_never_occur_apart_are_one_part(band):
    """5 is repeated at once; 1 is always followed by 2 and nothing else precedes 2; 3 is followed by this and that."""
    order = [5, 5, 1, 2, 3, 1, 2, 3, 4, 1, 2]
    parts = band[1]._parts([(8.0 * i, pattern) for i, pattern in enumerate(order)], 88.0)
    assert [patterns for _, patterns in parts] == [(5,), (1, 2), (3,), (1, 2), (3,), (4,), (1, 2)]
    assert [start for start, _ in parts] == [0, 16, 32, 40, 56, 64, 72]


def test_a_jump_back_at_the_end_is_no_part(band):
    parts = band[1]._parts([(0.0, 1), (8.0, 2), (16.0, 1)], 16.1)
    assert parts == [(0.0, (1, 2))]


def test_songs_are_played_as_they_are_written(band):
    forms = band[0].forms()
    assert len({song.name for song in forms}) == len(forms)
    assert sum(song.sounds == "fluid" for song in forms) >= 12
    for song in forms:
        words = song.form.split()
        assert {word[0] for word in words} == set(song.part)
        assert all(set(word[1:]) <= set("'+~^>=") for word in words)
        assert 90 <= sum(song.part[word[0]].bars for word in words) * song.meter * 60 / song.tempo <= 240


def test_a_take_has_the_length_of_its_part_and_no_two_are_the_same(band):
    import numpy as np

    forms = band[0]
    (song,) = (song for song in forms.forms() if song.name.startswith("pop"))
    hand = np.random.default_rng(0)
    takes = [list(forms._part(song, word, hand)) for word in ("B", "B'", "B+", "B^")]
    assert all(0 <= note.start < note.end for take in takes for note in take)
    assert max(note.start for note in takes[0]) < song.part["B"].bars * song.meter
    assert len({tuple((note.start, note.pitch) for note in take) for take in takes}) == 4
