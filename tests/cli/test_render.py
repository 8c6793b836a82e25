"""The command as a user types it."""

import json
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import soundfile
from PIL import Image

from clavilux.cli import main
from command import clavilux

QUICK = ["--painter", "fake", "--size", "64", "--duration", "1.5"]


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
        (["--start", "9999"], "earlier start"),
    ],
)
def test_a_mistake_gets_one_clear_line(song, artwork, tmp_path, arguments, told):
    failed = clavilux("render", song, artwork, *QUICK, *arguments, "-o", tmp_path / "out.mp4")
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


def test_ctrl_c_leaves_nothing(song, artwork, tmp_path):
    command = [sys.executable, "-m", "clavilux", "render", song, artwork, "--painter", "fake", "-o", tmp_path / "v.mp4"]
    running = subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True)
    time.sleep(3)
    running.send_signal(signal.SIGINT)
    assert "stopped: no video was written" in running.communicate(timeout=60)[1]
    assert running.returncode == 130
    assert not list(tmp_path.iterdir())


def test_a_ctrl_c_that_python_swallows_is_heeded():
    class Dying:
        def __del__(self):
            raise KeyboardInterrupt

    def lose_one():
        Dying()
        time.sleep(5)

    before, sys.unraisablehook = sys.unraisablehook, main._heed
    try:
        with pytest.raises(KeyboardInterrupt):
            lose_one()
    finally:
        sys.unraisablehook = before


def test_help_teaches(tmp_path):
    assert "clavilux render song.mp3 cover.jpg" in clavilux("render", "--help").stdout
    assert "render" in clavilux("--help").stdout
    assert clavilux("--version").stdout.startswith("clavilux ")
