import numpy as np
import pytest

from clavilux.direct.envelopes import energy, normalise, presence, pulse, sensation, shimmer, sway, swell, travel


def test_energy_is_the_weighted_sum_of_the_normalised_parts():
    harmonic, percussive = np.array([2.0, 4.0, 6.0]), np.array([5.0, 1.0, 1.0])
    assert energy(harmonic, percussive, harmonic_weight=0.2, percussive_weight=0.8) == pytest.approx([0.8, 0.1, 0.2])


def test_a_part_that_does_not_vary_has_no_energy():
    assert normalise(np.full(4, 3.0)).tolist() == [0, 0, 0, 0]
    assert normalise(np.zeros(0)).size == 0


def test_travel_accumulates_the_energy():
    assert travel(np.array([1.0, 1.0, 2.0, 0.0, 4.0])) == pytest.approx([0, 0.25, 0.5, 0.5, 1])


@pytest.mark.parametrize("kind", ["energy", "linear"])
def test_travel_starts_at_0_ends_at_1_and_never_goes_back(kind):
    position = travel(np.random.default_rng(0).random(240) ** 4, kind)
    assert position[0] == 0
    assert position[-1] == 1
    assert (np.diff(position) >= 0).all()


def test_silence_travels_in_a_straight_line():
    assert travel(np.zeros(5)) == pytest.approx([0, 0.25, 0.5, 0.75, 1])


def test_constant_travel_stays():
    assert not travel(np.ones(5), "constant").any()


def test_a_pulse_rises_before_its_event_is_highest_on_it_and_decays():
    times = np.arange(100) / 100
    curve = pulse(np.array([0.5]), np.array([0.8]), times, attack=0.1, decay=0.2)
    assert curve[:41].max() == pytest.approx(0)
    assert curve[45] == pytest.approx(0.4)
    assert curve[50] == pytest.approx(0.8)
    assert curve[70] == pytest.approx(0.8 / np.e)


def test_without_attack_a_pulse_is_sudden():
    curve = pulse(np.array([0.5]), np.array([1.0]), np.arange(10) / 10, attack=0, decay=1)
    assert curve[4] == 0
    assert curve[5] == 1


def test_the_look_of_a_pulse_does_not_depend_on_the_frame_rate():
    events, strengths = np.array([0.51, 1.0]), np.array([1.0, 0.5])
    slow, fast = (pulse(events, strengths, np.arange(2 * fps) / fps, attack=0.04, decay=0.2) for fps in (24, 48))
    assert fast[::2] == pytest.approx(slow, abs=1e-9)


def test_pulses_do_not_add_up():
    times = np.arange(240) / 24
    assert pulse(np.arange(0, 10, 0.05), np.ones(200), times, attack=0.04, decay=1.0).max() <= 1


def test_swell_is_0_at_rest_and_1_where_it_is_loud():
    loudness = np.concatenate([np.zeros(300), np.full(300, 0.2), np.full(300, 0.8)])
    curve = swell(loudness, 30.0)
    assert curve[:200].max() == 0
    assert 0.2 < curve[450] < 0.8
    assert curve[700:].min() == pytest.approx(1)
    assert not swell(np.zeros(50), 30.0).any()


def test_loudness_is_sensed_by_stevens_law():
    assert sensation(np.array([0.0, 1.0, 10.0, 99.0]), 10.0) == pytest.approx([0, 0.1**0.3, 1, 1])
    assert not sensation(np.ones(3), 0.0).any()


@pytest.mark.parametrize(
    ("power", "against", "share"), [(1, 10, 1.0), (1, 1000, 0.5), (1, 1e5, 0), (0, 1, 0), (1, 0, 1), (0, 0, 0)]
)
def test_presence_is_told_in_decibels(power, against, share):
    assert presence(power, against, (-40.0, -20.0)) == pytest.approx(share)


def test_shimmer_rings_for_the_same_time_at_any_rate():
    for rate in (24.0, 60.0):
        treble = np.zeros(round(4 * rate))
        treble[: round(rate)] = 1.0
        curve = shimmer(treble, treble, rate)
        assert np.interp(1.24 - 1 / rate, np.arange(treble.size) / rate, curve) == pytest.approx(np.exp(-2), abs=0.03)


def test_nothing_comes_of_nothing():
    for curve in (sway(np.zeros(0), 24.0), swell(np.zeros(0), 24.0), shimmer(np.zeros(0), np.zeros(0), 24.0)):
        assert curve.size == 0
