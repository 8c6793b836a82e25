"""The package that docs/plugins.md builds is what a stranger would build: it is small, lawful, and can be rendered."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
import soundfile

from clavilux.examples import ARTWORK, SONG
from sites import install, python

PAGE = Path(__file__).parents[1] / "docs" / "plugins.md"
MOST_LINES = 40


def files() -> dict[str, str]:
    """The files that the page shows, by name; what it shows in parts is one file."""
    found: dict[str, str] = {}
    for name, code in re.findall(r"^```\w+\n# (\S+)\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S):
        found[name] = found.get(name, "") + code
    return found


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files, installed."""
    folder = tmp_path_factory.mktemp("clavilux-night")
    for name, code in files().items():
        (folder / name).write_text(code, "utf-8")
    project = tomllib.loads(files()["pyproject.toml"])["project"]
    install(folder, project, project["version"])
    return folder


def test_every_class_is_short() -> None:
    tree = ast.parse(files()["clavilux_night.py"])
    classes = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    lines = {each.name: (each.end_lineno or 0) - each.lineno + 1 for each in classes}
    assert lines.keys() == {"Trails", "Breath", "NightPainter"}
    assert max(lines.values()) < MOST_LINES


def test_it_obeys_the_laws(package: Path) -> None:
    done = python(package, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_night.py")
    assert done.returncode == 0, done.stdout
    assert "failed" not in done.stdout


def test_it_is_listed(package: Path) -> None:
    told = json.loads(python(package, "-m", "clavilux", "recipe", "--json").stdout)
    assert {"lanes.breath.beats", "effects.trails.amount"} <= told.keys()
    assert "night" in json.loads(python(package, "-m", "clavilux", "painters", "--json").stdout)


def test_it_can_be_rendered(package: Path) -> None:
    samples, rate = soundfile.read(SONG, stop=48_000)
    soundfile.write(package / "song.ogg", samples, rate)
    told = "--painter night --set effects.trails.amount=0.8 --set lanes.breath.use=breath "
    told += "--set effects.camera.zoom.lane=breath"
    done = python(package, "-m", "clavilux", "render", "song.ogg", ARTWORK, "--size", 64, *told.split())
    assert done.returncode == 0, done.stderr
    assert (package / "song.mp4").stat().st_size > 0
