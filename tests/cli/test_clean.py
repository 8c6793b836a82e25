"""What projects take can be freed, and nothing else goes with it."""

import os

import numpy as np
import pytest
from PIL import Image

import plans
from clavilux.media.files import file_ref
from clavilux.project import key_of, opened
from command import clavilux

PICTURE = np.zeros((64, 64, 3), np.uint8)


def test_what_can_be_made_again_is_removed_and_the_plan_stays(artwork, tmp_path):
    with opened(tmp_path / "night", keep=True) as project:
        project.keep_plan(plans.plan([0, 24], song=file_ref(artwork)))
        project.keep_picture("k1", key_of("a"), PICTURE)
        with project.keeping_segment("s1", key_of("a")) as part:
            part.write_bytes(bytes(3_000_000))
    done = clavilux("clean", tmp_path / "night")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"{tmp_path / 'night'}: 3.0 MB freed; {tmp_path / 'night' / 'plan.json'} stays\n"
    assert sorted(path.name for path in (tmp_path / "night").iterdir()) == [".lock", "README.txt", "plan.json"]


def test_another_folder_is_not_touched(tmp_path):
    (tmp_path / "photos").mkdir()
    for name in ("photos", "gone"):
        failed = clavilux("clean", tmp_path / name)
        assert failed.returncode == 2
        assert "is not a project of Clavilux; give the folder of one" in failed.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["photos"]


def aged(folder, sizes):
    """A project with segments, the first the oldest."""
    with opened(folder, keep=True) as project:
        for age, size in enumerate(reversed(sizes)):
            with project.keeping_segment(f"s{size}", key_of([str(folder), size])) as part:
                part.write_bytes(bytes([age]) * size)
        for age, size in enumerate(reversed(sizes)):
            (kept,) = folder.glob(f"shots/s{size}-*")
            os.utime(kept, (1e9 - age * 100, 1e9 - age * 100))


def test_the_oldest_go_first_over_all_projects_and_never_a_picture_of_ones_own(tmp_path):
    aged(tmp_path / "a", [300, 20])
    aged(tmp_path / "b", [500, 40])
    with opened(tmp_path / "a", keep=True) as project:
        project.keep_picture("k1", key_of("a"), PICTURE)
    (own,) = (tmp_path / "a" / "keyframes").iterdir()
    Image.new("RGB", (300, 300), "red").save(own)
    os.utime(own, (1, 1))
    done = clavilux("clean", tmp_path / "a", tmp_path / "b", "--keep-under", "0.06 KB")
    assert done.returncode == 0, done.stderr
    left = {path.name.split("-")[0] for path in tmp_path.rglob("*-*")}
    assert left == {"s20", "s40", "k1"}
    assert clavilux("clean", tmp_path / "a", tmp_path / "b", "--keep-under", "1GB").returncode == 0
    assert {path.name.split("-")[0] for path in tmp_path.rglob("*-*")} == left


@pytest.mark.parametrize("size", ["", "much", "-1GB", "5XB", "1e9", "nan"])
def test_a_size_that_is_none_is_told(tmp_path, size):
    aged(tmp_path / "a", [300])
    failed = clavilux("clean", tmp_path / "a", "--keep-under", size)
    assert failed.returncode == 2
    assert "give a size, such as 500MB or 5GB" in failed.stderr
