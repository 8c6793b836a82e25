"""Who knows the beats is believed."""

import numpy as np
import pytest

from clavilux.errors import ClaviluxWarning
from clavilux.listen.beats import told
from clavilux.values import Mono

RATE = 22050


def audio(offset: float = 0.0, seconds: float = 8.0) -> Mono:
    return Mono(samples=np.zeros(round(seconds * RATE), np.float32), rate=RATE, duration=seconds, offset=offset)


def test_they_are_taken_as_they_are() -> None:
    beats = tuple((0.5 + 0.4 * i, 1 + i % 5) for i in range(16))
    found = told(audio(), beats)
    assert found.beats.times == pytest.approx([second for second, _ in beats])
    assert found.downbeats.times == pytest.approx([0.5, 2.5, 4.5, 6.5])
    assert (found.tempo, found.meter, found.confidence) == (pytest.approx(150), 5, 1.0)


def test_their_times_are_those_of_the_song() -> None:
    found = told(audio(offset=60.0, seconds=2.0), tuple((0.25 + i, 0) for i in range(100)))
    assert found.beats.times == pytest.approx([0.25, 1.25])
    assert (found.tempo, found.meter, len(found.downbeats)) == (pytest.approx(60), 0, 0)


def test_where_none_lie_in_what_is_heard_there_is_no_beat() -> None:
    with pytest.warns(ClaviluxWarning, match="0 of the 2 beats"):
        found = told(audio(), ((60.0, 1), (60.5, 2)))
    assert (found.tempo, len(found.beats)) == (0.0, 0)
