"""A folder of frames is there whole or not at all, and holds nothing else."""

from pathlib import Path

import pytest

from clavilux.errors import OutputExists, UserError
from clavilux.media.output import sweep, unfinished
from clavilux.media.output_folder import appearing_folder, check_folder


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_folder_of_frames_is_replaced_only_if_that_is_wanted(tmp_path: Path) -> None:
    frames = tmp_path / "frames"
    for name, overwrite in (("00001.png", False), ("00002.png", True)):
        with appearing_folder(frames, overwrite=overwrite) as part:
            (part / name).touch()
    assert names_in(frames) == ["00002.png"]
    with pytest.raises(OutputExists, match="frames exists already; use --overwrite"), appearing_folder(frames):
        pass
    (frames / "holiday.jpg").touch()
    with pytest.raises(UserError, match=r"frames holds holiday\.jpg, which is no frame of a film; choose another"):
        check_folder(frames, overwrite=True)
    assert names_in(tmp_path) == ["frames"]


def test_a_folder_that_is_filled_meanwhile_is_kept(tmp_path: Path) -> None:
    def meet() -> None:
        with appearing_folder(tmp_path / "frames", overwrite=True):
            (tmp_path / "frames").mkdir()
            (tmp_path / "frames" / "notes.txt").write_text("mine")

    with pytest.raises(UserError, match=r"holds notes\.txt"):
        meet()
    assert names_in(tmp_path) == ["frames"]
    assert names_in(tmp_path / "frames") == ["notes.txt"]


def test_what_one_that_was_killed_has_left_of_a_name_is_swept_away(tmp_path: Path) -> None:
    film, frames = tmp_path / "film.mp4", tmp_path / "frames"
    unfinished(film).write_bytes(b"half")
    unfinished(frames).mkdir()
    (tmp_path / "link.mp4").symlink_to(film)
    unfinished(tmp_path / "link.mp4").write_bytes(b"half, too")
    (other := unfinished(tmp_path / "other.mp4")).write_bytes(b"of somebody else")
    sweep(film)
    sweep(frames)
    assert names_in(tmp_path) == sorted(["link.mp4", other.name])
