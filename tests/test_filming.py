"""Drafts: which part of a film they show, and how large."""

import numpy as np
import pytest

from clavilux.filming import draft_size, loudest
from hearings import signals, silent


def heard(duration, loud):
    """Silence of so many seconds, but for a stretch."""
    level = np.full(round(100 * duration), 0.01)
    level[round(100 * loud[0]) : round(100 * loud[1])] = 0.5
    return silent(0.0, duration, signals=signals(100.0, loudness=level))


@pytest.mark.parametrize(
    ("loud", "starts", "shown"),
    [
        ((40, 55), [0, 15, 38, 60], (38, 48)),
        ((62, 75), [0, 15, 38, 60], (60, 70)),
        ((95, 100), [0, 15, 38, 60, 95], (0, 10)),  # a draft lies within the film
        ((40, 55), [0], (0, 10)),
    ],
)
def test_a_draft_begins_with_the_shot_that_is_loudest_at_first(loud, starts, shown):
    assert loudest(heard(100.0, loud), 10.0, starts, 100.0) == shown


def test_a_short_film_is_its_own_draft():
    assert loudest(heard(4.0, (1, 2)), 10.0, [0, 2], 4.0) == (0, 4)


@pytest.mark.parametrize(
    ("size", "small"),
    [((1920, 1080), (640, 360)), ((1080, 1920), (360, 640)), ((1000, 1000), (360, 360)), ((320, 180), (320, 180))],
)
def test_a_draft_has_the_shape_of_its_film(size, small):
    assert draft_size(size) == small
