"""Events and verdicts on clicks at known times and pictures that change at known times."""

import tracemalloc
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import librosa
import numpy as np
import pytest

from clavilux.judge.events import (
    CHANGED,
    STRONG,
    Curve,
    big_changes,
    frame_change,
    onset_strength,
    strong_beats,
)
from clavilux.judge.plot import draw
from clavilux.judge.score import score, verdict
from clavilux.types import Audio, FloatArray, Image

CLICKS = np.arange(0.5, 19.6, 0.5)
"""Seconds: 120 BPM."""


def clicks(
    times: Sequence[float] | np.ndarray = CLICKS,
    seconds: float = 20.0,
    rate: int = 44100,
    loud: float | np.ndarray = 0.8,
) -> Audio:
    sound = librosa.clicks(times=times, sr=rate, length=round(seconds * rate), click_duration=0.05)
    gains = np.interp(np.arange(len(sound)) / rate, times, np.broadcast_to(loud, np.shape(times)))
    return Audio(samples=np.tile(sound * gains, (2, 1)).astype(np.float32), rate=rate)


def cuts(times: Iterable[float], seconds: float = 20.0, fps: int = 24) -> Iterator[tuple[float, Image]]:
    """A video whose picture is another from each of the times on."""
    times = np.asarray(times)
    for i in range(round(seconds * fps)):
        shade = 40 * (np.searchsorted(times, i / fps + 1e-9) % 6)
        yield i / fps, np.full((16, 16, 3), shade, np.uint8)


def beats_of(audio: Audio) -> FloatArray:
    return strong_beats(audio, onset_strength(audio))


def test_clicks_are_heard_as_beats_in_their_place() -> None:
    heard = beats_of(clicks())
    assert len(heard) >= 30
    assert np.abs(heard[:, None] - CLICKS).min(axis=1).max() < 0.05


def test_weak_beats_do_not_count() -> None:
    loud = np.where(np.arange(len(CLICKS)) % 4 == 0, 0.8, 0.001)
    heard = beats_of(clicks(loud=loud))
    assert len(heard) > 0
    assert np.abs(heard[:, None] - CLICKS[::4]).min(axis=1).max() < 0.05


def test_strong_beats_are_the_definition_spelt_out() -> None:
    audio = clicks(loud=np.linspace(0.1, 1, len(CLICKS)))
    mono = librosa.resample(audio.samples.mean(axis=0), orig_sr=44100, target_sr=22050)
    envelope = librosa.onset.onset_strength(y=mono, sr=22050)
    _, beats = librosa.beat.beat_track(y=mono, sr=22050)
    expected = [frame * 512 / 22050 for frame in beats if envelope[frame] / max(envelope) > 0.40]
    assert beats_of(audio).tolist() == pytest.approx(expected)


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.2, 3.0])
def test_silence_and_snippets_have_no_beats(seconds: float) -> None:
    silence = Audio(samples=np.zeros((1, round(seconds * 8000)), np.float32), rate=8000)
    strength = onset_strength(silence)
    assert not strength.values.any()
    assert len(strong_beats(silence, strength)) == 0


def test_a_very_short_song_is_judged_without_fuss() -> None:
    blip = clicks(times=[0.1], seconds=0.2)
    assert len(beats_of(blip)) <= 1


def test_frame_change_counts_channel_values_that_differ_at_all() -> None:
    canvas = np.zeros((4, 5, 3), np.uint8)
    touched, shifted = canvas.copy(), canvas + 1
    touched[0, 0, 1] = 1
    change = frame_change([(0.0, canvas), (0.5, touched), (0.7, touched), (1.0, shifted)])
    assert change.times.tolist() == [0.0, 0.5, 0.7, 1.0]
    assert change.values.tolist() == pytest.approx([0, 1 / 60, 0, 59 / 60])


def test_the_threshold_is_the_papers_count() -> None:
    assert pytest.approx(225_000) == CHANGED * 768 * 768 * 3
    exactly, more = 225_000 / 1_769_472, 225_001 / 1_769_472
    assert big_changes(Curve(times=np.array([1.0, 5.0]), values=np.array([exactly, more]))).tolist() == [5.0]


def test_visual_events_are_a_second_apart() -> None:
    times = np.array([0.5, 0.9, 1.4999, 1.5, 2.4, 2.6, 9.0])
    assert big_changes(Curve(times=times, values=np.ones(7))).tolist() == [0.5, 1.5, 2.6, 9.0]


@pytest.mark.parametrize("fps", [24, 25, 30, 30000 / 1001])
def test_a_second_is_a_second_at_every_frame_rate(fps: float) -> None:
    """Frame times are rounded; that must not cost a frame."""
    frames = np.arange(1, 400)
    events = big_changes(Curve(times=frames / fps, values=np.ones(len(frames))))
    assert np.round(np.diff(events) * fps).tolist() == [np.ceil(fps)] * (len(events) - 1)


def test_a_video_without_change_scores_zero() -> None:
    found = score(cuts([]), clicks(), "clicks")
    assert (found.avs, len(found.visual_events), found.song) == (0.0, 0, "clicks")
    assert len(found.audio_events) > 0


def test_a_video_without_sound_scores_zero() -> None:
    assert score(cuts(CLICKS), Audio(samples=np.zeros((1, 44100), np.float32), rate=44100), "").avs == 0.0


def test_on_the_beat_is_better_than_beside_it() -> None:
    slow = np.arange(1.0, 19.0, 1.2)
    song = clicks(times=slow)
    on, beside = (score(cuts(slow + late), song, "") for late in (0.0, 0.4))
    assert on.avs > 0.93
    assert beside.avs == pytest.approx(1 / 1.4, abs=0.05)


def test_score_is_the_formula_on_its_events() -> None:
    found = score(cuts([2.0, 5.0]), clicks(times=[2.0, 5.0, 9.0], loud=1.0), "")
    assert found.visual_events.tolist() == [2.0, 5.0]
    assert all(time in onset_strength(clicks()).times for time in found.audio_events)
    assert found.audio_events.dtype == float


def test_memory_does_not_grow_with_the_video() -> None:
    def noise(count: int) -> Iterator[tuple[float, Image]]:
        dice = np.random.default_rng(0)
        for i in range(count):
            yield i / 24, dice.integers(0, 255, (64, 64, 3), np.uint8)

    def peak(count: int) -> int:
        tracemalloc.start()
        frame_change(noise(count))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(5)
    assert peak(1000) - peak(10) < 1000 * 200


def test_the_picture_of_a_verdict(tmp_path: Path) -> None:
    strength, change = onset_strength(clicks()), frame_change(cuts(np.arange(1.2, 19, 1.5)))
    found = verdict(strong_beats(clicks(), strength), change, "a song with $ and _ in its name.ogg")
    for name in ("why.png", "why.svg"):
        draw(found, strength, change, tmp_path / name)
    assert (tmp_path / "why.png").read_bytes().startswith(b"\x89PNG")
    drawing = (tmp_path / "why.svg").read_text()
    assert f"AVS {found.avs:.3f}" in drawing
    assert f"{len(found.audio_events)} events" in drawing
    assert f"threshold {STRONG:.2f}" in drawing


def test_an_empty_verdict_can_be_drawn(tmp_path: Path) -> None:
    strength, change = onset_strength(Audio(samples=np.zeros((1, 0), np.float32), rate=8000)), frame_change([])
    draw(verdict(np.zeros(0), change, ""), strength, change, tmp_path / "why.png")
    assert (tmp_path / "why.png").stat().st_size > 1000
