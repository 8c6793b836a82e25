"""What is heard in pieces is what would be heard at once."""

import librosa
import numpy as np
import pytest

from clavilux.listen.pieces import Excerpt, Resampled, mean_square, padded, pieces, span
from clavilux.values import Mono

NOISE = np.random.default_rng(0).normal(0, 0.1, 100_000).astype(np.float32)


@pytest.mark.parametrize("hop", [441, 512, 735])
@pytest.mark.parametrize("size", [1, 100, 44100, 100_000])
def test_windows_of_pieces_are_those_of_the_whole(size, hop):
    sound = NOISE[:size]
    whole = librosa.stft(np.pad(sound, 1024), n_fft=2048, hop_length=hop, center=False)
    parts = [librosa.stft(part, n_fft=2048, hop_length=hop, center=False) for part in pieces(sound, 2048, hop, 16)]
    np.testing.assert_allclose(np.concatenate(parts, axis=1), whole, atol=1e-5)


@pytest.mark.parametrize(("first", "last"), [(-5, 5), (-10, -3), (99_990, 100_010), (100_005, 100_010), (3, 8)])
def test_beyond_the_ends_is_silence(first, last):
    whole = np.pad(NOISE, 20)
    np.testing.assert_array_equal(padded(NOISE, first, last), whole[first + 20 : last + 20])


@pytest.mark.parametrize(("sr", "rate"), [(22050, 16000), (44100, 16000), (16000, 16000), (8000, 16000)])
def test_a_cut_of_what_is_resampled_is_that_of_the_whole(sr, rate):
    sound = Resampled(NOISE, sr, rate)
    whole = librosa.resample(NOISE, orig_sr=sr, target_sr=rate)
    assert len(sound) == len(whole)
    for first, last in ((0, 1000), (12345, 23456), (len(whole) - 500, len(whole)), (0, len(whole))):
        np.testing.assert_allclose(sound[first:last], whole[first:last], atol=1e-4)


def test_a_part_is_cut_like_an_array():
    part = Excerpt(NOISE, 1000, 2000)
    assert len(part) == 1000
    for cut in (slice(None), slice(10, 20), slice(990, 5000), slice(20, 10)):
        np.testing.assert_array_equal(part[cut], NOISE[1000:2000][cut])


def test_the_part_of_a_song_leaves_out_what_surrounds_it():
    song = Mono(samples=NOISE, rate=1000, duration=5.0, lead=30.0)
    np.testing.assert_array_equal(Excerpt.of(song)[:], NOISE[30_000:35_000])
    np.testing.assert_array_equal(song.between(1.0, 2.0), NOISE[31_000:32_000])


def test_where_sound_begins_and_ends():
    sound = np.zeros(3_000_000, np.float32)
    assert span(sound, 1e-4) == (0, 0)
    sound[[1_500_000, 2_500_000]] = 0.5, -0.5
    assert span(sound, 1e-4) == (1_500_000, 2_500_001)
    assert span(NOISE, 0.0) == (0, len(NOISE))


def test_the_power_is_that_of_the_whole():
    assert mean_square(NOISE) == pytest.approx(np.mean(np.square(NOISE, dtype=float)))
