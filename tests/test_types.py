import dataclasses

import numpy as np
import pytest

from clavilux.types import Audio, Envelope, Sound


def test_arrays_are_read_only_copies():
    mine = np.zeros((2, 4), np.float32)
    audio = Audio(samples=mine, rate=8)
    mine[:] = 1
    assert not audio.samples.any()
    with pytest.raises(ValueError, match="read-only"):
        audio.samples[0, 0] = 1


def test_values_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Envelope(name="travel", values=np.zeros(3, np.float32)).name = "pulse"  # type: ignore[misc]


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
