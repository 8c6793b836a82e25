"""A project keeps what was made, notices what is damaged, and touches nothing that is not its own."""

import errno
import shutil
import subprocess
import sys

import numpy as np
import pytest

import plans
from clavilux.errors import ClaviluxWarning, RenderError, UserError
from clavilux.media import png
from clavilux.media.files import content_hash, file_ref
from clavilux.plan import Plan
from clavilux.project import Project, beside_film, key_of, opened
from hearings import silent

PICTURE = np.random.default_rng(0).integers(0, 255, (64, 96, 3)).astype(np.uint8)
KEY, OTHER = key_of("a"), key_of("b")


def begun(folder):
    """A project with something of each kind in it."""
    with opened(folder, keep=True) as project:
        project.keep_picture("k1: a chorus / again", KEY, PICTURE)
        project.keep_hearing(KEY, silent(3.0))
        with project.keeping_segment("s1", KEY) as part:
            part.write_bytes(b"a film")
    return project


def stopped(folder, *, painted):
    """A project that somebody stops working on."""
    with opened(folder, keep=False) as project:
        project.keep_hearing(KEY, silent(3.0))
        if painted:
            project.keep_picture("k1", KEY, PICTURE)
        raise KeyboardInterrupt


def half(project):
    """Work that fails on the way."""
    with project.keeping_segment("s1", KEY) as part:
        part.write_bytes(b"half")
        raise ZeroDivisionError


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_is_kept_is_there_by_its_key(tmp_path):
    project = begun(tmp_path / "p")
    assert project.segment(KEY).read_bytes() == b"a film"
    assert (project.picture(KEY).image == PICTURE).all()
    assert not project.picture(KEY).own
    assert project.hearing(KEY).duration == 3.0
    assert (project.segment(OTHER), project.picture(OTHER), project.hearing(OTHER)) == (None, None, None)


def test_names_tell_people_what_is_in_a_file(tmp_path):
    begun(tmp_path / "p")
    named = [path.name.split("-")[0] for path in sorted(tmp_path.glob("p/*/*-*"))]
    assert named == ["heard", "k1_a_chorus_again", "s1"]


@pytest.mark.parametrize("kind", ["hearing", "keyframes", "shots"])
def test_what_is_damaged_is_told_and_not_used(tmp_path, kind):
    project = begun(tmp_path / "p")
    (path,) = (tmp_path / "p" / kind).iterdir()
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + b"\0")
    read = {"hearing": project.hearing, "keyframes": project.picture, "shots": project.segment}[kind]
    with pytest.warns(ClaviluxWarning, match="is damaged; it is made anew"):
        assert read(KEY) is None
    begun(tmp_path / "p")
    assert read(KEY) is not None
    aside = [file.suffix == ".damaged" for file in (tmp_path / "p" / kind).iterdir()]
    assert sorted(aside) == [False, True]


def test_half_a_file_is_never_there(tmp_path):
    with opened(tmp_path / "p", keep=True) as project:
        with pytest.raises(ZeroDivisionError):
            half(project)
        assert project.segment(KEY) is None
    assert not list(tmp_path.rglob("*s1*"))


def test_a_project_that_is_not_kept_goes_when_all_is_well(tmp_path):
    with opened(tmp_path / "p", keep=False) as project:
        project.keep_picture("k1", KEY, PICTURE)
    assert not list(tmp_path.iterdir())


@pytest.mark.filterwarnings("ignore:.*keeps what is done")
def test_it_stays_when_something_goes_wrong_if_something_is_in_it(tmp_path):
    for name in ("empty", "full"):
        with pytest.raises(KeyboardInterrupt):
            stopped(tmp_path / name, painted=name == "full")
    assert [path.name for path in tmp_path.iterdir()] == ["full"]


def test_where_it_stays_is_told(tmp_path):
    told = pytest.warns(ClaviluxWarning, match="keeps what is done; the same command goes on from there")
    with pytest.raises(KeyboardInterrupt), told:
        stopped(tmp_path / "p", painted=True)


@pytest.mark.parametrize(
    ("user", "told"),
    [
        ("render", "is used by another render; wait for it, or choose another --project"),
        ("studio", "is used by an open studio; end that with Ctrl-C, or choose another --project"),
        ("clean", "is used by 'clavilux clean'; wait for it, or choose another --project"),
    ],
)
def test_only_one_can_use_it_and_the_others_are_told_who_does(tmp_path, user, told):
    with opened(tmp_path / "p", keep=True, user=user):
        for _ in range(2):  # asking changes nothing
            with pytest.raises(UserError, match=told), opened(tmp_path / "p", keep=True):
                pass
        cleaning = opened(tmp_path / "p", keep=True, begin=False, user="clean")  # which can choose no other
        with pytest.raises(UserError, match=f"{told.partition(',')[0]}$"), cleaning:
            pass
    with opened(tmp_path / "p", keep=True):
        pass
    assert {path.name for path in (tmp_path / "p").iterdir()} <= {"README.txt", ".lock"}


