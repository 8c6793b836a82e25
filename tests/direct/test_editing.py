"""Where phrases are cut, and what their shots are for."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import hearings
from clavilux.direct.editing import ALL, SHORTEST, Cut, Editor, Phrase, phrases_of
from clavilux.values import Section

BAR = 2.0
BARS = np.arange(0, 200, BAR)


def phrase(start: float = 0.0, end: float = 16.0, *, level: float = 1.0, sure: bool = True, **heard: Any) -> Phrase:
    downbeats = BARS[(start <= BARS) & (end > BARS)] if sure else np.empty(0)
    changes: dict[str, Any] = {"change": 0.0, "ahead": 0.0} | heard
    return Phrase(section=Section(start=start, end=end), level=level, downbeats=downbeats, **changes)


def cut(*phrases: Phrase, pace: float = 1.0) -> list[list[Cut]]:
    editor, last = Editor(pace), len(phrases) - 1
    return [editor.cuts(each, first=n == 0, last=n == last) for n, each in enumerate(phrases)]


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("pace", [0.0, 0.5, 1.0, 4.0])
def test_shots_fill_their_phrase_and_begin_on_downbeats(level: float, pace: float) -> None:
    (shots,) = cut(phrase(3.0, 37.0, level=level), pace=pace)
    assert (shots[0].start, shots[-1].end) == (3.0, 37.0)
    assert all(before.end == after.start for before, after in pairwise(shots))
    assert all(shot.start in BARS for shot in shots[1:])
    assert min(shot.end - shot.start for shot in shots) >= SHORTEST


def test_loud_music_is_cut_faster_than_quiet() -> None:
    counts = [len(cut(phrase(end=64.0, level=level))[0]) for level in (0.0, 1.0)]
    assert counts[0] < counts[1]


def test_shots_are_as_many_bars_as_double_and_double_again() -> None:
    for level in np.linspace(0, 1, 6).tolist():
        shots = cut(phrase(end=64.0, level=level))[0]
        assert {(shot.end - shot.start) / BAR for shot in shots[:-1]} <= {1, 2, 4, 8}


def test_nothing_is_cut_where_no_beat_is_sure_or_nobody_wants_it() -> None:
    assert len(cut(phrase(end=60.0, sure=False))[0]) == 1
    assert len(cut(phrase(end=60.0), pace=0)[0]) == 1


def test_the_last_bar_before_a_rise_holds_its_breath() -> None:
    before, after = cut(phrase(level=0.4, ahead=0.5), phrase(16.0, 32.0, change=0.5))
    assert (before[-1].role, before[-1].end - before[-1].start) == ("breath", BAR)
    assert after[0].role == "arrival"


def test_what_falls_rests_and_the_film_ends_with_an_ending() -> None:
    opening, rest = cut(phrase(), phrase(16.0, 32.0, level=0.3, change=-0.6))
    assert opening[0].role == "opening"
    assert [rest[0].role, rest[-1].role] == ["rest", "ending"]


def test_all_of_a_picture_is_never_followed_by_all_of_it() -> None:
    phrases = [phrase(16.0 * n, 16.0 * (n + 1), level=0.9) for n in range(9)]
    roles = [shot.role for shots in cut(*phrases) for shot in shots]
    assert not any(before in ALL and after in ALL for before, after in pairwise(roles))
    assert {"closer", "across", "detail", "entry", "wide"} <= set(roles)


def test_levels_are_those_of_the_song() -> None:
    loudness = np.repeat([0.01, 1.0, 1.0], 100)
    heard = hearings.silent(
        0.0, 10.0, 20.0, 30.0, signals=hearings.signals(10.0, loudness=loudness), beat_confidence=0.9
    )
    sections = [replace(section, label="A") for section in heard.sections]
    quiet, loud, last = phrases_of(sections, heard)
    assert quiet.level < 0.2 < 0.9 < loud.level
    assert (quiet.still, loud.still) == (True, False)
    assert not any(each.still for each in phrases_of(heard.sections, heard))  # of fixed length, as the paper's
    assert (quiet.lifts, loud.rises, last.rises, last.lifts) == (True, True, False, False)


@pytest.mark.parametrize(("trust", "sure"), [(0.3, False), (0.9, True)])
def test_beats_are_used_only_if_they_are_likely_to_be_right(trust: float, sure: bool) -> None:
    heard = hearings.silent(0.0, 30.0, events=hearings.events(downbeats=BARS), beat_confidence=trust)
    assert [each.sure for each in phrases_of(heard.sections, heard)] == [sure]


def test_a_hearing_of_which_nothing_is_known_has_phrases_too() -> None:
    sections = (Section(start=0.0, end=5.0),)
    heard = hearings.silent(0.0, 5.0, signals={}, events={})
    assert [(each.level, each.still) for each in phrases_of(sections, heard)] == [(0.0, False)]
