"""``clavilux studio``: what it says before there is a server, and what it serves."""

import json
import sys

import pytest

from clavilux.media.files import write_plan
from clavilux.plan import Plan
from command import clavilux
from plans import plan


@pytest.fixture
def served(monkeypatch):
    """What the server is given in place of serving."""
    server = pytest.importorskip("clavilux.studio.server")
    given = []

    def serve(session, **how):
        given.append((session, how))
        how["told"]("http://127.0.0.1:1/?token=t")
        session.close()

    monkeypatch.setattr(server, "serve", serve)
    return given


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_help_teaches():
    told = clavilux("studio", "--help").stdout
    for word in ("clavilux studio song.mp3 cover.jpg", "clavilux[studio]", "Ctrl-C", "--share", "--password"):
        assert word in told


def test_without_the_extra_it_tells_the_cure(monkeypatch):
    monkeypatch.setattr("clavilux.extras.find_spec", lambda name: None)
    done = clavilux("studio")
    assert (done.returncode, done.stderr) == (
        2,
        'clavilux: error: the studio needs an extra: pip install "clavilux[studio]"\n',
    )


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (["--share"], "give a --password"),
        (["--share", "--password", ""], "give a --password"),
        (["--password", "x"], "--password is for --share"),
        (["no.mp3", "no.jpg"], "no.mp3"),
        ([".", "--project", "x"], "leave --project out"),
    ],
)
@pytest.mark.usefixtures("served")
def test_mistakes_are_told_before_anything_is_served(arguments, cure, tmp_path):
    done = clavilux("studio", *arguments)
    assert done.returncode == 2
    assert cure in done.stderr
    assert not any(path.suffix == ".json" for path in tmp_path.rglob("*"))


def test_a_song_has_a_project_of_its_name(served, song, artwork, tmp_path):
    done = clavilux("studio", song, artwork, "--no-browser", "--port", "0")
    ((session, how),) = served
    assert done.returncode == 0, done.stderr
    assert session.project.folder.resolve() == tmp_path / "song.clavilux"
    assert [*session.inputs.memory.pictures] == ["art"]
    assert (how["port"], how["password"], how["browser"]) == (0, None, False)
    assert "the studio is at http://127.0.0.1:1/?token=t" in done.stderr
    assert done.stderr.rstrip().endswith("all is kept in song.clavilux")


def test_nothing_is_a_project_that_waits_for_files(served, tmp_path):
    assert clavilux("studio", "--project", "night").returncode == 0
    ((session, how),) = served
    assert session.state()["plan"] is None
    assert (tmp_path / "night").is_dir()
    assert how["browser"]


def test_a_strangers_project_is_asked_about(served, tmp_path):
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "README.txt").touch()
    made = plan([0, 24], painter={"use": "diffusers:evil/model"})
    write_plan(made, folder / "plan.json")
    done = clavilux("studio", folder)
    assert done.returncode == 2
    assert "fetch evil/model" in done.stderr
    assert "--trust" in done.stderr
    assert not served


def test_a_plan_of_the_command_line_is_opened(served, tmp_path):
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "README.txt").touch()
    write_plan(plan([0, 24]), folder / "plan.json")
    assert clavilux("studio", folder).returncode == 0
    ((session, _),) = served
    assert session.plan == Plan.from_file("ours/plan.json") or session.plan == Plan.from_file(folder / "plan.json")
    assert json.loads((folder / "studio.json").read_text())["song"]["path"] == str(tmp_path / "song.ogg")


def test_the_command_loads_no_server_unless_it_is_asked_for():
    assert "clavilux.cli.studio" in sys.modules
    code = "import sys, clavilux.cli.main; print([m for m in ('fastapi', 'uvicorn', 'anyio') if m in sys.modules])"
    import subprocess

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
