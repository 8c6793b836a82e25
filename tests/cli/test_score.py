"""``clavilux score`` from outside."""

import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import librosa
import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from clavilux.cli.score import score
from clavilux.errors import MissingExtra, RenderError, UnreadableMedia, UserError
from clavilux.media.encode import encode
from clavilux.values import Audio, Image

BEATS = np.arange(0.5, 7.6, 1.0)

app = typer.Typer()
app.command()(score)


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "300"})


def flashes() -> Iterator[Image]:
    for i in range(8 * 24):
        yield np.full((48, 64, 3), 60 * (np.searchsorted(BEATS, i / 24, side="right") % 4), np.uint8)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds whose picture changes with each click of its sound."""
    path = tmp_path_factory.mktemp("clip") / "clip [1].mp4"
    sound = librosa.clicks(times=BEATS, sr=22050, length=8 * 22050)[None].astype(np.float32)
    encode(flashes(), path, fps=Fraction(24), size=(64, 48), audio=Audio(samples=sound, rate=22050), crf=18)
    return path


@pytest.fixture(scope="module")
def silent(clip: Path) -> Path:
    """The same without its sound track."""
    path = clip.with_name("silent.mkv")
    with av.open(str(clip)) as source, av.open(str(path), "w") as copy:
        track = copy.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = track
                copy.mux(packet)
    return path


def test_json_stands_alone_on_stdout(clip: Path) -> None:
    result = run(clip, "--json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report["video"] == report["song"] == str(clip)
    assert report["visual_events"] == pytest.approx(BEATS[1::2], abs=1e-6)  # each a second after the one before
    assert len(report["audio_events"]) > 3
    assert report["avs"] > 0.6
    assert report["visual_peaks"] == pytest.approx(BEATS, abs=1e-6)
    assert report["beat_f"] > 0.5
    assert report["onset_lift"] > 2
    assert abs(report["lag_ms"]) < 1000 / 24
    measures = {"avs_ceiling", "avs_metronome", "avs_shift_mean", "avs_p", "beat_f_p", "onset_f", "onset_lift_p"}
    measures |= {"librosa_f", "librosa_f_p", "librosa_beats"}
    assert measures | {"av_align", "lag_correlation", "energy_correlation", "beats", "onsets"} <= set(report)


def test_summary_goes_to_stderr_and_names_the_song(clip: Path) -> None:
    result = run(clip)
    assert result.exit_code == 0
    assert result.stdout == ""
    shown = result.stderr
    assert "AVS" in shown
    assert "clip [1].mp4" in shown
    assert "the video's own sound" in shown
    assert "4 scene changes" in shown
    assert "beats by our tracker" in shown
    assert "beats by librosa" in shown
    assert "metronome" in shown


def test_another_song_is_judged_and_named(clip: Path, silent: Path) -> None:
    own, lent = json.loads(run(clip, "--json").stdout), json.loads(run(silent, "--song", clip, "--json").stdout)
    assert lent["song"] == str(clip)
    assert lent["avs"] == pytest.approx(own["avs"], abs=0.02)


@pytest.fixture(scope="module")
def longer(silent: Path) -> Path:
    """A song of 30 s."""
    soundfile = pytest.importorskip("soundfile")
    path = silent.with_name("long.wav")
    sound = librosa.clicks(times=np.arange(0.5, 30, 0.5), sr=22050, length=30 * 22050)
    soundfile.write(path, sound, 22050)
    return path


def test_of_a_longer_song_what_the_picture_lasts_counts(silent: Path, longer: Path) -> None:
    report = json.loads(run(silent, "--song", longer, "--json").stdout)
    for name in ("audio_events", "beats", "librosa_beats", "onsets"):
        assert 7 < max(report[name]) < 8.1


def test_the_videos_own_sound_is_never_cut_to_the_picture(clip: Path, longer: Path, tmp_path: Path) -> None:
    with av.open(clip) as picture, av.open(longer) as sound, av.open(tmp_path / "own.mkv", "w") as film:
        tracks = [film.add_stream_from_template(source.streams[0]) for source in (picture, sound)]
        for source, track in zip((picture, sound), tracks, strict=True):
            for packet in source.demux(source.streams[0]):
                if packet.dts is not None:
                    packet.stream = track
                    film.mux(packet)
    report = json.loads(run(tmp_path / "own.mkv", "--json").stdout)
    assert 28 < max(report["audio_events"]) < 30
    assert 7 < max(report["beats"]) < 8


def test_nobody_waits_for_matplotlib_who_draws_nothing(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "clavilux.judge.plot", None)  # importing it would fail
    assert run(clip, "--json").exit_code == 0


def test_without_what_draws_that_is_told_before_the_video_is_watched(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clavilux.media.decode.decode", lambda *_, **__: pytest.fail("the sound is heard"))
    monkeypatch.setattr("clavilux.extras.find_spec", lambda name: None)
    result = run(clip, "--plot", tmp_path / "why.png")
    assert isinstance(result.exception, MissingExtra)
    assert str(result.exception) == '--plot needs an extra: pip install "clavilux[plot]"'


@pytest.mark.parametrize(("late", "lag"), [("sound", -400), ("picture", 400)])
def test_sound_and_picture_share_one_clock(clip: Path, tmp_path: Path, late: str, lag: float) -> None:
    """A stream that is moved, not encoded anew, begins 0.4 s after the other; the text is not UTF-8."""
    path = tmp_path / "moved.mkv"
    with av.open(str(clip)) as source, av.open(str(path), "w") as copy:
        copy.metadata["title"] = "Gr##e"
        tracks = {stream.index: copy.add_stream_from_template(stream) for stream in source.streams}
        moved = source.streams.audio[0] if late == "sound" else source.streams.video[0]
        packet: Any
        for packet in source.demux():
            if packet.dts is None:
                continue
            if packet.stream.index == moved.index:
                packet.pts += round(0.4 / packet.time_base)
                packet.dts += round(0.4 / packet.time_base)
            packet.stream = tracks[packet.stream.index]
            copy.mux(packet)
    path.write_bytes(path.read_bytes().replace(b"Gr##e", b"Gr\xfc\xdfe"))
    report = json.loads(run(path, "--json").stdout)
    assert report["lag_ms"] == pytest.approx(lag, abs=50)
    assert report["lag_correlation"] > 0.5


def test_a_sound_track_can_be_chosen(clip: Path) -> None:
    assert run(clip, "--track", 1, "--json").stdout == run(clip, "--json").stdout
    result = run(clip, "--track", 2)
    assert isinstance(result.exception, UnreadableMedia)
    assert "has no sound track 2; choose --track from 1 (aac" in str(result.exception)


def test_what_is_not_a_number_is_null(silent: Path, tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    soundfile.write(tmp_path / "silence.wav", np.zeros(8 * 22050), 22050)
    report = json.loads(run(silent, "--song", tmp_path / "silence.wav", "--json").stdout)
    assert report["lag_ms"] is None
    assert (report["avs"], report["beat_f"], report["beat_f_p"]) == (0, 0, 1)


def test_draws_when_asked(clip: Path, tmp_path: Path) -> None:
    assert run(clip, "--json", "--plot", tmp_path / "why.png").exit_code == 0
    assert (tmp_path / "why.png").read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in tmp_path.iterdir()] == ["why.png"]


def test_mistakes_are_the_users_and_carry_the_cure(clip: Path, silent: Path, tmp_path: Path) -> None:
    (tmp_path / "poem.txt").write_text("not a video\n" * 50)
    cases = [
        ((silent,), UserError, "no sound; name the song with --song"),
        ((silent, "--song", tmp_path / "poem.txt"), UnreadableMedia, "poem.txt"),
        ((tmp_path / "poem.txt",), UnreadableMedia, "poem.txt"),
        ((tmp_path / "missing.mp4",), UnreadableMedia, "no such file"),
        ((tmp_path / "missing.mp4", "--plot", "why.xyz"), UnreadableMedia, "no such file"),
        ((clip, "--plot", tmp_path / "why.xyz"), UserError, "why.xyz: choose a name that ends in .png"),
        ((clip, "--plot", tmp_path / "poem.txt" / "why.png"), UserError, "cannot make the folder"),
    ]
    for words, kind, message in cases:
        result = run(*words)
        assert isinstance(result.exception, kind)
        assert message in str(result.exception)
        assert result.stdout == ""


def test_a_plot_that_fails_in_the_end_costs_no_report(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise RenderError("writing why.png failed: No space left on device")

    monkeypatch.setattr("clavilux.judge.plot.draw", full)
    result = run(clip, "--json", "--plot", tmp_path / "why.png")
    assert isinstance(result.exception, RenderError)
    assert json.loads(result.stdout)["avs"] > 0


def test_help_teaches() -> None:
    shown = run("--help").output
    assert "clavilux score demo.mp4" in shown
    assert "--song" in shown
