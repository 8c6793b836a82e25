import json
from collections.abc import Callable
from typing import Never

import pytest
import typer
from typer.testing import CliRunner, Result

from clavilux import plugins
from clavilux.cli import catalog
from clavilux.errors import MissingExtra, UserError
from clavilux.imagine.painters.fake import FakePainter
from clavilux.styles import StyleBook

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    app = typer.Typer()
    app.command()(catalog.styles)
    app.command()(catalog.painters)
    app.command()(catalog.captioners)

    def typed(*words: str, columns: int = 160) -> Result:
        return CliRunner().invoke(app, words, catch_exceptions=False, env={"COLUMNS": str(columns)})

    return typed


@pytest.fixture
def broken_beside_fake(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Never:
        raise MissingExtra("the painter 'broken'", "diffusers")

    monkeypatch.setattr(plugins, "names", lambda group: ["broken", "fake"])
    monkeypatch.setattr(plugins, "load", lambda group, name: {"broken": broken, "fake": FakePainter}[name])


def test_styles_as_a_table_on_stderr(run: Run) -> None:
    result = run("styles")
    assert result.exit_code == 0
    assert result.stdout == ""
    book = StyleBook.load()
    assert all(name in result.stderr for name in (*book.styles, *book.genres))


def test_styles_as_json_on_stdout_alone(run: Run) -> None:
    result = run("styles", "--json")
    assert result.stderr == ""
    listing = json.loads(result.stdout)
    book = StyleBook.load()
    assert listing["genres"] == dict(book.genres)
    assert list(listing["styles"]) == list(book.styles)
    assert listing["styles"]["pop-art"]["movement"] == "Pop Art"
    assert listing["styles"]["pop-art"]["palette"][0] == "#f9d71c"


def test_painters_as_a_table_with_the_cure_for_a_broken_one(run: Run, broken_beside_fake: None) -> None:
    result = run("painters")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "Apache-2.0" in result.stderr
    assert 'pip install "clavilux[diffusers]"' in result.stderr


def test_no_cell_is_cut_short_on_a_narrow_terminal(run: Run, broken_beside_fake: None) -> None:
    assert "…" not in run("painters", columns=48).stderr


def test_painters_as_json_on_stdout_alone(run: Run, broken_beside_fake: None) -> None:
    result = run("painters", "--json")
    assert result.stderr == ""
    listing = json.loads(result.stdout)
    assert listing["fake"]["licence"] == "Apache-2.0"
    assert listing["fake"]["usage"] == "fake"
    assert "diffusers" in listing["broken"]["error"]


def test_no_broken_painter_hides_the_others(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def picky() -> Never:
        raise KeyError("brush")

    def wrong() -> Never:
        raise UserError("painter 'wrong' of the package 'x' is broken")

    painters = {"picky": lambda: picky, "wrong": wrong, "odd": lambda: print, "fake": lambda: FakePainter}
    monkeypatch.setattr(plugins, "names", lambda group: list(painters))
    monkeypatch.setattr(plugins, "load", lambda group, name: painters[name]())
    listing = json.loads(run("painters", "--json").stdout)
    assert listing["fake"]["licence"] == "Apache-2.0"
    assert listing["picky"]["error"] == "broken: KeyError: 'brush'"
    assert listing["wrong"]["error"] == "painter 'wrong' of the package 'x' is broken"
    assert "error" in listing["odd"]


def test_one_painter_tells_of_its_model(run: Run) -> None:
    facts = json.loads(run("painters", "fake", "--json").stdout)["fake"]
    assert facts["licence"] == "Apache-2.0"
    assert facts["defaults"]["steps"] == 1
    assert facts["morphs"] is False


def test_one_painter_that_is_not_there_is_told(run: Run) -> None:
    with pytest.raises(UserError, match="unknown painter 'nobody'"):
        run("painters", "nobody")


def test_captioners_tell_how_they_are_written(run: Run) -> None:
    listing = json.loads(run("captioners", "--json").stdout)
    assert listing["tags"]["usage"] == "tags"
    assert listing["file"]["usage"] == "file:PATH"
    assert listing["transformers"]["usage"] == "transformers:MODEL"
    assert "NC" in listing["lp-music-caps"]["licence"]
    assert all(len(facts["about"]) > 10 for facts in listing.values())
