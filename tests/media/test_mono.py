import librosa
import numpy as np
import pytest

from clavilux.media.mono import RATE, mono
from clavilux.values import Audio


def music(seconds=5.0, rate=44100, channels=2):
    """Decaying chords, a little different in each channel."""
    time = np.arange(round(seconds * rate)) / rate
    chord = sum(np.sin(2 * np.pi * pitch * time) for pitch in (110, 220, 277.2, 3520))
    return np.stack([0.2 / (1 + c) * chord * np.exp(-3 * (time % 0.5)) for c in range(channels)]).astype(np.float32)


def heard(samples, rate=44100):
    return mono(Audio(samples=samples, rate=rate)).samples[:]


@pytest.mark.parametrize("rate", [8000, 22050, 44100, 48000, 96000])
def test_is_the_mean_at_the_rate_of_the_ears(rate):
    samples = music(rate=rate)
    plain = librosa.resample(samples.mean(axis=0), orig_sr=rate, target_sr=RATE)
    given = heard(samples, rate)
    assert abs(len(given) - len(plain)) <= 1
    size = min(len(given), len(plain))
    scale = given[:size] @ plain[:size] / (plain[:size] @ plain[:size])
    np.testing.assert_allclose(given[:size], scale * plain[:size], atol=2e-4)


@pytest.mark.parametrize("decibels", [-60, -40, -26, -6, 12])
def test_is_the_same_however_loud_the_sound(decibels):
    samples = music()
    np.testing.assert_allclose(heard(samples * np.float32(10 ** (decibels / 20))), heard(samples), atol=1e-5)


def test_is_the_same_in_16_bits_down_to_40_decibels():
    samples = music()
    quiet = np.rint(samples * 0.01 * 32767) / np.float32(32767)
    assert np.abs(heard(quiet.astype(np.float32)) - heard(samples)).std() < 0.01


def test_a_click_does_not_change_the_level():
    samples = 0.1 * music()
    clicked = samples.copy()
    clicked[:, 50000] = 1
    before, after = heard(samples), heard(clicked)
    assert after[:20000].std() == pytest.approx(before[:20000].std(), rel=0.02)


def test_nor_does_a_pause():
    samples = music()
    paused = np.concatenate([samples, np.zeros_like(samples)], axis=1)
    np.testing.assert_allclose(heard(paused)[: 4 * RATE], heard(samples)[: 4 * RATE], atol=1e-4)


def test_what_lies_80_decibels_below_full_scale_is_silence():
    noise = 2e-5 * np.random.default_rng(0).standard_normal((2, 44100)).astype(np.float32)
    assert not heard(noise).any()


def test_parts_are_cut_by_time():
    sound = mono(Audio(samples=music(channels=1, rate=RATE), rate=RATE))
    np.testing.assert_array_equal(sound.between(1.0, 2.5), sound.samples[RATE : round(2.5 * RATE)])
    assert sound.duration == 5.0
