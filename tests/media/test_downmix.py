import numpy as np
import pytest

from clavilux.media.downmix import SPAN, downmixed

RATE = 1000


def mixed(samples, sizes=(700,)):
    """The mix of [channels, n] that comes in blocks of these sizes, again and again."""
    borders = np.cumsum(np.resize(sizes, samples.shape[1] // min(sizes) + 1))
    blocks = np.split(samples, borders[borders < samples.shape[1]], axis=1)
    return np.concatenate(list(downmixed(blocks, RATE)))


def tone(hertz, seconds=40.0):
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE).astype(np.float32)


@pytest.mark.parametrize("seconds", [0.1, 3.0, 10.0, 37.3])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_mono_is_the_mean_of_the_channels(channels, seconds):
    samples = np.random.default_rng(0).normal(0, 0.1, (channels, round(seconds * RATE))).astype(np.float32)
    np.testing.assert_allclose(mixed(samples), samples.mean(axis=0), atol=1e-7)


def test_it_does_not_matter_how_the_sound_is_cut():
    samples = np.stack([tone(50), -tone(50) + 0.1 * tone(80)])
    np.testing.assert_allclose(mixed(samples, (1, 333)), mixed(samples, (25000,)), atol=1e-6)


def test_channels_that_cancel_are_heard_as_they_are():
    """Of a tone whose sign is turned in one channel, nothing is lost."""
    heard = mixed(np.stack([tone(50), -tone(50)]))
    assert np.abs(np.abs(heard) - np.abs(tone(50))).max() < 1e-5


def test_nearly_cancelling_channels_too_and_half_cancelling_ones_are_a_mean():
    side, middle = tone(50), tone(80)
    near = np.stack([side + 0.1 * middle, -side + 0.1 * middle])
    half = np.stack([side + middle, -side + middle])
    assert mixed(near).std() > 0.6
    np.testing.assert_allclose(mixed(half), middle, atol=1e-6)


def test_nothing_jumps_where_channels_begin_to_cancel():
    """A tone that is the same in both channels, and later turned in one: its level sinks and rises, without a click."""
    turned = tone(50) * np.where(np.arange(40 * RATE) < 20 * RATE, 1, -1).astype(np.float32)
    heard = mixed(np.stack([tone(50), turned]))
    step = np.abs(np.diff(tone(50))).max()
    elsewhere = np.abs(np.arange(40 * RATE - 1) - 20 * RATE) > 2  # the turn itself is a jump of the file
    assert np.abs(np.diff(heard))[elsewhere].max() < 1.05 * step
    assert heard[: 10 * RATE].std() == pytest.approx(0.707, abs=0.01)
    assert heard[30 * RATE :].std() == pytest.approx(0.707, abs=0.01)


def test_the_sign_does_not_change_on_the_way():
    """Two tones that cancel, one after the other louder in either channel."""
    louder = np.linspace(0.5, 1.5, 60 * RATE, dtype=np.float32)
    heard = mixed(np.stack([louder * tone(50, 60), -(2 - louder) * tone(50, 60)]))
    rms = np.sqrt(np.square(heard).reshape(-1, RATE).mean(axis=1))
    assert rms.min() > 0.6


def test_the_number_of_channels_may_change():
    blocks = [np.ones((1, 500), np.float32), np.ones((2, 500), np.float32), np.ones((6, 500), np.float32)]
    assert np.concatenate(list(downmixed(blocks, RATE))).tolist() == [1.0] * 1500


def test_silence_is_silence():
    assert not mixed(np.zeros((2, round(2.5 * SPAN * RATE)), np.float32)).any()
