import numpy as np
import pytest

from clavilux.direct.sources.events import EventsSource, HitsSource
from clavilux.errors import BadValue, UnknownName
from clavilux.testing.sources import heard

TIMES = np.arange(480) / 24


def test_every_event_is_a_rise(hearing):
    made = EventsSource(name="onsets", decay=0.1).curve(hearing(onsets=[1.0, 5.0]), [])(TIMES)
    assert made[[24, 120]] == pytest.approx([1, 1])
    assert made[72] < 1e-6


def test_it_is_as_high_as_the_event_is_strong_if_that_is_wanted():
    events = heard().events["beats"]
    for wanted in (True, False):
        made = EventsSource(name="beats", strengths=wanted, decay=0.01).curve(heard(), [])(events.times)
        assert made == pytest.approx(events.strengths if wanted else 1)


def test_what_was_not_heard_is_told(hearing):
    with pytest.raises(UnknownName, match=r"unknown events 'claps'. Known: beats, downbeats, onsets"):
        EventsSource(name="claps").curve(hearing(), [])


def test_hits_are_in_seconds_of_the_song(hearing):
    made = HitsSource(hits=((12.0, 0.5), (11.0, 1.0)), decay=0.1).curve(hearing(offset=10.0), [])(TIMES)
    assert made[[24, 48]] == pytest.approx([1, 0.5], abs=1e-4)
    with pytest.raises(BadValue, match=r"hits\[0\]\[1\]: give a number from 0 to 1"):
        HitsSource(hits=((1.0, 2.0),))
