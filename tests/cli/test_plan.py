"""``clavilux plan``, and the films of plans, as a user types it."""

import json

import av
import numpy as np
import pytest

from clavilux.plan import Plan
from command import clavilux

QUICK = ["--painter", "fake", "--size", "64", "--duration", "1.5", "--genre", "techno"]


@pytest.fixture(scope="module")
def planned(song, artwork, tmp_path_factory):
    folder = tmp_path_factory.mktemp("planned")
    done = clavilux("plan", song, artwork, *QUICK, "-o", folder / "plan.json")
    assert done.returncode == 0, done.stderr
    return folder / "plan.json", done


def frames(path):
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def test_a_plan_is_written_and_the_next_step_told(planned):
    path, done = planned
    assert f"clavilux render {path}" in done.stderr
    assert done.stdout == ""
    assert Plan.from_file(path).duration == 1.5


def test_its_film_is_the_one_that_render_makes(planned, song, artwork, tmp_path):
    path, _ = planned
    assert clavilux("render", path, "-o", tmp_path / "a.mp4").returncode == 0
    assert clavilux("render", song, artwork, *QUICK, "-o", tmp_path / "b.mp4").returncode == 0
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_what_is_written_stands_in_the_plan_with_the_seconds_of_the_film(song, artwork, tmp_path):
    (tmp_path / "song.lrc").write_text("[00:00.50]Nothing\n[00:01.25]1979\n[00:02.00]\n")
    words = ("--title", "1979", "--credits", "Ann", "--lyrics", tmp_path / "song.lrc", "--start", "1")
    done = clavilux("plan", song, artwork, *QUICK, *words, "-o", tmp_path / "plan.json")
    assert done.returncode == 0, done.stderr
    title, credit, lyrics = json.loads((tmp_path / "plan.json").read_text())["effects"][-3:]
    assert (title["text"], credit["text"]) == ("1979", "Ann")
    assert lyrics["lines"] == [
        {"start": 0.0, "end": 0.25, "text": "Nothing"},
        {"start": 0.25, "end": 1.0, "text": "1979"},
    ]


def test_an_edit_is_seen(planned, tmp_path):
    tree = json.loads(planned[0].read_text())
    tree["keyframes"]["k1"] = {"paint": False}
    (tmp_path / "dark.json").write_text(json.dumps(tree))
    assert clavilux("render", tmp_path / "dark.json", "-o", tmp_path / "dark.mp4").returncode == 0
    assert frames(tmp_path / "dark.mp4")[-1].mean() < 10


def test_a_plan_is_kept(planned, song, artwork):
    path, _ = planned
    before = path.read_bytes()
    again = clavilux("plan", song, artwork, *QUICK, "-o", path)
    assert (again.returncode, path.read_bytes()) == (2, before)
    assert "--overwrite" in again.stderr


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        (["cover.jpg"], "cover.jpg: "),
        (["--style", "pop-art"], "--style pop-art: "),
        (["--recipe", "calm"], "--recipe calm: "),
    ],
)
def test_what_would_not_change_a_plan_is_refused(planned, tmp_path, extra, told):
    done = clavilux("render", planned[0], *extra, "-o", tmp_path / "v.mp4")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert told in done.stderr
    assert "is a plan, which holds all that" in done.stderr


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda plan: plan["shots"][0].update(kick={"lane": "puls"}), "shots[0].kick: unknown lane 'puls'"),
        (lambda plan: plan["effects"][0].update(zom=1), "effect 'camera': unknown option 'zom'. Did you mean 'zoom'?"),
        (lambda plan: plan["lanes"]["pulse"].update(use="plus"), "unknown source 'plus'. Did you mean 'pulse'?"),
        (lambda plan: plan["song"].update(path="/gone.ogg"), "/gone.ogg: cannot be read"),
        (lambda plan: plan["song"].update(sha256="0" * 64), "another song than that of the plan"),
        (lambda plan: plan["keyframes"]["k1"].update(style="brown"), "unknown style 'brown'"),
        (lambda plan: plan["painter"].update(stroke=2), "painter 'fake' does not support the option 'stroke'"),
        (lambda plan: plan["lanes"].update(drum={"use": "midi", "file": "/etc/passwd"}), "--trust"),
        (lambda plan: plan["effects"].append({"use": "title", "text": "A", "font": "/etc/passwd"}), "--trust"),
        (lambda plan: plan["effects"].append({"use": "title", "text": "雨"}), "has no 雨 (U+96E8)"),
        (lambda plan: plan["effects"].append({"use": "lyrics", "file": "gone.lrc"}), "gone.lrc: cannot be read"),
    ],
)
def test_a_mistake_in_a_plan_gets_one_clear_line_before_any_work(planned, tmp_path, edit, told):
    tree = json.loads(planned[0].read_text())
    edit(tree)
    (tmp_path / "mine.json").write_text(json.dumps(tree))
    done = clavilux("render", tmp_path / "mine.json", "-o", tmp_path / "v.mp4")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert told in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.json"]


def test_a_draft_with_its_sheet(planned, tmp_path):
    done = clavilux("render", planned[0], "--draft", "--sheet", "-o", tmp_path / "draft.mp4")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["draft-sheet.png", "draft.mp4"]


def test_help_teaches():
    told = clavilux("plan", "--help").stdout
    assert "clavilux render plan.json" in told
    assert "SONG|PLAN" in clavilux("render", "--help").stdout


def test_a_loop_is_whole_bars_and_its_film_ends_where_it_begins(song, artwork, tmp_path):
    quick = ["--painter", "fake", "--size", "64", "--genre", "techno", "--start", "4", "--duration", "4"]
    done = clavilux("plan", song, artwork, *quick, "--loop", "-o", tmp_path / "loop.json")
    assert done.returncode == 0, done.stderr
    loop = Plan.from_file(tmp_path / "loop.json")
    assert loop.loop
    assert loop.duration == pytest.approx(2 * 4 * 60 / 124, abs=0.05)
    assert loop.shots[-1].to == loop.shots[0].from_
    assert [count for _, count in loop.beats] == [1, 2, 3, 4] * 2
    assert clavilux("render", tmp_path / "loop.json", "-o", tmp_path / "loop.mp4").returncode == 0
    shown = frames(tmp_path / "loop.mp4").astype(float)
    steps = np.abs(np.diff(shown, axis=0)).mean((1, 2, 3))
    assert np.abs(shown[-1] - shown[0]).mean() <= steps.max()
