from fractions import Fraction

import numpy as np
import pytest

from clavilux import recipe
from clavilux.move.timeline import frame_count, timeline
from clavilux.types import Hearing, Section


def hearing(duration=20.0, rate=24.0, percussive=None, beats=()):
    n = round(duration * rate)
    rng = np.random.default_rng(0)
    return Hearing(
        duration=duration,
        tempo=120.0,
        beats=np.array(beats, float),
        downbeats=np.zeros(0),
        onsets=np.zeros(0),
        harmonic=rng.random(n),
        percussive=rng.random(n) if percussive is None else percussive,
        rate=rate,
        sections=(Section(start=0, end=duration),),
    )


@pytest.mark.parametrize(
    ("duration", "fps", "count"), [(30, "24", 720), (10.01, "30000/1001", 300), (0.01, "24", 1), (1.03, "24", 25)]
)
def test_frame_count_is_the_nearest_whole_number(duration, fps, count):
    assert frame_count(duration, Fraction(fps)) == count


def test_travel_is_the_papers_t_in_every_section():
    heard = hearing()
    plan = timeline(heard, [0, 10, 20], recipe.Move(), Fraction(24))
    assert plan.borders == (0, 240, 480)
    for start, end in ((0, 240), (240, 480)):
        h, p = heard.harmonic[start:end], heard.percussive[start:end]
        e = 0.2 * (h - h.min()) / (h.max() - h.min()) + 0.8 * (p - p.min()) / (p.max() - p.min())
        t = np.cumsum(e) / e.sum()
        t[0] = 0
        assert plan.envelopes["travel"].values[start:end] == pytest.approx(t, abs=1e-5)


def test_every_envelope_has_a_value_in_0_to_1_for_every_frame():
    plan = timeline(hearing(7.3, beats=np.arange(0, 7, 0.5)), [0, 7.3], recipe.Move(), Fraction(30000, 1001))
    for curve in plan.envelopes.values():
        assert curve.values.shape == (plan.frames,)
        assert curve.values.min() >= 0
        assert curve.values.max() <= 1


def test_pulse_follows_the_drums():
    percussive = np.full(480, 1e-6)
    percussive[240::12] = 1.0
    pulse = (
        timeline(hearing(percussive=percussive, beats=np.arange(0, 20, 0.5)), [0, 20], recipe.Move(), Fraction(24))
        .envelopes["pulse"]
        .values
    )
    assert pulse[:230].max() < 0.01
    assert pulse[240:].max() == pytest.approx(1)


def test_silence_has_no_pulse():
    plan = timeline(hearing(percussive=np.zeros(480), beats=[1.0]), [0, 20], recipe.Move(), Fraction(24))
    assert not plan.envelopes["pulse"].values.any()
