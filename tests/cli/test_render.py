"""The command as a user types it."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

import numpy as np
import pytest
import soundfile
from PIL import Image

from clavilux.cli.main import run
from clavilux.film.read import probe
from clavilux.imagine.painters.fake import FakePainter

QUICK = ["--painter", "fake", "--size", "64", "--duration", "1.5"]


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def clavilux(*arguments):
    """Run the command in this process: what it prints, and the exit code."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setattr(sys, "argv", ["clavilux", *map(str, arguments)])
        patch.setenv("COLUMNS", "200")
        try:
            run()
        except SystemExit as stop:
            code = stop.code or 0
    return Done(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def rendered(song, artwork, tmp_path_factory):
    folder = tmp_path_factory.mktemp("rendered")
    command = [
        sys.executable,
        "-m",
        "clavilux",
        "render",
        song,
        artwork,
        *QUICK,
        "--genre",
        "techno",
        "--set",
        "move.zoom=0.1",
    ]
    return folder, subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=folder)


def test_render_makes_a_video_named_after_the_song(rendered):
    folder, done = rendered
    assert done.returncode == 0, done.stderr
    assert [f.name for f in folder.iterdir()] == ["song.mp4"]
    assert done.stdout == ""
    assert "36 frames of 64x64" in done.stderr


def test_an_existing_video_is_kept(rendered, song, artwork):
    folder, _ = rendered
    again = clavilux("render", song, artwork, *QUICK, "-o", folder / "song.mp4")
    assert again.returncode == 2
    assert "--overwrite" in again.stderr
    assert clavilux("render", song, artwork, *QUICK, "-o", folder / "song.mp4", "--overwrite", "--quiet").stderr == ""


def test_a_video_is_its_own_recipe(rendered, song, artwork, tmp_path):
    folder, _ = rendered
    again = clavilux("render", song, artwork, "--recipe", folder / "song.mp4", "-o", tmp_path / "again.mp4")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "again.mp4").read_bytes() == (folder / "song.mp4").read_bytes()


def test_a_strangers_recipe_is_asked_about_before_any_work(song, artwork, tmp_path):
    (tmp_path / "words.txt").write_text("A slow folk song.")
    (tmp_path / "stranger.json").write_text(f'{{"listen": {{"captioner": "file:{tmp_path}/words.txt"}}}}')
    render = ["render", song, artwork, *QUICK, "--recipe", tmp_path / "stranger.json", "-q", "-o", tmp_path / "v.mp4"]
    refused = clavilux(*render)
    assert (refused.returncode, refused.stderr.count("\n"), (tmp_path / "v.mp4").exists()) == (2, 1, False)
    assert "would read" in refused.stderr
    assert "--trust" in refused.stderr
    for allowed in (["--trust"], ["--captioner", "tags"]):
        done = clavilux(*render, *allowed, "--overwrite")
        assert (done.returncode, done.stderr) == (0, "")


def test_no_metadata_means_none(song, artwork, tmp_path):
    plain = ["render", song, artwork, *QUICK, "--duration", "0.6", "--no-metadata", "-q", "-o", tmp_path / "v.mp4"]
    assert clavilux(*plain).returncode == 0
    again = clavilux("render", song, artwork, "--recipe", tmp_path / "v.mp4", "-o", tmp_path / "again.mp4")
    assert "v.mp4: has no Clavilux recipe" in again.stderr


def test_score_says_how_it_moves(rendered):
    folder, _ = rendered
    verdict = json.loads(clavilux("score", folder / "song.mp4", "--json").stdout)
    assert 0 <= verdict["avs"] <= 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--painter", "rembrandt"], "unknown painter 'rembrandt'. Known: "),
        (["--style", "brown"], "unknown style 'brown'"),
        (["--style", "brown.jpg"], "brown.jpg: "),
        (["--genre", "polka"], "unknown genre 'polka'"),
        (["--recipe", "papier"], "unknown recipe 'papier'"),
        (["--recipe", "gone.json"], "gone.json: No such file"),
        (["--set", "move.zom=1"], "Did you mean 'move.zoom'?"),
        (["--set", "move.zoom"], "KEY=VALUE"),
        (["--set", "move.zoom=7"], "move.zoom"),
        (["--size", "big"], "512 or 1280x720"),
        (["--size", "63"], "film.width"),
        (["--fps", "fast"], "fps 'fast'"),
        (["--set", "film.crf=0"], "film.crf"),
        (["--output", f"{'x' * 300}.mp4"], "File name too long; choose another"),
        (["--start", "9999"], "earlier start"),
    ],
)
def test_a_mistake_gets_one_clear_line(song, artwork, tmp_path, arguments, told):
    failed = clavilux("render", song, artwork, *QUICK, "-o", tmp_path / "out.mp4", *arguments)
    assert failed.returncode == 2
    assert told in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not list(tmp_path.iterdir())


