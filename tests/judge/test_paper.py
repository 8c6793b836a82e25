"""The paper's AVS, spelt out again in a few lines, with which each of its rules is held on made sounds and films."""

from collections.abc import Iterator
from fractions import Fraction

import librosa
import numpy as np
import pytest
from fastdtw import fastdtw

from clavilux.judge.audio_features import analyse_audio
from clavilux.judge.avs import avs
from clavilux.judge.curve import Curve
from clavilux.judge.events import scene_changes
from clavilux.judge.score import score
from clavilux.values import Audio, FloatArray, Image

RATE = 22050


def audio_events(sound: FloatArray) -> list[float]:
    """Beats of librosa's tracker on the mean onset envelope that are stronger than 0.40 of its maximum."""
    envelope = librosa.onset.onset_strength(y=sound, sr=RATE)
    _, beats = librosa.beat.beat_track(onset_envelope=envelope, sr=RATE)
    strong = [beat for beat in beats if envelope[beat] / envelope.max() > 0.40]
    return librosa.frames_to_time(strong, sr=RATE).tolist()


def visual_events(changes: list[bool], fps: Fraction) -> list[float]:
    """Frames that change, each more than 1000 ms after the last one, which at the beginning is at 0 ms."""
    events, last = [], Fraction(0)
    for number, changed in enumerate(changes):
        now = 1000 * number / fps
        if changed and now - last > 1000:
            events.append(float(now / 1000))
            last = now
    return events


def synchrony(heard: list[float], seen: list[float]) -> float:
    """1 / (1 + mean distance along the path)."""
    distance, path = fastdtw(heard, seen, radius=1, dist=lambda a, b: abs(a - b))
    return 1 / (1 + distance / len(path))


def made_song(seconds: int, seed: int = 0) -> FloatArray:
    """A few high notes, some of them with a drum: a mean over bands hears all, a median the drums alone."""
    dice = np.random.default_rng(seed)
    sound = 1e-3 * dice.standard_normal(seconds * RATE)
    age = np.arange(4000) / RATE
    for number, begin in enumerate(np.arange(0.3, seconds - 0.5, 0.43)):
        note = np.exp(-age / 0.05) * np.sin(2 * np.pi * 880 * 2 ** (number % 5 / 12) * age)
        drum = np.exp(-age / 0.03) * dice.standard_normal(len(age)) * (dice.uniform() < 0.35)
        sound[round(begin * RATE) :][: len(age)] += 0.5 * note + 0.2 * drum
    return sound.astype(np.float32)


def made_film(changes: list[bool], fps: Fraction) -> Iterator[tuple[float, Image]]:
    for number, shade in enumerate(np.cumsum(changes)):
        yield float(number / fps), np.full((8, 8, 3), 40 * (shade % 6), np.uint8)


def some_changes(frames: int, seed: int = 0) -> list[bool]:
    changes = np.random.default_rng(seed).uniform(size=frames) < 0.05
    changes[0] = False  # the first frame differs from none
    return changes.tolist()


def test_audio_events_are_beats_on_the_mean_envelope() -> None:
    sound = made_song(20)
    found = analyse_audio(Audio(samples=sound[None], rate=RATE)).events.tolist()
    assert found == audio_events(sound)
    _, beats = librosa.beat.beat_track(y=sound, sr=RATE)  # left alone, it takes the median
    envelope = librosa.onset.onset_strength(y=sound, sr=RATE)
    assert found != librosa.frames_to_time(beats[envelope[beats] > 0.40 * envelope.max()], sr=RATE).tolist()


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(25), Fraction(30), Fraction(30000, 1001), Fraction(60)])
@pytest.mark.parametrize("every", [1, 7, 30, 60])
def test_visual_events_are_more_than_a_second_apart_from_the_start_on(fps: Fraction, every: int) -> None:
    for changes in ([n % every == 0 and n > 0 for n in range(600)], some_changes(600, every)):
        curve = Curve(times=np.array([float(n / fps) for n in range(600)]), values=np.array(changes, float))
        assert scene_changes(curve).tolist() == visual_events(changes, fps)


@pytest.mark.parametrize(
    ("heard", "seen", "value"),
    [
        ([0.7, 1.4, 2.1, 2.8, 3.5], [1.1, 2.2, 3.3], 1 / (1 + 0.3)),  # 0.4 + 0.3 + 0.1 + 0.5 + 0.2 over five pairs
        ([1.0, 3.0, 4.0, 9.0], [2.0, 4.5], 1 / (1 + 1.75)),  # 1 + 1 + 0.5 + 4.5 over four
        (np.arange(0.5, 20, 0.5).tolist(), np.arange(31 / 30, 20, 31 / 30).tolist(), 0.7932203389830508),  # by fastdtw
    ],
)
def test_made_lists_have_these_values(heard: list[float], seen: list[float], value: float) -> None:
    assert synchrony(heard, seen) == avs(np.array(heard), np.array(seen)) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize("seed", range(3))
def test_sound_that_outlasts_the_picture_is_never_cut(seed: int) -> None:
    """Its own sound counts whole. Of another, what the picture lasts counts, but the whole is listened to."""
    fps, sound, changes = Fraction(24), made_song(16, seed), some_changes(24 * 12, seed)
    audio, heard, seen = Audio(samples=sound[None], rate=RATE), audio_events(sound), visual_events(changes, fps)
    own = score(made_film(changes, fps), audio, "")
    assert own.audio_events.tolist() == heard
    assert max(heard) > 13
    assert own.visual_events.tolist() == seen
    assert own.avs == synchrony(heard, seen)
    lent = score(made_film(changes, fps), audio, "", own=False)
    within = [event for event in heard if event < 12.1]
    assert lent.audio_events.tolist() == within
    assert lent.avs == synchrony(within, seen)


def test_a_perfect_video_and_metronomes_obey_the_rule_of_the_video() -> None:
    """Neither changes within the first second, nor twice within one."""
    fps, sound, changes = Fraction(24), made_song(16), some_changes(24 * 16)
    report = score(made_film(changes, fps), Audio(samples=sound[None], rate=RATE), "")
    heard, seconds, count = report.audio_events.tolist(), 16.0, len(report.visual_events)

    def by_rule(times: FloatArray) -> list[float]:
        taken, last = [], 0.0
        for time in times:
            if time - last > 1:
                taken.append(float(time))
                last = time
        return taken

    assert report.avs_ceiling == synchrony(heard, by_rule(heard))
    metronomes = [(np.arange(count) + phase / 100) * seconds / count for phase in range(100)]
    assert report.avs_metronome == pytest.approx(np.mean([synchrony(heard, by_rule(times)) for times in metronomes]))
