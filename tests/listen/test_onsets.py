"""The law of this module: what librosa finds, however the song is cut into blocks."""

import librosa
import numpy as np
import pytest

from clavilux.listen import onsets as room
from clavilux.listen.onsets import onsets
from clavilux.media.decode import decode
from clavilux.media.mono import RATE

dice = np.random.default_rng(0)


class Disk:
    """A song of which only stretches can be had."""

    def __init__(self, sound):
        self.sound, self.longest = sound, 0

    def __len__(self):
        return len(self.sound)

    def __getitem__(self, part):
        assert isinstance(part, slice)
        assert part.start >= 0
        self.longest = max(self.longest, part.stop - part.start)
        return self.sound[part]


def expected(sound, rate):
    return librosa.onset.onset_detect(y=sound, sr=rate, units="time")


def heard(song, seconds):
    """What the ears hear of the beginning of a song, in memory."""
    return np.array(decode(song, duration=seconds).heard.samples[:])


@pytest.mark.parametrize("frames", [2048, 100, 1])
def test_on_the_example_song(song, monkeypatch, frames):
    monkeypatch.setattr(room, "FRAMES", frames)
    sound = heard(song, 12.0)
    sound[: 3 * RATE] *= 1e-4  # below what is heard of the rest
    np.testing.assert_array_equal(onsets(sound, RATE).times, expected(sound, RATE))


@pytest.mark.parametrize("rate", [8000, 22050, 44100])
@pytest.mark.parametrize("length", [9000, 22050, 30001])
def test_in_noise_that_swells(rate, length):
    sound = (dice.standard_normal(length) * np.linspace(0, 1, length) ** 2).astype(np.float32)
    np.testing.assert_array_equal(onsets(sound, rate).times, expected(sound, rate))


@pytest.mark.filterwarnings("ignore:n_fft=2048 is too large")
@pytest.mark.parametrize("length", [1, 500, 2047])
def test_in_a_blink_of_sound(length):
    sound = dice.standard_normal(length).astype(np.float32)
    np.testing.assert_array_equal(onsets(sound, RATE).times, expected(sound, RATE))


def test_silence_has_none():
    assert not len(onsets(np.zeros(RATE, np.float32), RATE))


def test_a_song_is_read_piece_by_piece(song, monkeypatch):
    monkeypatch.setattr(room, "FRAMES", 40)
    sound = heard(song, 6.0)
    disk = Disk(sound)
    np.testing.assert_array_equal(onsets(disk, RATE).times, onsets(sound, RATE).times)
    assert disk.longest < 1.2 * RATE
