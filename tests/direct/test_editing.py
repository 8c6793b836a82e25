"""Where phrases are cut, and what their shots are for."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import hearings
from clavilux.direct.editing import ALL, SHORTEST, Cut, Editor, Phrase, phrases_of
from clavilux.values import Events, Hearing, Section

BAR = 2.0
BARS = np.arange(0, 200, BAR)


def phrase(start: float = 0.0, end: float = 16.0, *, level: float = 1.0, sure: bool = True, **heard: Any) -> Phrase:
    downbeats = BARS[(start <= BARS) & (end > BARS)] if sure else np.empty(0)
    changes: dict[str, Any] = {"change": 0.0, "ahead": 0.0} | heard
    return Phrase(section=Section(start=start, end=end), level=level, bar=BAR, downbeats=downbeats, **changes)


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


def heard_bars(strengths: np.ndarray, *, trust: float = 0.9) -> Hearing:
    """A minute of bars, some more likely than others."""
    bars = Events(times=BARS[:30], strengths=strengths)
    return hearings.silent(0.0, 60.0, events=hearings.events() | {"downbeats": bars}, beat_confidence=trust)


@pytest.mark.parametrize(("trust", "sure"), [(0.3, False), (0.9, True)])
def test_beats_are_used_only_if_they_are_likely_to_be_right(trust: float, sure: bool) -> None:
    heard = heard_bars(np.ones(30), trust=trust)
    assert [each.sure for each in phrases_of(heard.sections, heard)] == [sure]


def test_it_is_cut_on_bars_alone_that_are_likely_to_be_right() -> None:
    """Half a bar is heard as a bar: every other one is right."""
    strengths = np.tile([0.9, 0.2], 15)
    heard = heard_bars(strengths)
    (only,) = phrases_of(heard.sections, heard)
    (shots,) = cut(replace(only, level=1.0))
    assert len(shots) > 8
    assert {strengths[round(shot.start / BAR)] for shot in shots} == {0.9}


def test_where_bars_are_lost_for_a_while_nothing_is_cut_meanwhile() -> None:
    strengths = np.ones(30)
    strengths[8:16] = 0.3
    heard = heard_bars(strengths)
    (only,) = phrases_of(heard.sections, heard)
    starts = [shot.start for shot in cut(replace(only, level=1.0))[0]]
    assert not any(8 * BAR <= start < 16 * BAR for start in starts)
    assert sum(start >= 16 * BAR for start in starts) > 5


def test_a_phrase_that_begins_beside_a_sure_bar_is_not_sure() -> None:
    strengths = np.ones(30)
    strengths[10] = 0.3
    heard = heard_bars(strengths)
    parts = [Section(start=0.0, end=20.0), Section(start=20.0, end=40.0), Section(start=40.0, end=60.0)]
    assert [each.sure for each in phrases_of(parts, heard)] == [True, False, True]


def test_a_hearing_of_which_nothing_is_known_has_phrases_too() -> None:
    sections = (Section(start=0.0, end=5.0),)
    heard = hearings.silent(0.0, 5.0, signals={}, events={})
    assert [(each.level, each.still) for each in phrases_of(sections, heard)] == [(0.0, False)]
