"""The command as a user types it."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from fractions import Fraction

import numpy as np
import pytest
import soundfile
from PIL import Image

from clavilux.imagine.painters.fake import FakePainter
from clavilux.media.video import probe
from clavilux.text import one_line
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


def test_dots_in_a_songs_name_stay(song, artwork, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(song, tmp_path / "01. Night v1.2.ogg")
    done = clavilux("render", "01. Night v1.2.ogg", artwork, *QUICK, "--duration", "0.6", "-q")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "01. Night v1.2.mp4").exists()


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


def test_a_drawn_seed_is_told_and_kept(song, artwork, tmp_path):
    for quiet in ([], ["-q"]):
        done = clavilux(
            "render", song, artwork, *QUICK, "--seed", "-1", *quiet, "-o", tmp_path / "v.mp4", "--overwrite"
        )
        seed = json.loads(probe(tmp_path / "v.mp4").comment)["seed"]
        assert done.stderr.startswith(f"seed {seed}\n") or (quiet and not done.stderr)


@pytest.mark.parametrize(("fps", "rate"), [("23.976", "24000/1001"), ("12.5", "25/2")])
def test_frame_rates_may_be_decimals(song, artwork, tmp_path, fps, rate):
    done = clavilux("render", song, artwork, *QUICK, "--fps", fps, "-q", "-o", tmp_path / "v.mp4")
    assert (done.stderr, probe(tmp_path / "v.mp4").fps) == ("", Fraction(rate))


@pytest.mark.parametrize(
    "name", ["stage one [dQw4w9WgXcQ]", "[bold] :cat:", "two\nlines", os.fsdecode(b"Gr\xfc\xdfe")], ids=ascii
)
def test_a_name_with_odd_characters_is_shown(song, artwork, tmp_path, name):
    odd, picture = tmp_path / f"{name}.ogg", tmp_path / f"{name}.jpg"
    shutil.copy(song, odd)
    shutil.copy(artwork, picture)
    done = clavilux("render", odd, picture, *QUICK, "-o", tmp_path / f"{name}.mp4")
    assert done.returncode == 0, done.stderr
    assert f"{one_line(name)}.mp4: 1.5 s, 36 frames" in done.stderr
    gone = clavilux("render", odd, tmp_path / f"{name}.gone", *QUICK, "-o", tmp_path / "no.mp4")
    assert (gone.returncode, gone.stderr.count("\n")) == (2, 1)
    assert f"{one_line(name)}.gone: cannot be read (No such file" in gone.stderr


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


def test_what_is_kept_of_the_pictures_is_told(song, artwork, tmp_path):
    done = clavilux("render", song, artwork, *QUICK, "--duration", "0.6", "-v", "-q", "-o", tmp_path / "v.mp4")
    assert done.stderr.startswith("clavilux: info: kept whole: ")


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
        (["--recipe", "gone.json"], "gone.json: cannot be read (No such file or directory); check the path"),
        (["--set", "effects.camera.zom=1"], "unknown option 'zom'. Did you mean 'zoom'?"),
        (["--set", "move.zoom"], "KEY=VALUE"),
        (["--set", "move.zoom=7"], "error: --set move.zoom=7: give a number from 0 to 0.5, or {"),
        (["--size", "big"], "error: --size big: give pixels, such as 1920x1080 or 512\n"),
        (["--size", "63"], "error: --size 63: give a multiple of 2 from 64 to 8192\n"),
        (["--size", "1280x63"], "error: --size 1280x63: give a multiple of 2 from 64 to 8192\n"),
        (["--set", "film.width=63"], "error: --set film.width=63: give a multiple of 2 from 64 to 8192\n"),
        (["--fps", "fast"], "error: --fps fast: give 1 to 240: a whole number, a decimal such as 23.976, or"),
        (["--seed", "-2"], "error: --seed -2: give a whole number of at least 0"),
        (["--seed", "seven"], "error: --seed seven: give a whole number of at least 0"),
        (["--duration", "1:30"], "error: --duration 1:30: give a number of more than 0 and at most 86400\n"),
        (["--steps", "few"], "error: --steps few: give a whole number from 1 to 1000\n"),
        (["--strength", "3"], "error: --strength 3: give a number from 0 to 1\n"),
        (["--palette", "3"], "error: --palette 3: give a number from 0 to 1\n"),
        (["--stroke", "1"], "error: --stroke 1: painter 'fake' has no such dial, but 'lumia' has; leave it out\n"),
        (["--device", "gpu"], "error: --device gpu: give cpu or cuda or mps\n"),
        (["--sections", "some"], "error: --sections some: give fixed or musical\n"),
        (["--set", "film.crf=0"], "error: --set film.crf=0: give a whole number from 1 to 51\n"),
        (["--set", "film.crf"], "error: --set film.crf: give KEY=VALUE"),
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
    """Whether a video is being written below."""
    sizes = []
    for path in folder.glob("**/shots/.clavilux-*.part"):
        with contextlib.suppress(FileNotFoundError):
            sizes.append(path.stat().st_size)
    return max(sizes, default=0) > 1


def test_ctrl_c_keeps_what_is_done_and_no_more(song, artwork, tmp_path):
    command = [sys.executable, "-m", "clavilux", "render", song, artwork, "--painter", "fake", "-o", tmp_path / "v.mp4"]
    with subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True) as running:
        limit = time.monotonic() + 60
        while not begun(tmp_path) and running.poll() is None and time.monotonic() < limit:
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        told = running.communicate(timeout=60)[1]
    assert f"{tmp_path / 'v.clavilux'} keeps what is done; the same command goes on from there" in told
    assert told.endswith("clavilux: stopped: no output was written\n")
    assert running.returncode == 130
    assert [path.name for path in tmp_path.iterdir()] == ["v.clavilux"]
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(os.name != "posix", reason="a process cannot send itself a signal")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_every_signal_that_ends_a_render_leaves_no_half_file(song, artwork, tmp_path, monkeypatch, name, code):
    """Also when it comes more than once, as from a terminal that is closed."""
    seen = []

    def decode(self, latents):
        seen.append([path.name for path in tmp_path.rglob("*.part")])
        for _ in range({"SIGINT": 1}.get(name, 3) if len(seen) == 1 else 0):
            os.kill(os.getpid(), getattr(signal, name))
        return original(self, latents)

    original = FakePainter.decode
    monkeypatch.setattr(FakePainter, "decode", decode)
    stopped = clavilux("render", song, artwork, *QUICK, "--quiet", "-o", tmp_path / "v.mp4")
    kept = f"clavilux: warning: {tmp_path / 'v.clavilux'} keeps what is done; the same command goes on from there\n"
    assert (stopped.returncode, stopped.stderr) == (code, f"{kept}clavilux: stopped: no output was written\n")
    assert len(seen[0]) == 1
    assert not list(tmp_path.rglob("*.part"))


def test_what_another_render_made_meanwhile_is_kept_and_so_is_ours(song, artwork, tmp_path, monkeypatch):
    def encode(self, image):
        (tmp_path / "v.mp4").write_text("theirs")
        return original(self, image)

    original = FakePainter.encode
    monkeypatch.setattr(FakePainter, "encode", encode)
    late = clavilux("render", song, artwork, *QUICK, "--quiet", "-o", tmp_path / "v.mp4")
    assert late.returncode == 1
    assert f"clavilux: error: cannot write {tmp_path / 'v.mp4'}: it has appeared meanwhile; " in late.stderr
    assert late.stderr.endswith(f" kept as {tmp_path / 'v-2.mp4'}\n")
    assert (tmp_path / "v.mp4").read_text() == "theirs"
    assert probe(tmp_path / "v-2.mp4").frames == 36


def test_a_project_in_the_place_of_a_plan(song, artwork, tmp_path):
    project, film = tmp_path / "night", tmp_path / "film.mp4"
    made = clavilux("render", song, artwork, *QUICK, "-q", "--project", project, "-o", film)
    assert (made.returncode, made.stderr) == (0, "")
    first = film.read_bytes()
    again = clavilux("render", project, "-q", "--overwrite", "-o", film)
    assert (again.returncode, again.stderr) == (0, "")
    assert film.read_bytes() == first


def test_a_folder_that_is_no_project_gets_one_clear_line(artwork, tmp_path):
    failed = clavilux("render", tmp_path, artwork)
    assert failed.returncode == 2
    assert f"{tmp_path} is a folder without a plan.json; give a song, a plan, or the folder of a" in failed.stderr


def test_help_teaches(tmp_path):
    assert "clavilux render song.mp3 cover.jpg" in clavilux("render", "--help").stdout
    assert "render" in clavilux("--help").stdout
    assert clavilux("--version").stdout.startswith("clavilux ")


@pytest.mark.parametrize("name", ["v.webm", "v.mov", "v.gif", "v.webp"])
def test_the_outputs_ending_chooses_the_format(song, artwork, tmp_path, name):
    done = clavilux("render", song, artwork, *QUICK, "-o", tmp_path / name, "-q")
    assert (done.returncode, done.stderr) == (0, "")
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_format_of_pictures_makes_a_folder(song, artwork, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = clavilux("render", song, artwork, *QUICK, "--format", "png", "-q")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(file.name for file in (tmp_path / "song").iterdir()) == [f"{n:05}.png" for n in range(1, 37)]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-o", "v.avi"], "choose a name that ends in .mp4, .mov, .webm, .gif or .webp; or --format png"),
        (["--format", "gif", "--fps", "60"], "a gif shows at most 50 frames per second; choose fewer --fps"),
        (["--format", "vp9", "-o", "v.mp4"], "--format vp9 needs a name that ends in .webm"),
    ],
)
def test_a_format_that_cannot_be_is_told_at_once(song, artwork, tmp_path, monkeypatch, options, told):
    monkeypatch.chdir(tmp_path)
    done = clavilux("render", song, artwork, *QUICK, *options)
    assert (done.returncode, done.stdout, list(tmp_path.iterdir())) == (2, "", [])
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_film_for_each_shelf(song, artwork, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    options = ["--for", "reels,tiktok", "--duration", "3", "--draft", "--painter", "fake", "--sheet"]
    done = clavilux("render", song, artwork, *options)
    assert done.returncode == 0, done.stderr
    names = [f"song-{name}-draft{rest}" for name in ("reels", "tiktok") for rest in ("-sheet.png", ".mp4")]
    assert sorted(file.name for file in tmp_path.iterdir()) == names
    assert "song-reels-draft.mp4: 3.0 s, 72 frames of 360x640" in done.stderr
    assert "song-tiktok-draft.mp4: 3.0 s, 72 frames of 360x640" in done.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--for", "reel"], "unknown shelf 'reel'. Did you mean 'reels'?"),
        (["--for", "reels", "--size", "512"], "--for reels: 512x512 pixels, not 1080x1920 or 720x1280; choose what it"),
        (
            ["--for", "reels,cinema", "--format", "h264"],
            "--format h264: --for cinema takes prores; leave one of them out",
        ),
        (["--for", "cinema", "-o", "film.mp4"], "film.mp4: --format prores needs a name that ends in .mov"),
    ],
)
def test_what_a_shelf_does_not_take_is_told_at_once(song, artwork, tmp_path, monkeypatch, options, told):
    monkeypatch.chdir(tmp_path)
    done = clavilux("render", song, artwork, "--painter", "fake", *options)
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_plan_is_filmed_for_a_shelf_of_its_size(song, artwork, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    planned = clavilux("plan", song, artwork, "--painter", "fake", "--duration", "3", "--for", "reels", "-o", "p.json")
    assert planned.returncode == 0, planned.stderr
    wide = clavilux("render", "p.json", "--for", "youtube")
    assert (wide.returncode, wide.stderr.count("\n")) == (2, 1)
    assert "--for youtube: 1080x1920 pixels, not 1920x1080" in wide.stderr
    several = clavilux("render", "p.json", "--for", "reels,tiktok")
    assert "p.json: a plan is for one shape of film; give one --for, or render a song and pictures" in several.stderr
    done = clavilux("render", "p.json", "--for", "reels", "--draft")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "song-reels-draft.mp4").exists()
