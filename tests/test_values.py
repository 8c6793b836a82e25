import dataclasses
from itertools import pairwise

import numpy as np
import pytest

import hearings
from clavilux.values import Audio, Events, Signal, Sound


def test_arrays_are_read_only_copies():
    mine = np.zeros((2, 4), np.float32)
    audio = Audio(samples=mine, rate=8)
    mine[:] = 1
    assert not audio.samples.any()
    with pytest.raises(ValueError, match="read-only"):
        audio.samples[0, 0] = 1


def test_values_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Signal(rate=24.0, values=np.zeros(3, np.float32)).rate = 30.0  # type: ignore[misc]


def test_what_nobody_can_write_to_is_shared():
    mine = np.zeros((2, 4), np.float32)
    mine.flags.writeable = False
    assert Audio(samples=mine, rate=8).samples is mine


def test_audio_is_a_sound():
    audio = Audio(samples=np.array([[0, 1, 0, 1], [1, 1, 1, 1]], np.float32), rate=8)
    assert audio.duration == 0.5
    assert audio.channels == 2
    assert np.concatenate(list(audio.blocks()), axis=1).tolist() == audio.samples.tolist()
    assert isinstance(audio, Sound)


def test_a_stretch_of_a_signal_and_of_events_ends_before_its_end():
    signal = Signal(rate=10.0, values=np.arange(20.0))
    events = Events(times=np.array([0.5, 1.0, 1.5]), strengths=np.array([0.1, 0.2, 0.3]))
    assert signal.between(0.5, 1.0).tolist() == [5, 6, 7, 8, 9]
    assert events.between(0.5, 1.5).times.tolist() == [0.5, 1.0]
    assert events.between(0.5, 1.5).strengths.tolist() == [0.1, 0.2]
    assert (len(events), len(events.between(2, 3))) == (3, 0)


def test_stretches_side_by_side_are_the_whole():
    signal = Signal(rate=24000 / 1001, values=np.arange(240.0))
    borders = [0, 1.23, 4.567, 10.01]
    parts = [signal.between(*span) for span in pairwise(borders)]
    assert np.concatenate(parts).tolist() == signal.values.tolist()


def test_downbeats_are_sure_where_they_are_likely_and_the_beats_are():
    strengths = np.array([0.2, 0.39, 0.4, 1.0])
    heard = hearings.silent(0, 10, events={"downbeats": Events(times=np.arange(4.0), strengths=strengths)})
    assert not heard.has_sure_beats
    assert not heard.sure_downbeats.size
    sure = dataclasses.replace(heard, beat_confidence=0.6)
    assert sure.has_sure_beats
    assert sure.sure_downbeats.tolist() == [2, 3]
