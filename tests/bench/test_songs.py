"""The packages of the evaluation's songs are read by code of our own."""

import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture
def songs(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCH))
    import songs

    yield songs
    for name in ("songs", "archives"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("kind", ["whl", "tgz"])
def test_only_the_named_files_are_unpacked(songs, tmp_path, kind):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "song one.ogg").write_bytes(b"music")
    (tmp_path / "a" / "other.ogg").write_bytes(b"noise")
    archive = tmp_path / f"package.{kind}"
    if kind == "whl":
        with zipfile.ZipFile(archive, "w") as packed:
            for file in (tmp_path / "a").iterdir():
                packed.write(file, f"a/{file.name}")
    else:
        (tmp_path / "a" / "link.ogg").symlink_to("other.ogg")
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(tmp_path / "a", "./a")
    songs.extract(archive, ["a/song one.ogg"], tmp_path / "out")
    assert [(file.name, file.read_bytes()) for file in (tmp_path / "out" / "a").iterdir()] == [
        ("song one.ogg", b"music")
    ]


def test_a_missing_song_is_named(songs, tmp_path):
    archive = tmp_path / "package.whl"
    zipfile.ZipFile(archive, "w").close()
    with pytest.raises(SystemExit, match=r"gone\.ogg"):
        songs.extract(archive, ["gone.ogg"], tmp_path)


def test_every_genre_of_the_listing_is_in_the_style_book(songs):
    import tomllib

    from clavilux.styles import StyleBook

    listing = tomllib.loads((BENCH / "songs.toml").read_text("utf-8"))
    known = [song for package in listing["package"] for song in package["song"]]
    assert all(song.get("genre") or song.get("tempo") for song in known)
    assert {song["genre"] for song in known if "genre" in song} <= set(StyleBook.load().genres)
