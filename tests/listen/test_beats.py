import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import librosa
import numpy as np
import pytest

from clavilux.listen import beat_network
from clavilux.listen.beats import Rhythm, rhythm, within
from clavilux.values import Audio

SR = 22050
HERE = Path(__file__).parent
BAND = HERE.parents[1] / "bench" / "band" / "rhythms.py"


@pytest.fixture(scope="module")
def band() -> Any:
    """The band of the benchmark, which plays songs whose beats are known."""
    spec = importlib.util.spec_from_file_location("rhythms", BAND)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["rhythms"] = module
    spec.loader.exec_module(module)
    return module


def hits(truth: np.ndarray, found: np.ndarray, within: float = 0.07) -> float:
    """Share of the true and of the found times that have a partner."""
    distance = np.abs(truth[:, None] - found)
    return float(min((distance.min(axis=1) <= within).mean(), (distance.min(axis=0) <= within).mean()))


def noise(seconds: float) -> np.ndarray:
    return (0.1 * np.random.default_rng(0).standard_normal(round(seconds * SR))).astype(np.float32)


def tone(seconds: float) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * 220 * np.arange(round(seconds * SR)) / SR)).astype(np.float32)


def empty(found: Rhythm) -> bool:
    return found.tempo == found.meter == found.confidence == 0 and not len(found.beats) and not len(found.downbeats)


def test_clicks_are_heard_when_they_sound(clicks: Callable[..., Audio]) -> None:
    at = np.arange(0.5, 15, 0.5)
    found = rhythm(clicks(at, 15.0).samples[0], SR)
    assert found.tempo == pytest.approx(120, rel=0.01)
    inside = found.beats.times[found.beats.times < 14.8]
    assert np.abs(inside[:, None] - at).min(axis=1).max() < 0.02
    assert hits(at, inside, 0.02) == 1
    assert len(found.onsets) == len(at)
    np.testing.assert_allclose(found.onsets.times, at, atol=0.02)


@pytest.mark.parametrize(
    "name", ["rock 120", "fast waltz 162", "swing 140", "punk 178", "piano 3/4 112", "accelerating 104-122"]
)
def test_a_song_of_known_beats(band: Any, name: str) -> None:
    style = next(style for style in band.styles() if style.name == name)
    song = band.play(style, 20.0)
    found = rhythm(song.sound, SR)
    assert found.tempo == pytest.approx(song.tempo, rel=0.04)
    assert hits(song.beats, found.beats.times) > 0.9
    assert set(found.downbeats.times) <= set(found.beats.times)
    if style.meter == 3 or name == "rock 120":
        assert hits(song.downbeats, found.downbeats.times) > 0.85


def test_dotted_notes_are_not_taken_for_beats() -> None:
    sixteenth = 60 / 123 / 4
    strokes = (16 * np.arange(12)[:, None] + np.array([0, 3, 6, 9, 12])).ravel() * sixteenth
    time = np.arange(round(0.12 * SR)) / SR
    hiss = np.random.default_rng(0).standard_normal(len(time))
    thump = np.exp(-time / 0.03) * (np.sin(2 * np.pi * 110 * time) + 0.15 * hiss)
    sound = np.zeros(24 * SR, np.float32)
    for start in np.rint(strokes * SR).astype(int):
        sound[start : start + len(thump)] += thump
    found = rhythm(sound, SR)
    assert empty(found) or found.tempo == pytest.approx(123, rel=0.01)


def test_loudness_does_not_matter(band: Any) -> None:
    sound = band.play(band.styles()[0], 20.0).sound[: 12 * SR]
    loud, soft = rhythm(sound, SR), rhythm(0.01 * sound, SR)
    np.testing.assert_allclose(loud.beats.times, soft.beats.times, atol=1e-3)


def test_another_rate_is_the_same_song(band: Any) -> None:
    song = band.play(band.styles()[0], 20.0)
    found = rhythm(librosa.resample(song.sound[: 15 * SR], orig_sr=SR, target_sr=8000), 8000)
    assert found.tempo == pytest.approx(song.tempo, rel=0.02)
    assert hits(song.beats[song.beats < 14.9], found.beats.times) > 0.9


def test_the_rest_before_a_song_has_no_beat(band: Any) -> None:
    song = band.play(band.styles()[0], 20.0)
    found = rhythm(np.concatenate([np.zeros(10 * SR, np.float32), song.sound[: 12 * SR]]), SR)
    assert found.beats.times[0] > 9.8
    assert hits(song.beats[song.beats < 11.9] + 10, found.beats.times) > 0.9


