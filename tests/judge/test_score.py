"""Sync reports on clicks at known times and pictures that change at known times."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import librosa
import numpy as np
import pytest

from clavilux.judge.audio_features import STRONG, AudioFeatures
from clavilux.judge.baselines import p_value
from clavilux.judge.plot import draw
from clavilux.judge.report import rows, sentences
from clavilux.judge.score import analyse, judge, score
from clavilux.judge.video_features import VideoFeatures
from clavilux.values import Audio, Image

BEATS = np.cumsum(np.random.default_rng(0).uniform(1.05, 1.6, 14))
"""Seconds: irregular, the last one after 18 s."""
SECONDS, FPS = 20, 24


def clicks(times: Iterable[float] = BEATS) -> Audio:
    sound = librosa.clicks(times=np.array(times), sr=22050, length=SECONDS * 22050, click_duration=0.05)
    return Audio(samples=0.8 * sound[None].astype(np.float32), rate=22050)


def cuts(times: Iterable[float]) -> Iterator[tuple[float, Image]]:
    """A video whose picture is another from each of the times on."""
    times = np.array(times)
    for i in range(SECONDS * FPS):
        shade = 40 * (np.searchsorted(times, i / FPS + 1e-9) % 6)
        yield i / FPS, np.full((16, 16, 3), shade, np.uint8)


SILENCE = Audio(samples=np.zeros((1, 0), np.float32), rate=8000)


@pytest.fixture(scope="module")
def good() -> tuple[AudioFeatures, VideoFeatures]:
    return analyse(cuts(BEATS), clicks(), beats=BEATS)


def test_a_picture_that_changes_with_the_clicks(good: tuple[AudioFeatures, VideoFeatures]) -> None:
    found = judge(*good, "clicks").report
    assert found.visual_events == pytest.approx(BEATS, abs=1 / FPS)
    assert found.visual_peaks == pytest.approx(BEATS, abs=1 / FPS)
    assert found.beat_f == 1
    assert found.onset_f > 0.9
    assert found.onset_lift > 3
    assert abs(found.lag_ms) < 1000 / FPS
    assert (found.beat_f_p, found.onset_lift_p) == (pytest.approx(1 / 1001), pytest.approx(1 / 1001))
    assert found.song == "clicks"


def test_score_listens_watches_and_judges(good: tuple[AudioFeatures, VideoFeatures]) -> None:
    found, again = judge(*good, "").report, score(cuts(BEATS), clicks(), "", beats=BEATS)
    assert (found.avs, found.lag_ms, found.beat_f_p) == (again.avs, again.lag_ms, again.beat_f_p)


def test_the_trials_behind_a_p_value_are_kept(good: tuple[AudioFeatures, VideoFeatures]) -> None:
    judgement = judge(*good, "")
    for name, trials in judgement.null.items():
        assert len(trials) == 1000
        value = getattr(judgement.report, name)
        assert getattr(judgement.report, f"{name}_p") == p_value(value, trials)


def test_sound_after_the_picture_is_not_missed_by_it() -> None:
    request = [frame for frame in cuts(BEATS) if frame[0] < 10]
    found, expected = score(request, clicks(), "", beats=BEATS), BEATS[BEATS < 10]
    assert found.beats.tolist() == expected.tolist()
    assert found.beat_f == 1
    assert found.onsets.max() < 10


def test_beside_the_clicks_is_worse_and_late(good: tuple[AudioFeatures, VideoFeatures]) -> None:
    heard, _ = good
    beside = judge(heard, analyse(cuts(BEATS + 0.3), SILENCE)[1], "").report
    assert beside.lag_ms == pytest.approx(300, abs=1000 / FPS)
    assert beside.beat_f == 0
    assert "late" in " ".join(sentences(beside))


def test_a_lag_in_steady_music_is_known_up_to_whole_beats(good: tuple[AudioFeatures, VideoFeatures]) -> None:
    report = judge(*good, "").report
    steady = replace(report, lag_ms=76.0, beats=np.arange(0, 10, 0.484))
    assert "The picture is 76 ms late, give or take whole beats of 484 ms." in sentences(steady)
    assert "The picture is 76 ms late." in sentences(replace(report, lag_ms=76.0))


@pytest.mark.parametrize(("times", "audio"), [([], clicks()), (BEATS, SILENCE), ([], SILENCE)])
def test_a_still_or_silent_video_scores_zero(times: Iterable[float], audio: Audio) -> None:
    found = score(cuts(times), audio, "")
    assert found.avs == found.beat_f == found.onset_lift == 0
    assert found.avs_p == found.beat_f_p == found.onset_lift_p == 1


def test_a_report_in_words(good: tuple[AudioFeatures, VideoFeatures]) -> None:
    found = judge(*good, "").report
    said = " ".join(sentences(found))
    assert "moves with the music: of 1000 random metronomes, none do as well on the beats, and none on" in said
    assert f"AVS is {found.avs:.2f} of at most {found.avs_ceiling:.2f}; a metronome gets" in said
    assert "on time" in said
    shown = {name: (value, note) for name, value, note in rows(found, "ear")}
    assert shown["beats hit"] == ("1.000", "F-measure, 14 visual peaks, 14 beats by ear; p 0.001")
    assert f"metronome {found.avs_metronome:.3f}" in shown["AVS"][1]


@pytest.mark.parametrize(
    ("times", "audio", "words"),
    [
        ([], clicks(), ("No moment stands out", "no frame differs enough")),
        (BEATS, SILENCE, ("Nothing is heard", "no beat of the sound")),
        (np.arange(0.9, 19, 1.1), clicks(), ("No sign that the picture follows",)),
    ],
)
def test_what_is_missing_is_said(times: Iterable[float], audio: Audio, words: tuple[str, ...]) -> None:
    found = score(cuts(times), audio, "")
    assert all(word in " ".join(sentences(found)) for word in words)
    assert all(value for name, value, _ in rows(found, "ear") if name != "its events")


def test_the_picture_of_a_report(good: tuple[AudioFeatures, VideoFeatures], tmp_path: Path) -> None:
    judgement = judge(*good, "a song with $ and _ in its name.ogg")
    found = judgement.report
    draw(judgement, tmp_path / "new" / "why.svg")
    drawing = (tmp_path / "new" / "why.svg").read_text()
    for words in (
        found.song,
        f"AVS, p {found.avs_p:.3f}",
        f"{len(found.audio_events)} audio events",
        f"{len(found.visual_peaks)} visual peaks",
        f"threshold {STRONG:.2f}",
        f"perfect {found.avs_ceiling:.2f}",
        f"lag {found.lag_ms:+.0f} ms",
        sentences(found)[0],
    ):
        assert words in drawing


def test_an_empty_report_can_be_drawn(tmp_path: Path) -> None:
    draw(judge(*analyse([], SILENCE), ""), tmp_path / "why.png")
    assert (tmp_path / "why.png").read_bytes().startswith(b"\x89PNG")
