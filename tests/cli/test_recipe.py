"""``clavilux recipe``."""

import json

import pytest
from typer.testing import CliRunner

from clavilux import plugins
from clavilux.cli.main import app
from clavilux.recipe import Recipe, presets

CAMERA = """
from typing import Annotated
from msgspec import Meta
from clavilux.structs import Checked
from clavilux.plan import Driven

class Lens(Checked, frozen=True, kw_only=True):
    '''Looks at the picture through a lens.'''

    bend: Annotated[float, Meta(ge=0, le=2)] | Driven = 0.5
    '''How much it bends.'''
    kind: str
    '''Which lens.'''
"""


def run(*arguments):
    return CliRunner().invoke(app, ["recipe", *arguments], catch_exceptions=False)


@pytest.fixture
def lens(tmp_path, monkeypatch):
    """An effect of a foreign package, and one that is broken."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "foreign_lens.py").write_text(CAMERA)
    about = tmp_path / "lens-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: lens\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[clavilux.effects]\nlens = foreign_lens:Lens\ncracked = foreign_lens:Nothing\n"
    )


def test_every_key_is_listed_with_meaning_values_and_default():
    listed = json.loads(run("--json").stdout)
    assert listed["seed"] == {
        "values": "a whole number of at least 0 and less than 2147483648",
        "meaning": "Seed of everything random.",
        "default": 0,
    }
    for key, value in Recipe().flat().items():
        name = key if key in listed else key.rpartition(".")[0]
        assert key.endswith(".use") or name in listed
        assert key.endswith((".use", ".lane", ".amount")) or listed[key]["default"] == value


def test_people_read_the_same():
    told = run().stderr
    assert "  path.jump = 0.3  How far it leaps ahead" in told
    assert '  path.kick = {"lane": "pulse", "amount": 0.25}' in told
    assert "`" not in told


def test_options_of_foreign_plugins_are_listed_and_broken_ones_named(lens):
    listed = json.loads(run("--json").stdout)
    assert listed["effects.lens.bend"] == {
        "values": 'a number from 0 to 2, or {"lane": ..., "amount": ...}',
        "meaning": "How much it bends.",
        "default": 0.5,
    }
    assert listed["effects.lens.kind"] == {"values": "text", "meaning": "Which lens."}
    told = run().stderr
    assert "effects.lens: Looks at the picture through a lens." in told
    assert "effects.cracked: effect 'cracked' of the package 'lens' is broken" in told
    assert "lens" in plugins.names("effects")


@pytest.mark.parametrize("name", presets())
def test_a_recipe_is_shown_as_json(name):
    assert Recipe.from_json(run("show", name).stdout) == Recipe.named(name)


def test_recipes_are_listed_with_what_they_change():
    listed = json.loads(run("list", "--json").stdout)
    assert list(listed) == list(presets())
    assert listed["default"]["changes"] == {}
    assert listed["paper"]["changes"]["effects.camera"] is None
    assert "path.jump=0.0" in run("list").stderr.replace("\n", "")
