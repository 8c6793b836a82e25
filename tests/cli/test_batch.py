"""Many songs by one list: in the words of render, one failure does not stop the others, and all is told."""

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from clavilux.media.video import probe
from command import Done, clavilux

USUAL = """
[defaults]
pictures = ["cover.jpg"]
painter = "fake"
genre = "techno"
size = 64
set = ["direct.pace=0"]
"""


@pytest.fixture
def album(tmp_path):
    """A folder with two short songs and a cover."""
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 33075)
    for name in ("a.ogg", "b.ogg"):
        soundfile.write(tmp_path / name, noise, 22050)
    Image.new("RGB", (64, 64), "teal").save(tmp_path / "cover.jpg")
    return tmp_path


def run(album: Path, text: str, *words: object) -> Done:
    (album / "album.toml").write_text(text, encoding="utf-8")
    return clavilux("batch", album / "album.toml", *words)


def films(album: Path) -> list[str]:
    return sorted(path.name for path in album.iterdir() if path.suffix not in (".ogg", ".jpg", ".toml"))


def test_films_of_all_songs_in_the_folder_of_the_list(album):
    done = run(
        album, USUAL + '[[song]]\nfile = "a.ogg"\n[[song]]\nfile = "b.ogg"\noutput = "-b film.webm"\nsize = "96x64"\n'
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert films(album) == ["-b film.webm", "a.mp4"]
    assert [probe(album / name).size for name in films(album)] == [(96, 64), (64, 64)]
    assert "1 of 2: a.ogg\n" in done.stderr
    assert done.stderr.splitlines()[-1].endswith(", 0 failed")


def test_one_that_fails_stops_no_other_and_the_same_command_goes_on(album):
    music = (album / "a.ogg").read_bytes()
    (album / "a.ogg").write_bytes(b"no music")
    text = USUAL + '[[song]]\nfile = "a.ogg"\n[[song]]\nfile = "b.ogg"\n'
    done = run(album, text, "--quiet")
    assert done.returncode == 1
    told = re.findall(r"clavilux: (error|failed): a\.ogg: FFmpeg cannot read it", done.stderr)
    assert told == ["error", "failed"]  # when it happens, and in the end
    assert films(album) == ["b.mp4"]
    (album / "a.ogg").write_bytes(music)
    before = (album / "b.mp4").stat().st_mtime_ns
    again = run(album, text)
    assert again.returncode == 0
    assert again.stderr.splitlines()[-1].startswith("1 of 2 made in ")
    assert again.stderr.splitlines()[-1].endswith("s, 1 there already, 0 failed")
    assert (album / "b.mp4").stat().st_mtime_ns == before


def test_a_fault_of_ours_stops_no_other_either(album, monkeypatch):
    from clavilux import pipeline

    make = pipeline.make

    def failing(song, *args, **how):
        if Path(song).stem == "a":
            raise ZeroDivisionError("a bug")
        return make(song, *args, **how)

    monkeypatch.setattr(pipeline, "make", failing)
    done = run(album, USUAL + '[[song]]\nfile = "a.ogg"\n[[song]]\nfile = "b.ogg"\n', "-q")
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert films(album) == ["b.mp4"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[song]\n", "is no valid TOML: .*line 1.*; mend it there"),
        ("", r"has no songs; write \[\[song\]\]"),
        ("[songs]\n", "unknown key 'songs'. Did you mean 'song'?"),
        ("song = 3\n", r"write \[defaults\] once, and \[\[song\]\] for every song"),
        ("[[song]]\nfile = 'a.ogg'\ngenere = 'x'\n", r"song 1: unknown key 'genere'. Did you mean 'genre'\?"),
        ("[[song]]\nfile = 'a.ogg'\npictures = 'cover.jpg'\nworkers = 0\n", "song 1: .*--workers"),
        ("[[song]]\nfile = 'a.ogg'\npictures = 'cover.jpg'\nloop = 3\n", "song 1: .*--loop.* does not take a value"),
        (
            "[[song]]\nfile = 'a.ogg'\npictures = 'cover.jpg'\nstyle = { a = 1 }\n",
            "song 1: style: give a text, a number",
        ),
        (
            "[[song]]\nfile = 'a.ogg'\npictures = 'cover.jpg'\n[[song]]\nfile = 'c.ogg'\n",
            "song 2: c.ogg: no such file; check the path",
        ),
        ("[[song]]\npictures = 'a.jpg'\n", "song 1: give file = 'song.mp3'"),
        ("[[song]]\nfile = 'a.ogg'\n", "song 1: a.ogg: no picture to start from; give pictures ="),
        (
            "[defaults]\npictures = 'cover.jpg'\n[[song]]\nfile = 'a.ogg'\n[[song]]\nfile = 'x/../a.ogg'\n",
            "song 2: is called a as song 1 is; give each",
        ),
        ("[[song]]\nfile = 'a.ogg'\noverwrite = true\n", "song 1: overwrite is said for all .*: clavilux batch --over"),
    ],
)
def test_mistakes_are_told_before_any_film_is_made(album, text, told):
    (album / "x").mkdir()
    done = run(album, text)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert re.search(rf"album\.toml: {told}", done.stderr), done.stderr


def test_help_teaches():
    done = clavilux("batch", "--help")
    assert done.returncode == 0
    for word in ("[[song]]", "[defaults]", "pictures =", "clavilux batch album.toml"):
        assert word in done.stdout
