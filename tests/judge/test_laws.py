"""Laws that every measure obeys: the perfect video is high, metronomes and the late lose, the still has nothing."""

from dataclasses import fields
from functools import cache

import numpy as np
import pytest

from clavilux.judge.audio_features import AudioFeatures
from clavilux.judge.avs import avs
from clavilux.judge.curve import Curve
from clavilux.judge.events import scene_changes
from clavilux.judge.score import judge
from clavilux.judge.video_features import VideoFeatures
from clavilux.values import FloatArray, SyncReport

SECONDS, FPS, RATE = 40.0, 24, 22050 / 512
DICE = np.random.default_rng(5)
ACCENTS = np.cumsum(DICE.uniform(1.05, 2.4, 80))
ACCENTS = ACCENTS[ACCENTS < SECONDS - 1]
"""Seconds: music with irregular accents."""
FORCE = 0.7 + 0.3 * np.sin(ACCENTS / 6)
"""Of each accent: the song swells and fades."""

HIGHER_IS_BETTER = (
    "avs",
    "beat_f",
    "librosa_f",
    "onset_f",
    "onset_lift",
    "av_align",
    "lag_correlation",
    "energy_correlation",
)
P_VALUES = ("avs_p", "beat_f_p", "librosa_f_p", "onset_lift_p")


def song(accents: FloatArray = ACCENTS, force: FloatArray = FORCE) -> AudioFeatures:
    """Accents that ring on, over soft offbeats that are no onsets."""
    times = np.arange(round(SECONDS * RATE)) / RATE
    strength, loudness = np.full((2, len(times)), 0.01)
    for accent, loud in zip(accents, force, strict=True):
        strength = np.maximum(strength, loud * np.exp(-(((times - accent) / 0.02) ** 2)))
        loudness = np.maximum(loudness, loud * np.exp(-np.abs(times - accent) / 0.5) * (times >= accent - 0.02))
    return AudioFeatures(
        strength=Curve(times=times, values=strength),
        loudness=Curve(times=times, values=loudness),
        events=accents,
        beats=accents,
        librosa_beats=accents,
        onsets=accents,
    )


def film(moves: FloatArray, force: FloatArray = FORCE) -> VideoFeatures:
    """A picture that jumps at some moments and settles."""
    times = np.arange(round(SECONDS * FPS)) / FPS
    values = np.zeros(len(times))
    for move, strong in zip(moves, np.resize(force, len(moves)), strict=True):
        frame = round(move * FPS)
        settling = 20 * strong * np.exp(-np.arange(len(times) - frame) / FPS / 0.15)
        values[frame:] = np.maximum(values[frame:], settling)
    return VideoFeatures(
        changed=Curve(times=times, values=np.where(values > 5, 0.8, 0.01)),
        difference=Curve(times=times, values=values),
        flow=Curve(times=times, values=values / 10),
        seconds=SECONDS,
    )


def report(heard: AudioFeatures, seen: VideoFeatures) -> SyncReport:
    return judge(heard, seen, "").report


@cache
def elsewhere(seed: int) -> SyncReport:
    """The perfect video of one song, with the intervals and the swells of that song in another order."""
    dice = np.random.default_rng(seed)
    order = dice.permutation(len(ACCENTS))
    return report(song(0.7 + np.cumsum(np.diff(ACCENTS, prepend=0)[order]), FORCE[order]), film(ACCENTS))


@cache
def late_by(late: float) -> SyncReport:
    return report(song(), film(ACCENTS + late))


def metronome(phase: float) -> FloatArray:
    """A metronome with as many moments as the perfect video."""
    return (np.arange(len(ACCENTS)) + phase) * SECONDS / len(ACCENTS)


@cache
def metronome_report(phase: float) -> SyncReport:
    return report(song(), film(metronome(phase)))


PERFECT = late_by(0)
STILL = report(song(), film(np.zeros(0)))


def test_the_perfect_video_is_nearly_perfect() -> None:
    assert PERFECT.avs == pytest.approx(1, abs=0.02)
    assert PERFECT.avs_ceiling == 1
    assert PERFECT.beat_f == PERFECT.onset_f == PERFECT.av_align == 1
    assert PERFECT.onset_lift > 5
    assert PERFECT.lag_correlation > 0.7
    assert PERFECT.energy_correlation > 0.7
    assert abs(PERFECT.lag_ms) < 1000 / FPS / 2
    assert PERFECT.avs_metronome < PERFECT.avs
    assert PERFECT.avs_shift_mean < PERFECT.avs
    for name in P_VALUES:
        assert getattr(PERFECT, name) == pytest.approx(1 / 1001)