def files(folder):
    """Bad songs and bad pictures."""
    (folder / "text.ogg").write_text("la la la")
    (folder / "empty.mp3").touch()
    Image.fromarray(np.zeros((64, 64, 3), np.uint8)).save(folder / "whole.png")
    (folder / "cut.jpg").write_bytes((folder / "whole.png").read_bytes()[:60])
    (folder / "text.png").write_text("a picture")


@pytest.mark.parametrize("bad", ["text.ogg", "empty.mp3", "gone.wav", "whole.png"])
def test_a_bad_song_gets_one_clear_line(artwork, tmp_path, bad):
    files(tmp_path)
    failed = clavilux("render", tmp_path / bad, artwork, *QUICK, "-o", tmp_path / "out.mp4")
    assert (failed.returncode, (tmp_path / "out.mp4").exists()) == (2, False)
    assert failed.stderr.count("clavilux: error:") == 1
    assert bad in failed.stderr
    assert "Traceback" not in failed.stderr


@pytest.mark.parametrize("bad", ["cut.jpg", "text.png", "gone.png"])
def test_a_bad_picture_gets_one_clear_line(song, tmp_path, bad):
    files(tmp_path)
    failed = clavilux("render", song, tmp_path / bad, *QUICK, "-o", tmp_path / "out.mp4")
    assert (failed.returncode, (tmp_path / "out.mp4").exists()) == (2, False)
    assert bad in failed.stderr
    assert "Traceback" not in failed.stderr


def test_warnings_are_one_line(artwork, tmp_path):
    soundfile.write(tmp_path / "silence.wav", np.zeros(44100), 44100)
    done = clavilux("render", tmp_path / "silence.wav", artwork, *QUICK, "-q", "-o", tmp_path / "v.mp4")
    assert (done.returncode, done.stderr) == (0, "clavilux: warning: the song is silent, so the video will be calm\n")


def begun(folder):
    """Whether a video is being written there."""
    sizes = []
    for path in folder.glob(".clavilux-*.part"):
        with contextlib.suppress(FileNotFoundError):
            sizes.append(path.stat().st_size)
    return max(sizes, default=0) > 1


def test_ctrl_c_leaves_nothing(song, artwork, tmp_path):
    command = [sys.executable, "-m", "clavilux", "render", song, artwork, "--painter", "fake", "-o", tmp_path / "v.mp4"]
    with subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True) as running:
        limit = time.monotonic() + 60
        while not begun(tmp_path) and running.poll() is None and time.monotonic() < limit:
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        assert "clavilux: stopped: nothing was written" in running.communicate(timeout=60)[1]
    assert running.returncode == 130
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="a process cannot send itself a signal")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_every_signal_that_ends_a_render_leaves_nothing(song, artwork, tmp_path, monkeypatch, name, code):
    """Also when it comes more than once, as from a terminal that is closed."""
    seen = []

    def decode(self, latents):
        seen.append([path.name for path in tmp_path.iterdir()])
        for _ in range(1 if name == "SIGINT" else 3):
            os.kill(os.getpid(), getattr(signal, name))
        return original(self, latents)

    original = FakePainter.decode
    monkeypatch.setattr(FakePainter, "decode", decode)
    stopped = clavilux("render", song, artwork, *QUICK, "--quiet", "-o", tmp_path / "v.mp4")
    assert (stopped.returncode, stopped.stderr) == (code, "clavilux: stopped: nothing was written\n")
    assert len(seen[0]) == 1
    assert not list(tmp_path.iterdir())


def test_what_another_render_made_meanwhile_is_kept_and_so_is_ours(song, artwork, tmp_path, monkeypatch):
    def encode(self, image):
        (tmp_path / "v.mp4").write_text("theirs")
        return original(self, image)

    original = FakePainter.encode
    monkeypatch.setattr(FakePainter, "encode", encode)
    late = clavilux("render", song, artwork, *QUICK, "--quiet", "-o", tmp_path / "v.mp4")
    assert late.returncode == 1
    assert late.stderr.startswith(f"clavilux: error: cannot write {tmp_path / 'v.mp4'}: it has appeared meanwhile; ")
    assert late.stderr.endswith(f" kept as {tmp_path / 'v-2.mp4'}\n")
    assert (tmp_path / "v.mp4").read_text() == "theirs"
    assert probe(tmp_path / "v-2.mp4").frames == 36


def test_help_teaches(tmp_path):
    assert "clavilux render song.mp3 cover.jpg" in clavilux("render", "--help").stdout
    assert "render" in clavilux("--help").stdout
    assert clavilux("--version").stdout.startswith("clavilux ")
