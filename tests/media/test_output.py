"""A file is there whole or not at all, and no other file pays for it."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clavilux.errors import RenderError, UserError
from clavilux.media.output import appearing, check, make_room

posix = pytest.mark.skipif(os.name != "posix", reason="links, pipes and modes as POSIX has them")


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def write(path: Path, text: str = "a film", *, overwrite: bool = True) -> None:
    with appearing(path, overwrite=overwrite) as part:
        part.write_text(text)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """A disk on which no file grows beyond `size` bytes."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_it_appears_when_the_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "film.mp4"
    with appearing(path) as part:
        part.write_text("a film")
        assert part.parent == path.parent
        assert part.name.startswith(".clavilux-")
        assert not path.exists()
    assert (names_in(path.parent), path.read_text()) == (["film.mp4"], "a film")


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_it_vanishes_when_the_block_fails(tmp_path: Path, error: type[BaseException]) -> None:
    (tmp_path / "film.mp4").write_text("the older film")

    def fail() -> None:
        with appearing(tmp_path / "film.mp4") as part:
            part.write_text("half a film")
            raise error

    with pytest.raises(error):
        fail()
    assert names_in(tmp_path) == ["film.mp4"]
    assert (tmp_path / "film.mp4").read_text() == "the older film"


def test_foreign_files_are_left_alone(tmp_path: Path) -> None:
    foreign = ["film.mp4.part", ".film.mp4.part", ".clavilux-0.part", "film.part"]
    for name in foreign:
        (tmp_path / name).write_text("precious")
    make_room(tmp_path / "film.mp4")
    assert names_in(tmp_path) == sorted(foreign)
    write(tmp_path / "film.mp4")
    assert names_in(tmp_path) == sorted([*foreign, "film.mp4"])
    assert {(tmp_path / name).read_text() for name in foreign} == {"precious"}


def test_two_at_once_may_both_overwrite(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with appearing(path) as one, appearing(path) as two:
        one.write_text("one")
        two.write_text("two")
    assert (names_in(tmp_path), path.read_text()) == (["film.mp4"], "one")


def test_what_appeared_meanwhile_is_kept_and_so_is_ours(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"

    def meet(text: str) -> None:
        with appearing(path, overwrite=False) as part:
            part.write_text(text)
            path.write_text("theirs")

    for number, text in ((2, "second"), (3, "third")):
        with pytest.raises(RenderError, match=rf"film\.mp4: it has appeared .* kept as .*film-{number}\.mp4$"):
            meet(text)
    kept = {name: (tmp_path / name).read_text() for name in names_in(tmp_path)}
    assert kept == {"film.mp4": "theirs", "film-2.mp4": "second", "film-3.mp4": "third"}


def test_what_cannot_have_its_name_is_kept(tmp_path: Path) -> None:
    def meet_a_folder() -> None:
        with appearing(tmp_path / "film.mp4") as part:
            part.write_text("a film")
            (tmp_path / "film.mp4").mkdir()

    with pytest.raises(RenderError, match=r"film\.mp4: Is a directory; .* kept as .*film-2\.mp4$"):
        meet_a_folder()
    assert (tmp_path / "film-2.mp4").read_text() == "a film"
    assert names_in(tmp_path) == ["film-2.mp4", "film.mp4"]


@pytest.mark.parametrize("letter", ["x", "ü", "電", "𝄞"])
def test_names_may_have_as_many_bytes_as_the_disk_allows(tmp_path: Path, letter: str) -> None:
    stem = letter * (251 // len(letter.encode()))
    path = tmp_path / f"{stem:x<{len(stem) + 251 - len(stem.encode())}}.mp4"
    assert len(os.fsencode(path.name)) == 255
    make_room(path)
    write(path)
    with pytest.raises(RenderError, match="kept as"):  # under a name that is not too long either
        write(path, overwrite=False)
    with pytest.raises(UserError, match="File name too long; choose another"):
        make_room(path.with_name("x" + path.name))
    assert len(names_in(tmp_path)) == 2


@posix
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
@pytest.mark.parametrize("overwrite", [True, False])
def test_it_has_the_mode_of_any_new_file(tmp_path: Path, mask: int, mode: int, overwrite: bool) -> None:
    before = os.umask(mask)
    try:
        write(tmp_path / "film.mp4", overwrite=overwrite)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "film.mp4").stat().st_mode) == mode


@posix
@pytest.mark.parametrize("older", [True, False])
def test_links_are_followed(tmp_path: Path, older: bool) -> None:
    target = tmp_path / "big disk" / "film.mp4"
    if older:
        write(target, "the older film")
    (tmp_path / "link.mp4").symlink_to(target)
    write(tmp_path / "link.mp4", "a film", overwrite=older)
    assert (tmp_path / "link.mp4").readlink() == target
    assert target.read_text() == "a film"
    assert (names_in(tmp_path), names_in(target.parent)) == (["big disk", "link.mp4"], ["film.mp4"])


@posix
def test_what_is_no_file_is_told_and_kept(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "null.mp4").symlink_to("/dev/null")
    (tmp_path / "loop.mp4").symlink_to("loop.mp4")
    (tmp_path / "folder.mp4").mkdir()
    before = names_in(tmp_path)
    for name, told in (
        ("pipe.mp4", "is a device or a pipe"),
        ("null.mp4", "is a device or a pipe"),
        ("loop.mp4", "symbolic links"),
        ("folder.mp4", "is a folder"),
    ):
        for refuse in (check, make_room, write):
            with pytest.raises(UserError, match=told):
                refuse(tmp_path / name)
    assert names_in(tmp_path) == before


def test_unwritable_places_are_told_before_the_block_runs(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, told in (
        (tmp_path / "file" / "film.mp4", "cannot make the folder .*file: "),
        (Path("/proc/film.mp4"), "cannot write /proc/film.mp4: .*; choose another output"),
    ):
        if path.parent.exists():
            with pytest.raises(UserError, match=told), appearing(path):
                pytest.fail("the block has run")


def test_a_full_disk_is_noticed_before_the_work_begins(tmp_path: Path) -> None:
    with largest_file(0), pytest.raises(UserError, match=r"film\.mp4: File too large; choose another"):
        make_room(tmp_path / "film.mp4")
    assert names_in(tmp_path) == []


def test_checking_writes_nothing(tmp_path: Path) -> None:
    check(tmp_path / "new" / "film.mp4")
    assert names_in(tmp_path) == []