@pytest.mark.parametrize("late", [0.25, 0.5])
@pytest.mark.parametrize("name", [name for name in HIGHER_IS_BETTER if name != "lag_correlation"])
def test_a_late_video_loses(name: str, late: float) -> None:
    assert getattr(late_by(late), name) < 0.9 * getattr(PERFECT, name)


@pytest.mark.parametrize("late", [-0.1, 0.25, 0.5])
def test_a_late_video_is_known_to_be_late(late: float) -> None:
    assert late_by(late).lag_ms == pytest.approx(1000 * late, abs=1000 / FPS / 2)


@pytest.mark.parametrize("late", [0.25, 0.5])
@pytest.mark.parametrize("name", ["beat_f_p", "onset_lift_p"])
def test_a_late_video_is_no_better_than_chance(name: str, late: float) -> None:
    assert getattr(late_by(late), name) > 0.5


def test_a_shuffled_song_is_met_by_chance() -> None:
    def middle(name: str) -> float:
        return float(np.median([getattr(elsewhere(seed), name) for seed in range(5)]))

    assert all(0.05 < middle(name) < 0.95 for name in P_VALUES)
    assert middle("avs") == pytest.approx(middle("avs_metronome"), abs=0.08)
    assert middle("avs") == pytest.approx(middle("avs_shift_mean"), abs=0.08)
    assert max(middle(name) for name in ("beat_f", "onset_f", "av_align", "lag_correlation")) < 0.25
    assert 0.3 < middle("onset_lift") < 1.7
    assert abs(middle("energy_correlation")) < 0.3


@pytest.mark.parametrize("phase", [0.1, 0.6])
@pytest.mark.parametrize("name", HIGHER_IS_BETTER)
def test_a_metronome_loses(name: str, phase: float) -> None:
    found = metronome_report(phase)
    assert getattr(found, name) < 0.85 * getattr(PERFECT, name)
    assert all(getattr(found, p) > 0.01 for p in P_VALUES)


def test_metronomes_score_their_baseline() -> None:
    """On average over phases, a metronome's AVS is the baseline by which it is measured."""
    scores = [avs(ACCENTS, scene_changes(film(metronome(k / 8)).changed)) for k in range(8)]
    assert np.mean(scores) == pytest.approx(metronome_report(0.1).avs_metronome, abs=0.03)


NOTHING_SEEN = VideoFeatures(
    changed=Curve(times=np.zeros(0), values=np.zeros(0)),
    difference=Curve(times=np.zeros(0), values=np.zeros(0)),
    flow=Curve(times=np.zeros(0), values=np.zeros(0)),
    seconds=0.0,
)
SILENCE = song(np.zeros(0), np.zeros(0))
SILENCE = AudioFeatures(
    strength=Curve(times=SILENCE.strength.times, values=0 * SILENCE.strength.values),
    loudness=Curve(times=SILENCE.loudness.times, values=0 * SILENCE.loudness.values),
    events=np.zeros(0),
    beats=np.zeros(0),
    librosa_beats=np.zeros(0),
    onsets=np.zeros(0),
)


@pytest.mark.parametrize(
    "found",
    [STILL, report(SILENCE, film(ACCENTS)), report(SILENCE, NOTHING_SEEN), report(song(), NOTHING_SEEN)],
    ids=["still", "silence", "nothing at all", "no frames"],
)
def test_without_anything_to_compare_all_is_defined(found: SyncReport) -> None:
    for name in (*HIGHER_IS_BETTER, "avs_metronome", "avs_shift_mean"):
        assert getattr(found, name) == 0
    assert all(getattr(found, name) == 1 for name in P_VALUES)
    assert np.isnan(found.lag_ms)


def test_the_ceiling_is_the_songs_alone() -> None:
    assert STILL.avs_ceiling == PERFECT.avs_ceiling
    assert report(SILENCE, film(ACCENTS)).avs_ceiling == 0
    dense = song(np.arange(0.5, 39, 0.5), np.ones(77))  # of which the paper's rule takes every third
    assert report(dense, film(ACCENTS)).avs_ceiling == pytest.approx(1 / (1 + (0.5 + 0 + 0.5) / 3), abs=0.01)


def test_reports_are_the_same_every_time() -> None:
    again = report(song(), film(ACCENTS))
    for field in fields(SyncReport):
        assert np.array_equal(getattr(again, field.name), getattr(PERFECT, field.name))
