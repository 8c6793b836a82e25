import numpy as np
import pytest

from clavilux.direct.sources.pulse import PulseSource
from clavilux.direct.sources.swell import SwaySource


def pulse(heard, fps=24, **options):
    return PulseSource(**options).curve(heard, [])(np.arange(round(heard.duration * fps)) / fps)


def test_it_is_highest_on_the_beats(drums):
    heard = drums(120)
    curve = pulse(heard, fps=60)
    peaks = np.flatnonzero((curve[1:-1] > curve[:-2]) & (curve[1:-1] > curve[2:]) & (curve[1:-1] > 0.3)) + 1
    assert peaks / 60 == pytest.approx(heard.events["beats"].times)


@pytest.mark.parametrize("offset", [0.0, 0.25, 0.5, 0.75])
def test_the_picture_changes_most_on_the_beat_wherever_it_falls_between_frames(hearing, offset):
    """Frame differences, which belong to the later frame, peak within a frame of the beat, early as often as late."""
    beats = (np.arange(6, 220, 12) + offset) / 24
    percussive, steady = np.zeros(240), np.ones(240)
    percussive[np.round(beats * 24).astype(int)] = 1
    heard = hearing(10.0, beats=beats, onsets=beats, harmonic=steady, percussive=percussive, loudness=0.3 * steady)
    change = np.abs(np.diff(pulse(heard), prepend=0))
    lags = [np.argmax(change[round(b * 24) - 5 : round(b * 24) + 6]) - 5 + round(b * 24) - b * 24 for b in beats[1:]]
    assert np.abs(lags).max() <= 0.76


def test_it_follows_the_drums(hearing):
    percussive = np.full(480, 1e-6)
    percussive[240::12] = 1.0
    steady = np.ones(480)
    curve = pulse(hearing(beats=np.arange(0, 20, 0.5), percussive=percussive, harmonic=steady, loudness=0.3 * steady))
    assert curve[:230].max() < 0.05
    assert curve[240:].max() == pytest.approx(1, abs=0.01)


def test_a_beat_is_seen_where_its_drum_sounds(hearing):
    percussive = np.zeros(480)
    percussive[51] = 1
    heard = hearing(beats=[2.10], onsets=[2.125], percussive=percussive, loudness=np.full(480, 0.3))
    assert np.argmax(pulse(heard)) == 51
    far = hearing(beats=[2.0], onsets=[2.125], percussive=percussive, loudness=np.full(480, 0.3))
    assert pulse(far, offbeat=0)[51] < pulse(far, offbeat=1)[51]


def test_onsets_off_the_beat_count_less(hearing):
    percussive = np.zeros(480)
    percussive[[120, 240]] = 1
    heard = hearing(beats=[5.0], onsets=[5.0, 10.0], percussive=percussive, loudness=np.full(480, 0.3))
    for share in (0.0, 0.4, 1.0):
        curve = pulse(heard, offbeat=share)
        assert curve[240] == pytest.approx(share * curve[120], abs=1e-6)


def test_a_missing_stroke_is_danced_through_unless_the_music_stops(hearing):
    percussive, loudness = np.zeros(480), np.full(480, 0.3)
    percussive[12::12] = 1
    percussive[[120, 240]] = 0
    loudness[235:246] = 1e-4
    curve = pulse(hearing(beats=np.arange(0.5, 20, 0.5), percussive=percussive, loudness=loudness))
    assert curve[108] == pytest.approx(1, abs=0.01)
    assert 0.4 < curve[120] < 0.7
    assert curve[240] < 0.15


def test_a_beat_without_drums_does_not_shake_the_picture(hearing):
    """Trackers find beats in pads too; their percussive part is 50 dB below the harmonic one."""
    pads = hearing(beats=np.arange(0, 20, 0.5), percussive=1e-5 * np.random.default_rng(1).random(480))
    assert not pulse(pads).any()
    assert SwaySource().curve(pads, [])(np.arange(480) / 24).max() > 0.5
