"""Files by their content, and plans on the disk."""

import json
from pathlib import Path

import pytest

from clavilux.errors import UnreadableMedia, UserError
from clavilux.media.files import check_same, file_ref, named_refs, write_plan
from clavilux.plan import Brief, Plan, Shot


@pytest.fixture
def plan(tmp_path):
    (tmp_path / "song.ogg").write_bytes(b"la la")
    (tmp_path / "art.png").write_bytes(b"red")
    return Plan(
        song=file_ref(tmp_path / "song.ogg"),
        pictures={"art": file_ref(tmp_path / "art.png")},
        painter={"use": "fake"},
        size=(64, 64),
        fps="24",
        keyframes={"k0": Brief(picture="art")},
        shots=(Shot(id="s1", start=0, end=1, from_="k0", to="k0", travel=0.5),),
    )


def test_the_same_content_is_the_same_file(tmp_path):
    for name, content in (("a", b"one"), ("b", b"one"), ("c", b"two")):
        (tmp_path / name).write_bytes(content)
    a, b, c = (file_ref(tmp_path / name) for name in "abc")
    assert a.sha256 == b.sha256 != c.sha256
    check_same(a, "picture")


def test_another_file_in_its_place_is_refused(plan, tmp_path):
    (tmp_path / "song.ogg").write_bytes(b"another song")
    with pytest.raises(UserError, match=r"song.ogg: another song than that of the plan \(SHA-256 "):
        check_same(plan.song, "song")
    (tmp_path / "song.ogg").unlink()
    with pytest.raises(UnreadableMedia, match="cannot be read"):
        check_same(plan.song, "song")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device")
def test_a_device_that_never_ends_is_refused():
    with pytest.raises(UnreadableMedia, match="/dev/zero: is no file"):
        file_ref("/dev/zero")


def test_files_of_one_name_get_names_of_their_own(tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "art.jpg").write_bytes(folder.encode())
    named = named_refs([tmp_path / "x" / "art.jpg", tmp_path / "y" / "art.jpg"])
    assert list(named) == ["art", "art-2"]


def test_a_folder_with_plan_and_files_can_be_moved(plan, tmp_path):
    write_plan(plan, tmp_path / "plan.json")
    assert json.loads((tmp_path / "plan.json").read_text())["song"]["path"] == "song.ogg"
    moved = tmp_path.with_name(f"{tmp_path.name}-moved")
    tmp_path.rename(moved)
    read = Plan.from_file(moved / "plan.json")
    check_same(read.song, "song")
    assert read.shots == plan.shots


def test_files_elsewhere_are_named_by_their_whole_path(plan, tmp_path):
    write_plan(plan, tmp_path / "plans" / "plan.json")
    assert Plan.from_file(tmp_path / "plans" / "plan.json") == plan


def test_a_plan_is_not_overwritten_unless_asked(plan, tmp_path):
    write_plan(plan, tmp_path / "plan.json")
    with pytest.raises(Exception, match="kept as"):
        write_plan(plan, tmp_path / "plan.json")
    write_plan(plan, tmp_path / "plan.json", overwrite=True)
