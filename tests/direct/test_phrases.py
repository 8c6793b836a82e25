"""Long sections become phrases."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import hearings
from clavilux.direct.phrases import phrases
from clavilux.values import Events, Hearing, Section

BARS = np.arange(0.5, 60, 1.9)


def heard(*ends: float, labels: str = "", downbeats: np.ndarray = BARS) -> Hearing:
    sections = tuple(
        Section(start=start, end=end, label=labels[index : index + 1], caption=str(index))
        for index, (start, end) in enumerate(pairwise([0.0, *ends]))
    )
    return hearings.silent(0.0, ends[-1], events=hearings.events(downbeats=downbeats), sections=sections)


def test_long_sections_are_cut_at_downbeats() -> None:
    found = phrases(heard(16.0, 44.0, labels="AB"), 10.0)
    assert [phrase.label for phrase in found] == ["A", "A", "B", "B", "B"]
    assert [phrase.caption for phrase in found] == ["0", "0", "1", "1", "1"]
    cuts = [found[0].end, found[2].end, found[3].end]
    assert all(np.abs(BARS - cut).min() < 1e-9 for cut in cuts)
    assert cuts == pytest.approx([8, 16 + 28 / 3, 16 + 56 / 3], abs=0.95)


def test_they_are_in_order_and_without_gaps() -> None:
    found = phrases(heard(3.0, 17.0, 58.0, labels="ABA"), 4.0)
    assert (found[0].start, found[-1].end) == (0.0, 58.0)
    assert all(one.end == other.start for one, other in pairwise(found))
    assert all(phrase.start < phrase.end for phrase in found)


def test_without_downbeats_they_are_even() -> None:
    found = phrases(heard(30.0, labels="A", downbeats=np.empty(0)), 10.0)
    assert [phrase.end for phrase in found] == pytest.approx([10, 20, 30])


def test_short_ones_and_those_of_no_form_stay_whole() -> None:
    assert len(phrases(heard(14.0, labels="A"), 10.0)) == 1
    assert len(phrases(heard(60.0), 10.0)) == 1


def test_few_bars_make_few_phrases() -> None:
    found = phrases(heard(40.0, labels="A", downbeats=np.array([20.5])), 5.0)
    assert [phrase.end for phrase in found] == [20.5, 40.0]


def test_they_are_rather_cut_at_a_bar_that_is_sure() -> None:
    hearing = heard(20.0, labels="A")
    strengths = np.where(np.abs(BARS - 10) == np.abs(BARS - 10).min(), 0.3, 0.9)
    bars = {"downbeats": Events(times=BARS, strengths=strengths)}
    (first, _) = phrases(replace(hearing, events={**hearing.events, **bars}, beat_confidence=0.9), 10.0)
    assert first.end in BARS[strengths > 0.5]
    assert 1 < abs(first.end - 10) < 2
