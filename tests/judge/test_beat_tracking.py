"""The law of this module: librosa's beats, frame by frame, from the same onset strength and from the sound."""

import librosa
import numpy as np
import pytest

from clavilux.judge.audio_features import LATE, analyse_audio
from clavilux.judge.beat_tracking import beat_frames, beat_period
from clavilux.media.decode import decode
from clavilux.values import Audio, FloatArray

RATE, FPS = 22050, 22050 / 512


def same_as_librosa(sound: FloatArray) -> None:
    """Beats, onsets, strength and loudness of a mono sound, and the tempo."""
    sound = sound.astype(np.float32)
    strength = librosa.onset.onset_strength(y=sound, sr=RATE)
    _, beats = librosa.beat.beat_track(onset_envelope=strength, sr=RATE)
    onsets = librosa.onset.onset_detect(onset_envelope=strength, sr=RATE)
    found = analyse_audio(Audio(samples=sound[None], rate=RATE))
    np.testing.assert_allclose(found.strength.values, strength / max(strength.max(), 1e-9), atol=1e-6)
    np.testing.assert_allclose(found.loudness.values, librosa.feature.rms(y=sound)[0], atol=1e-6)
    assert np.rint((found.librosa_beats + LATE) * FPS).astype(int).tolist() == beats.tolist()
    assert np.rint((found.onsets + LATE) * FPS).astype(int).tolist() == onsets.tolist()
    if strength.any():
        assert beat_frames(strength, FPS).tolist() == beats.tolist()
        tempo = librosa.feature.tempo(onset_envelope=strength, sr=RATE)
        assert 60 * FPS / beat_period(strength, FPS) == pytest.approx(tempo[0])


def clicks(times: FloatArray, seconds: float) -> FloatArray:
    return np.asarray(librosa.clicks(times=times, sr=RATE, length=int(seconds * RATE)))


@pytest.mark.parametrize("seconds", [3.0, 31.0])
def test_on_the_example_song(song, seconds: float) -> None:
    audio = decode(song, duration=seconds)
    mono = np.concatenate([block.mean(axis=0) for block in audio.blocks()])
    same_as_librosa(librosa.resample(mono, orig_sr=audio.rate, target_sr=RATE))


@pytest.mark.parametrize("length", [2048, 2600, 3585, 5000, 9000, 22050, 100000, 300000])
def test_in_noise(length: int) -> None:
    noise = np.random.default_rng(length).standard_normal(length)
    same_as_librosa(noise)
    same_as_librosa(noise * np.linspace(0, 1, length) ** 2)


@pytest.mark.parametrize("bpm", [25, 41, 60, 77, 90, 113, 120, 133.3, 150, 178, 200, 241, 300, 318, 330])
def test_in_clicks_of_any_tempo(bpm: float) -> None:
    """Also of those between which several ways are equally good, as nothing sounds there."""
    same_as_librosa(clicks(np.arange(0.3, 20, 60 / bpm), 20))


@pytest.mark.parametrize("seed", range(12))
def test_in_clicks_at_any_time(seed: int) -> None:
    dice = np.random.default_rng(seed)
    seconds = dice.uniform(1, 25)
    same_as_librosa(clicks(np.sort(dice.uniform(0, seconds, dice.integers(1, 40))), seconds))


@pytest.mark.parametrize("length", [2048, 3000, 6000, 22050, 220500])
@pytest.mark.parametrize("at", [0.0, 0.5, 0.9])
def test_in_a_single_click(length: int, at: float) -> None:
    sound = np.zeros(length)
    sound[int(at * length)] = 1
    same_as_librosa(sound)


def test_in_silence() -> None:
    same_as_librosa(np.zeros(RATE))


@pytest.mark.parametrize("count", range(5, 60))
def test_in_a_few_frames(count: int) -> None:
    """Where hardly a chain is worth its cost."""
    dice = np.random.default_rng(count)
    strength = np.zeros(count, np.float32)
    strength[dice.integers(3, count, 3)] = 10 ** dice.uniform(-3, 0, 3)
    _, beats = librosa.beat.beat_track(onset_envelope=strength, sr=RATE)
    assert beat_frames(strength, FPS).tolist() == beats.tolist()
