import numpy as np
import pytest

from clavilux.move.envelopes import energy, normalise, pulse, travel


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
    assert position[-1] == pytest.approx(1)
    assert (np.diff(position) >= 0).all()


def test_silence_travels_in_a_straight_line():
    assert travel(np.zeros(5)) == pytest.approx([0, 0.25, 0.5, 0.75, 1])


def test_constant_travel_stays():
    assert not travel(np.ones(5), "constant").any()


def test_a_pulse_peaks_in_the_frame_nearest_to_its_beat_and_decays():
    times = np.arange(48) / 24
    curve = pulse(np.array([0.51]), np.array([0.8]), times, decay=0.2)
    assert curve[:12].max() == 0
    assert curve[12] == pytest.approx(0.8)
    assert curve[12 + 24] == pytest.approx(0.8 * np.exp(-1 / 0.2))


def test_the_look_of_a_pulse_does_not_depend_on_the_frame_rate():
    beats, strengths = np.array([0.5, 1.0]), np.array([1.0, 0.5])
    slow, fast = (pulse(beats, strengths, np.arange(2 * fps) / fps, decay=0.2) for fps in (24, 48))
    assert fast[::2] == pytest.approx(slow, abs=1e-9)


def test_pulses_do_not_add_up():
    times = np.arange(240) / 24
    assert pulse(np.arange(0, 10, 0.05), np.ones(200), times, decay=1.0).max() <= 1
