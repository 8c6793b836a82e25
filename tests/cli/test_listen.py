"""``clavilux listen`` from outside."""

import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import soundfile
import typer
from typer.testing import CliRunner, Result

from clavilux.cli.listen import listen
from clavilux.errors import BadValue, MissingExtra, UnreadableMedia, UserError
from clavilux.recipe import Recipe

RATE = 22050
app = typer.Typer()
app.command()(listen)


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """Clicks at 120 BPM for 12 s."""
    wave = np.zeros(12 * RATE)
    for beat in range(1, 24):
        wave[beat * RATE // 2 :][:200] = 0.8 * np.random.default_rng(0).uniform(-1, 1, 200)
    soundfile.write(tmp_path / "song [live].wav", wave, RATE)
    return tmp_path / "song [live].wav"


def test_json_is_alone_on_stdout(song: Path) -> None:
    result = run(song, "--json")
    assert result.exit_code == 0
    heard = json.loads(result.stdout)
    assert list(heard) == [
        *(
            "offset",
            "duration",
            "tempo",
            "meter",
            "beat_confidence",
            "beats",
            "downbeats",
            "onsets",
            "genre",
            "confidence",
            "tags",
            "sections",
        )
    ]
    assert heard["duration"] == 12.0
    assert heard["tempo"] == pytest.approx(120, rel=0.04)
    assert heard["beats"] == sorted(heard["beats"])
    assert len(heard["onsets"]) == 23
    assert list(heard["sections"][0]) == ["start", "end", "label", "likeness", "genre", "confidence", "tags", "caption"]
    assert [section["end"] for section in heard["sections"]] == [12.0]


def test_people_get_a_table_on_stderr(song: Path) -> None:
    result = run(song)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "song [live].wav: 12.0 s" in result.stderr
    assert "BPM" in result.stderr
    (row,) = (line for line in result.stderr.splitlines() if "0.0 - 12.0" in line)
    assert row.split()[5] == "A"  # the letter of the part, after the seconds and a line


def test_a_part_can_be_heard(song: Path) -> None:
    heard = json.loads(run(song, "--json", "--start", 4.25, "--duration", 5).stdout)
    assert heard["duration"] == 5.0
    assert heard["onsets"][0] == pytest.approx(0.25, abs=0.05)


def test_the_plot_is_drawn(song: Path, tmp_path: Path) -> None:
    assert run(song, "--plot", tmp_path / "heard.png").exit_code == 0
    assert (tmp_path / "heard.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["missing.mp3"], UnreadableMedia),
        (["SONG", "--start", "60"], UnreadableMedia),
        (["SONG", "--start=-1"], BadValue),
        (["SONG", "--duration", "0"], BadValue),
        (["SONG", "--plot", "heard.doc"], UserError),
        (["SONG", "--plot", "heard"], UserError),
    ],
)
def test_mistakes_are_answered_in_one_line(song: Path, words: list[str], error: type[Exception]) -> None:
    result = run(*(song if word == "SONG" else word for word in words))
    assert isinstance(result.exception, error)
    assert "\n" not in str(result.exception)
    assert result.stdout == ""


def test_a_plot_that_cannot_be_written_is_told_before_the_song_is_heard(
    song: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clavilux.listen.hear.hear", lambda *_, **__: pytest.fail("the song is heard"))
    (tmp_path / "file").touch()
    for name, told in (
        ("heard.doc", "--plot .*heard.doc: choose a name that ends in .png"),
        ("file/heard.png", "cannot make the folder"),
        (f"{'x' * 300}.png", "File name too long"),
    ):
        with pytest.raises(UserError, match=told):
            raise cast(UserError, run(song, "--plot", tmp_path / name).exception)


def test_without_what_draws_that_is_told_before_the_song_is_heard(
    song: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clavilux.listen.hear.hear", lambda *_, **__: pytest.fail("the song is heard"))
    monkeypatch.setattr("clavilux.extras.find_spec", lambda name: None)
    result = run(song, "--plot", tmp_path / "heard.png")
    assert isinstance(result.exception, MissingExtra)
    assert str(result.exception) == '--plot needs an extra: pip install "clavilux[plot]"'


def test_its_defaults_are_those_of_the_recipe() -> None:
    """They are written twice, as importing the recipe would make --help slow."""
    defaults = {name: option.default for name, option in inspect.signature(listen).parameters.items()}
    ours = Recipe().listen
    shared = defaults.keys() & set(ours.__struct_fields__)
    assert shared == {"start", "duration", "track", "sections", "captioner", "tempo", "meter", "beats"}
    assert Recipe().with_values({f"listen.{name}": defaults[name] for name in shared}) == Recipe()


def test_help_needs_no_heavy_import() -> None:
    code = "import sys, clavilux.cli.listen; print({'av', 'librosa', 'numpy', 'matplotlib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
