"""What is heard, on clicks at known times."""

import librosa
import numpy as np
import pytest

from clavilux.judge import audio_features, beat_tracking
from clavilux.judge.audio_features import analyse_audio
from clavilux.values import Audio

CLICKS = np.arange(0.5, 19.6, 0.5)
"""Seconds: 120 BPM."""


def clicks(loud: float | np.ndarray = 0.8, rate: int = 44100) -> Audio:
    sound = librosa.clicks(times=CLICKS, sr=rate, length=20 * rate, click_duration=0.05)
    gains = np.interp(np.arange(len(sound)) / rate, CLICKS, np.broadcast_to(loud, CLICKS.shape))
    return Audio(samples=np.tile(sound * gains, (2, 1)).astype(np.float32), rate=rate)


def nearest(times: np.ndarray, to: np.ndarray) -> np.ndarray:
    return np.abs(times[:, None] - to).min(axis=1)


def test_clicks_are_heard_in_their_place() -> None:
    found = analyse_audio(clicks())
    for times in (found.events, found.beats, found.onsets):
        assert len(times) >= 30
        assert nearest(times, CLICKS).max() < 0.05


def test_weak_beats_are_no_events() -> None:
    found = analyse_audio(clicks(np.where(np.arange(len(CLICKS)) % 4 == 0, 0.8, 0.001)))
    assert len(found.events) > 0
    assert nearest(found.events, CLICKS[::4]).max() < 0.05


def test_events_are_the_papers_definition_spelt_out() -> None:
    audio = clicks(np.where(np.arange(len(CLICKS)) % 4 == 3, 0.003, 0.8))
    mono = librosa.resample(audio.samples.mean(axis=0), orig_sr=44100, target_sr=22050)
    envelope = librosa.onset.onset_strength(y=mono, sr=22050)
    _, beats = librosa.beat.beat_track(onset_envelope=envelope, sr=22050)
    found = analyse_audio(audio)
    expected = [frame * 512 / 22050 for frame in beats if envelope[frame] / max(envelope) > 0.40]
    assert found.events.tolist() == pytest.approx(expected)
    assert found.beats.tolist() == pytest.approx([(frame - 1) * 512 / 22050 for frame in beats])
    assert found.librosa_beats.tolist() == found.beats.tolist()
    assert 0 < len(expected) < len(beats)
    onsets = librosa.onset.onset_detect(y=mono, sr=22050, units="time")
    assert found.onsets.tolist() == pytest.approx((onsets - 512 / 22050).tolist())


def test_a_long_sound_is_heard_in_parts_as_if_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = analyse_audio(clicks())
    monkeypatch.setattr(audio_features, "BLOCK", 7)
    monkeypatch.setattr(beat_tracking, "BLOCK", 100)
    parts = analyse_audio(clicks())
    assert parts.events.tolist() == whole.events.tolist()
    assert parts.onsets.tolist() == whole.onsets.tolist()
    assert parts.strength.values == pytest.approx(whole.strength.values, abs=1e-6)
    assert parts.loudness.values == pytest.approx(whole.loudness.values, abs=1e-6)


@pytest.mark.parametrize("kind", ["click", "noise", "note"])
def test_sounds_are_heard_when_they_begin(kind: str) -> None:
    """Not a hop later, as librosa has them."""
    dice = np.random.default_rng(0)
    begins = np.cumsum(dice.uniform(0.35, 0.6, 40))
    age = np.arange(6000) / 44100
    wave = {
        "click": (age == 0).astype(float),
        "noise": 0.3 * np.exp(-age / 0.04) * dice.standard_normal(len(age)),
        "note": 0.5 * np.exp(-age / 0.04) * np.minimum(age / 0.005, 1) * np.sin(2 * np.pi * 440 * age),
    }[kind]
    sound = 1e-3 * dice.standard_normal(30 * 44100)
    for begin in begins:
        sound[round(begin * 44100) :][: len(wave)] += wave
    found = analyse_audio(Audio(samples=sound[None].astype(np.float32), rate=44100))
    near = np.abs(found.strength.times - begins[:, None]) < 0.12
    tops = found.strength.times[np.where(near, found.strength.values, 0).argmax(axis=1)]
    assert np.median(tops - begins) == pytest.approx(0, abs=0.005)
    assert np.median(nearest(begins, found.onsets)) < 0.012


def test_beats_from_outside_change_nothing_else() -> None:
    mine = np.array([1.0, 2.0])
    own, lent = analyse_audio(clicks()), analyse_audio(clicks(), mine)
    assert lent.beats.tolist() == [1, 2]
    assert lent.librosa_beats.tolist() == own.beats.tolist()
    assert lent.events.tolist() == own.events.tolist()


def test_loudness_is_the_root_mean_square() -> None:
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(44100) / 22050)
    found = analyse_audio(Audio(samples=tone[None].astype(np.float32), rate=22050))
    assert found.loudness.values[20] == pytest.approx(0.5 / np.sqrt(2), rel=0.01)


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.2, 3.0])
def test_silence_and_snippets_have_no_events(seconds: float) -> None:
    found = analyse_audio(Audio(samples=np.zeros((1, round(seconds * 8000)), np.float32), rate=8000))
    assert not found.strength.values.any()
    assert len(found.events) == len(found.beats) == len(found.onsets) == 0


def test_a_very_short_sound_is_heard_without_fuss() -> None:
    blip = Audio(samples=clicks().samples[:, 22050 : 22050 + 4410], rate=44100)
    assert len(analyse_audio(blip).events) <= 1