@pytest.mark.parametrize(("first", "second"), [(150, 100), (100, 150), (120, 75), (90, 130)])
def test_of_two_tempi_one_is_told(clicks: Callable[..., Audio], first: int, second: int) -> None:
    """Their median lies between them, where no beat is."""
    early, late = (0.5 + np.arange(17) * 60 / bpm for bpm in (first, second))
    at = np.concatenate([early, early[-1] + late - 0.5 + 60 / second])
    found = rhythm(clicks(at, float(at[-1]) + 0.5).samples[0], SR)
    assert min(abs(found.tempo / bpm - 1) for bpm in (first, second)) < 0.04


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.2, 5.0])
def test_silence_has_no_beat(seconds: float) -> None:
    found = rhythm(np.zeros(round(seconds * SR), np.float32), SR)
    assert empty(found)
    assert not len(found.onsets)


def test_noise_and_drones_have_no_beat() -> None:
    assert empty(rhythm(noise(10), SR))
    assert empty(rhythm(tone(10), SR))


@pytest.mark.parametrize("seconds", [0.3, 1.0, 1.3, 2.0])
def test_short_sounds_do_no_harm(clicks: Callable[..., Audio], seconds: float) -> None:
    found = rhythm(clicks(np.arange(0.05, seconds, 0.25), seconds).samples[0], SR)
    assert found.tempo >= 0
    assert np.all(np.diff(found.beats.times) > 0)
    assert np.all((found.beats.times >= 0) & (found.beats.times <= seconds))


def test_networks_are_shown_what_they_were_trained_on() -> None:
    # computed once by BeatNet's own front end
    expected = np.load(HERE / "data" / "beatnet_frames.npz")["frames"]
    dice = np.random.default_rng(5)
    sound = (dice.standard_normal(11025) * np.linspace(0.5, 0, 11025) ** 2).astype(np.float32)
    np.testing.assert_allclose(beat_network.features(sound, 0, len(expected)), expected, atol=1e-5)
    np.testing.assert_allclose(beat_network.features(sound, 7, 11), expected[7:11], atol=1e-5)


def test_a_song_is_heard_the_same_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = noise(4) * np.linspace(0, 1, 4 * SR, dtype=np.float32)
    whole = beat_network.beat_activations(sound)
    monkeypatch.setattr(beat_network, "BLOCK", 37)
    pieces = beat_network.beat_activations(sound)
    np.testing.assert_allclose(pieces.probabilities, whole.probabilities, atol=1e-4)
    assert pieces.onset_density == pytest.approx(whole.onset_density, rel=1e-4)


def test_bars_of_five(band: Any) -> None:
    style = band.Style(
        name="five", tempo=150, meter=5, steps=2, kick="X.....X...", snare="..x.x...X.", hat="xxxxxxxxxx",
        bass="X.....X...", chords="X.....X...", harmony="Am F G Am",
    )  # fmt: skip
    song = band.play(style, 24.0)
    found = rhythm(song.sound, SR)
    assert found.meter == 5
    assert hits(song.downbeats, found.downbeats.times) > 0.9


def test_off_beat_chords_are_not_beats(band: Any) -> None:
    style = band.Style(
        name="ska", tempo=150, steps=2, kick="X...X...", snare="..X...X.", hat=".x.x.x.x", bass="X.x.x.x.",
        chords=".X.X.X.X", voice="organ",
    )  # fmt: skip
    song = band.play(style, 24.0)
    found = rhythm(song.sound, SR)
    assert hits(song.beats, found.beats.times) > 0.9
    assert hits(song.downbeats, found.downbeats.times) > 0.9


@pytest.mark.parametrize("tempo", [60.0, 120.0, 240.0])
def test_a_tempo_that_somebody_knows_is_kept(band: Any, tempo: float) -> None:
    found = rhythm(band.play(band.styles()[0], 20.0).sound, SR, tempo=tempo)
    assert found.tempo == pytest.approx(tempo, rel=0.02)


@pytest.mark.parametrize("meter", [1, 3, 4, 9])
def test_a_metre_that_somebody_knows_is_kept(band: Any, meter: int) -> None:
    found = rhythm(band.play(band.styles()[0], 20.0).sound, SR, meter=meter)
    assert found.meter == meter
    assert set(np.diff(np.searchsorted(found.beats.times, found.downbeats.times))) == {meter}


def test_a_part_keeps_metre_and_trust_of_the_song(band: Any) -> None:
    song = rhythm(band.play(band.styles()[0], 20.0).sound, SR)
    part = within(song, 5.0, 4.0)
    assert (part.meter, part.confidence, part.tempo) == (song.meter, song.confidence, song.tempo)
    assert song.confidence > 0.8
    silent = within(song, 100.0, 4.0)
    assert (silent.meter, silent.confidence, silent.tempo) == (0, 0.0, 0.0)


@pytest.mark.parametrize("bpm", [60, 90, 120, 150, 180])
def test_a_metronome_is_heard(bpm: int) -> None:
    times = np.arange(0.5, 20, 60 / bpm)
    found = rhythm(librosa.clicks(times=times, sr=SR, length=20 * SR).astype(np.float32), SR)
    assert found.tempo == pytest.approx(bpm, rel=0.02)
    assert hits(times, found.beats.times) > 0.95
