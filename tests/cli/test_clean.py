"""What projects take can be freed, and nothing else goes with it."""

import numpy as np

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
    assert done.stderr == f"{tmp_path / 'night'}: 3 MB freed; {tmp_path / 'night' / 'plan.json'} stays\n"
    assert sorted(path.name for path in (tmp_path / "night").iterdir()) == [".lock", "README.txt", "plan.json"]


def test_another_folder_is_not_touched(tmp_path):
    (tmp_path / "photos").mkdir()
    for name in ("photos", "gone"):
        failed = clavilux("clean", tmp_path / name)
        assert failed.returncode == 2
        assert "is not a project of Clavilux" in failed.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["photos"]
