from collections.abc import Callable

import numpy as np
import pytest

from clavilux.listen.beats import rhythm
from clavilux.types import Audio

SR = 22050


def test_clicks_at_120_bpm(clicks: Callable[..., Audio]) -> None:
    at = np.arange(0.5, 15, 0.5)
    tempo, beats, onsets = rhythm(clicks(at, 15.0).samples[0], SR)
    assert tempo == pytest.approx(120, rel=0.04)
    assert len(beats) >= len(at) - 3
    assert np.abs(beats[:, None] - at).min(axis=1).max() < 0.05
    assert len(onsets) == len(at)
    np.testing.assert_allclose(onsets, at, atol=0.05)


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.2, 5.0])
def test_silence_has_no_beat(seconds: float) -> None:
    tempo, beats, onsets = rhythm(np.zeros(round(seconds * SR), np.float32), SR)
    assert (tempo, len(beats), len(onsets)) == (0.0, 0, 0)


def test_the_shortest_sound_has_no_beat(clicks: Callable[..., Audio]) -> None:
    tempo, beats, onsets = rhythm(clicks(np.array([0.05]), 0.2).samples[0], SR)
    assert (tempo, len(beats), len(onsets)) == (0.0, 0, 0)


def test_a_second_of_sound_is_enough(clicks: Callable[..., Audio]) -> None:
    tempo, beats, _ = rhythm(clicks(np.array([0.1, 0.6]), 1.0).samples[0], SR)
    assert tempo >= 0
    assert np.all(np.diff(beats) > 0)