HOLD = """
import sys, time
from filelock import FileLock

with FileLock(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_process_that_dies_leaves_no_lock(tmp_path):
    begun(tmp_path / "p")
    command = [sys.executable, "-c", HOLD, str(tmp_path / "p" / ".lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(UserError, match="is used"), opened(tmp_path / "p", keep=True):
            pass
        holder.kill()
    with opened(tmp_path / "p", keep=True) as project:
        assert project.segment(KEY)


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "plan.json").write_text("a plan of mine")
    with pytest.raises(UserError, match="is not a project of Clavilux"), opened(tmp_path / "photos", keep=False):
        pass
    assert files(tmp_path) == ["photos/plan.json"]


def test_what_somebody_puts_into_a_project_is_not_removed_with_it(tmp_path):
    begun(tmp_path / "p")
    (tmp_path / "p" / "shots" / "notes.txt").write_text("cut this")
    with opened(tmp_path / "p", keep=True) as project:
        project.remove()
    assert files(tmp_path / "p") == [".lock", "README.txt", "shots/notes.txt"]


def test_the_song_as_it_is_played_is_kept_and_goes_with_the_rest(tmp_path):
    project = begun(tmp_path / "p")
    assert project.sound(KEY) is None
    with project.keeping_sound(KEY) as part:
        part.write_bytes(b"sound")
    assert project.sound(KEY).read_bytes() == b"sound"
    project.remove()
    assert project.sound(KEY) is None


def test_a_picture_of_ones_own_is_never_removed(tmp_path):
    project = begun(tmp_path / "p")
    (kept,) = tmp_path.glob("p/keyframes/*.png")
    png.write(kept, 255 - PICTURE, {}, overwrite=True)
    project.remove()
    assert [path.name for path in tmp_path.rglob("*.png")] == [kept.name]


def test_a_name_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "p").write_text("a file")
    with pytest.raises(UserError, match="cannot"), opened(tmp_path / "p", keep=True):
        pass


def test_another_plan_is_not_lost(tmp_path, artwork):
    song = file_ref(artwork)
    one, two = plans.plan([0, 24], song=song), plans.plan([0, 48], song=song)
    with opened(tmp_path / "p", keep=True) as project:
        project.keep_plan(one)
        project.keep_plan(one)
        with pytest.warns(ClaviluxWarning, match="plan.json is another film; it is kept as plan-1.json"):
            project.keep_plan(two)
    assert [name for name in files(tmp_path / "p") if "plan" in name] == ["plan-1.json", "plan.json"]
    kept = [Plan.from_file(tmp_path / "p" / name).duration for name in ("plan.json", "plan-1.json")]
    assert kept == [two.duration, one.duration]


def test_work_that_fails_at_once_costs_a_project_nothing(tmp_path):
    begun(tmp_path / "p")
    before = files(tmp_path / "p")
    with pytest.raises(KeyboardInterrupt), pytest.warns(ClaviluxWarning, match="keeps what is done"):
        stopped(tmp_path / "p", painted=False)
    assert files(tmp_path / "p") == before


def test_what_a_render_that_was_killed_has_left_half_written_goes(tmp_path):
    begun(tmp_path / "p")
    before = files(tmp_path / "p")
    (tmp_path / "p" / "shots" / ".clavilux-0123.part").write_bytes(b"half")
    with opened(tmp_path / "p", keep=True):
        pass
    assert files(tmp_path / "p") == before


def test_what_another_film_has_left_stays_when_this_one_is_complete(tmp_path):
    with pytest.raises(KeyboardInterrupt), pytest.warns(ClaviluxWarning, match="keeps what is done"):
        stopped(tmp_path / "p", painted=True)
    before = files(tmp_path / "p")
    with opened(tmp_path / "p", keep=False) as project, project.keeping_segment("s1", OTHER) as part:
        part.write_bytes(b"a draft")
    assert files(tmp_path / "p") == before
    with opened(tmp_path / "p", keep=False) as project:
        assert project.picture(KEY)
        assert project.hearing(KEY)
    assert not list(tmp_path.iterdir())


def test_a_project_is_one_also_without_the_file_that_says_so(tmp_path):
    begun(tmp_path / "p")
    (tmp_path / "p" / "README.txt").unlink()
    with opened(tmp_path / "p", keep=True) as project:
        assert project.segment(KEY)


def test_a_lock_that_is_none_is_told(tmp_path):
    begun(tmp_path / "p")
    (tmp_path / "p" / ".lock").unlink()
    (tmp_path / "p" / ".lock").mkdir()
    with pytest.raises(UserError, match=r"\.lock cannot be used: .*; remove it"), opened(tmp_path / "p", keep=True):
        pass


@pytest.mark.parametrize(
    "name", ["..", ".", "", "../../x", "/etc/x", "-x", "x" * 999, "\U0001d11e" * 99, "a\nb", "*?[x]"]
)
def test_no_name_leads_out_of_a_project(tmp_path, name):
    with opened(tmp_path / "p", keep=True) as project:
        project.keep_picture(name, KEY, PICTURE)
        with project.keeping_segment(name, KEY) as part:
            part.write_bytes(b"a film")
        picture, segment = project.picture(KEY), project.segment(KEY)
        assert picture
        assert (picture.image == PICTURE).all()
        assert segment
        assert segment.parent == tmp_path / "p" / "shots"
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_films_of_ones_own_are_not_removed_wherever_they_lie(tmp_path):
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "holiday.mp4").write_bytes(b"mine")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "README.txt").touch()
    (tmp_path / "p" / "shots").symlink_to(tmp_path / "films")
    project = begun(tmp_path / "p")
    assert len(list((tmp_path / "films").iterdir())) == 2
    project.remove()
    assert [path.name for path in (tmp_path / "films").iterdir()] == ["holiday.mp4"]


@pytest.mark.parametrize("letter", ["x", "\u96fb"])
def test_the_longest_name_of_a_film_leaves_room_for_its_project(tmp_path, letter):
    longest = letter * (250 // len(letter.encode()))
    for film in (tmp_path / f"{longest}.mp4", tmp_path / "a.b.mp4"):
        with opened(beside_film(film), keep=True):
            film.write_bytes(b"")
    assert (tmp_path / "a.b.clavilux").is_dir()


def test_a_folder_whose_name_is_too_long_is_told(tmp_path):
    with (
        pytest.raises(UserError, match="File name too long; choose another"),
        opened(tmp_path / ("x" * 300), keep=True),
    ):
        pass


def test_a_file_is_read_once_to_see_that_it_is_whole(tmp_path, monkeypatch):
    project, read = begun(tmp_path / "p"), []

    def reading(path):
        read.append(path)
        return content_hash(path)

    monkeypatch.setattr("clavilux.media.keyed.content_hash", reading)
    for _ in range(2):
        assert project.segment(KEY)
    assert read == []
    again = Project(tmp_path / "p")
    for _ in range(2):
        assert again.segment(KEY)
    assert len(read) == 1
    (kept,) = tmp_path.glob("p/shots/*")
    kept.write_bytes(b"b film")
    with pytest.warns(ClaviluxWarning, match="is damaged"):
        assert again.segment(KEY) is None


def test_a_file_that_the_disk_cannot_read_any_more_is_made_anew(tmp_path, monkeypatch):
    begun(tmp_path / "p")

    def failing(path):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("clavilux.media.keyed.content_hash", failing)
    again = Project(tmp_path / "p")
    with pytest.warns(ClaviluxWarning, match="is damaged; it is made anew"):
        assert again.segment(KEY) is None
    with pytest.warns(ClaviluxWarning, match="is damaged; it is made anew"):
        assert again.hearing(KEY) is None
    assert again.made()
    monkeypatch.undo()
    assert again.segment(KEY)


def test_what_somebody_removes_meanwhile_is_made_anew(tmp_path):
    project = begun(tmp_path / "p")
    (kept,) = tmp_path.glob("p/shots/*")
    kept.unlink()
    assert project.segment(KEY) is None
    shutil.rmtree(tmp_path / "p" / "shots")
    with project.keeping_segment("s1", KEY) as part:
        part.write_bytes(b"a film")
    assert project.segment(KEY) == kept


def test_nothing_is_written_where_a_strangers_links_lead(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    begun(tmp_path / "p")
    for name in ("README.txt", ".used-by"):
        (tmp_path / "p" / name).unlink(missing_ok=True)
        (tmp_path / "p" / name).symlink_to(tmp_path / "mine.txt")
    with opened(tmp_path / "p", keep=True):
        pass
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_folders_among_the_files_are_left_alone(tmp_path):
    (kept,) = (begun(tmp_path / "p").folder / "shots").iterdir()
    odd = [kept.with_name(".clavilux-0.part"), kept.with_name(kept.name.replace(KEY[:16], OTHER[:16]))]
    for folder in odd:
        folder.mkdir()
    with opened(tmp_path / "p", keep=False) as project:
        assert project.segment(OTHER) is None
        with project.keeping_segment("s2", OTHER) as part:
            part.write_bytes(b"another")
        assert (made := project.segment(OTHER))
        assert made.read_bytes() == b"another"
    assert all(folder.is_dir() for folder in odd)


def test_a_disk_that_is_full_at_once_holds_no_project_then(tmp_path, monkeypatch):
    def full(path, *_, **__):
        if path.name == "README.txt":
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(RenderError, match="No space left on device"), opened(tmp_path / "p", keep=True):
        pass
    assert not list(tmp_path.iterdir())
