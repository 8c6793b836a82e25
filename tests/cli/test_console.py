"""What is printed for people and for programs."""

import io
import json

import pytest
from rich.console import Console
from rich.table import Table

from clavilux.cli import console
from clavilux.cli.progress import bars
from clavilux.errors import UserError

NAME = "x[/y] [bold]stage[/bold] [dQw4w9WgXcQ] :cat:.mp4"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Console:
    """The console of the command, as if its stderr were a terminal."""
    for name, value in (("TERM", "xterm"), ("FORCE_COLOR", "1"), ("TTY_INTERACTIVE", "1"), ("COLUMNS", "120")):
        monkeypatch.setenv(name, value)
    people = console.people()
    people.file = io.StringIO()
    return people


def shown(terminal: Console) -> str:
    assert isinstance(terminal.file, io.StringIO)
    return terminal.file.getvalue()


def test_names_stand_as_they_are(terminal: Console) -> None:
    table = Table("name", title=NAME)
    table.add_row(NAME)
    terminal.print(NAME)
    terminal.print(table)
    assert shown(terminal).count(NAME) == 3


def test_bars_stay_when_all_is_done(terminal: Console) -> None:
    with bars(terminal) as report:
        report("film", 7, 7)
    assert "7/7" in shown(terminal)
    assert erased(terminal) == 0


def test_bars_vanish_when_an_error_ends_the_work(terminal: Console) -> None:
    with pytest.raises(UserError), bars(terminal):
        raise UserError("no such thing")
    assert erased(terminal) == 3


def test_nothing_is_left_of_bars_in_a_file(terminal: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "")
    quiet = console.people()
    quiet.file = io.StringIO()
    with pytest.raises(UserError), bars(quiet):
        raise UserError("no such thing")
    assert shown(quiet).strip() == ""


def erased(terminal: Console) -> int:
    """How many lines are erased after the bars are drawn for the last time."""
    return shown(terminal).rpartition("\x1b[?25h")[2].count("\x1b[2K")


def test_json_has_null_for_what_is_not_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    console.print_json({"tempo": float("nan"), "sections": [{"at": (1.5, float("nan"))}], "name": "\udcfc"})
    printed = capsys.readouterr().out
    assert json.loads(printed, parse_constant=pytest.fail) == {
        "tempo": None,
        "sections": [{"at": [1.5, None]}],
        "name": "\udcfc",
    }
    assert printed.isascii()


def test_what_is_infinite_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="JSON"):
        console.print_json([float("inf")])
