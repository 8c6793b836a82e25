"""The table of CONTRIBUTING.md is right: in a copy of the house, what it tells to add is added, and found."""

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

import clavilux
from sites import install, python

ROOT, PACKAGE = Path(__file__).parents[1], Path(clavilux.__file__).parent
TABLE = ROOT.joinpath("CONTRIBUTING.md").read_text("utf-8").partition("| a new |")[2]
ROWS = re.findall(r"^\| (\w[^|]*\w) \| ([^|]+) \| ?([^|]*) ?\|$", TABLE, re.M)
PLUG_INS = {
    "effect": ("render/effects", "effects"),
    "transition": ("render/transitions", "transitions"),
    "source of lanes": ("direct/sources", "sources"),
    "painter": ("imagine/painters", "painters"),
    "captioner": ("listen/captioners", "captioners"),
}
"""Folder and group of each."""
NEW = "from clavilux.structs import Checked\n\n\nclass New(Checked, frozen=True, kw_only=True):\n    licence = 'MIT'\n"

FAMILY = """
[[family]]
name = "New"
pipelines = ["NewPipeline"]
half = "float16"
multiple = 8
guidance = 1.0
steps = 1
"""
STYLE = """
[styles.new]
movement = "New Style"
description = "It is new."
palette = ["#ffffff", "#000000"]
exemplars = ["met-436525"]
"""
ADDED = {
    "family of diffusers models": ("imagine/painters/families.toml", "", FAMILY),
    "style, or genre that calls for one": ("styles.toml", "", STYLE),
    "word that Lumia understands": (
        "imagine/painters/lumia/words.toml",
        "[moods]\n# light",
        "newish = { light = 1.0 }",
    ),
    "tag that speaks for a genre": ("listen/genres.toml", "[rock]", '"new wave" = 2.0\n#'),
    "recipe that ships": ("recipe/presets.toml", "", '\n[new]\nabout = "For new music."\npath.jump = 0.9\n'),
    "key of the recipe": (
        "recipe/parts.py",
        '    """The video file."""\n',
        '    new: Share = 0.5\n    """It is new."""',
    ),
    "option of a command for a key": ("cli/options.py", "WISHES = {", '    "film.crf": Wish("--crf", "It is new."),'),
    "name of an old key": ("recipe/migrations.py", "MOVED = {", '    "move.new": "path.morph",'),
    "kind of file that people take for a picture": (
        "media/picture_formats.py",
        "OTHERS = {",
        '    rb"NEW": "a new thing; save it as PNG first",',
    ),
}
"""File, the text below which something is added (else it comes last), and what."""

TELLS = """
import json, sys
from clavilux import plugins
from clavilux.cli import main
from clavilux.errors import UserError
from clavilux.imagine.painters import families
from clavilux.imagine.painters.lumia.words import mood
from clavilux.listen.genre import WEIGHTS
from clavilux.media.picture_formats import open_picture
from clavilux.recipe import Recipe, presets
from clavilux.recipe.migrations import renamed
from clavilux.styles import StyleBook
import typer

try:
    open_picture(sys.argv[1])
except UserError as error:
    refused = str(error)
options = {name for each in typer.main.get_command(main.app).commands["render"].params for name in each.opts}
groups = ("effects", "transitions", "sources", "painters", "captioners")
print(json.dumps({
    **{group: plugins.load(group, "new").__name__ for group in groups},
    "family of diffusers models": families.named("New").name,
    "style, or genre that calls for one": StyleBook.load().style("new").movement,
    "word that Lumia understands": mood("newish").light > 0,
    "tag that speaks for a genre": WEIGHTS["rock"]["new wave"],
    "recipe that ships": [presets()["new"], Recipe.named("new").path.jump],
    "key of the recipe": Recipe().with_values({"film.new": "1"}).flat()["film.new"],
    "option of a command for a key": "--crf" in options,
    "name of an old key": renamed("move.new", 1),
    "kind of file that people take for a picture": refused,
}))
"""
EXPECTED: dict[str, Any] = {
    **{group: "New" for _, group in PLUG_INS.values()},
    "family of diffusers models": "New",
    "style, or genre that calls for one": "New Style",
    "word that Lumia understands": True,
    "tag that speaks for a genre": 2.0,
    "recipe that ships": ["For new music.", 0.9],
    "key of the recipe": 1.0,
    "option of a command for a key": True,
    "name of an old key": ["path.morph", 1],
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the copy says of itself once all is added."""
    site = tmp_path_factory.mktemp("site")
    house, project = site / "clavilux", ROOT.joinpath("pyproject.toml").read_text("utf-8")
    shutil.copytree(PACKAGE, house, ignore=shutil.ignore_patterns("__pycache__", "*.onnx", "*.webp", "*.png", "*.ogg"))
    for folder, group in PLUG_INS.values():
        house.joinpath(folder, "new.py").write_text(NEW)
        row = f'new = "clavilux.{folder.replace("/", ".")}.new:New"'
        project = inserted(project, f'[project.entry-points."clavilux.{group}"]', row)
    for name, below, text in ADDED.values():
        file = house / name
        file.write_text(inserted(file.read_text("utf-8"), below, text), "utf-8")
    install(site, tomllib.loads(project)["project"], "9")
    site.joinpath("picture.new").write_bytes(b"NEW")
    done = python(site, "-c", TELLS, "picture.new")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def inserted(text: str, below: str, new: str) -> str:
    """The text with something in the line below another, or at its end."""
    assert text.count(below) == 1 or not below
    return text.replace(below, f"{below}\n{new}") if below else text + new


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_added_is_found(told: dict[str, Any], name: str) -> None:
    assert told[name] == EXPECTED[name]


def test_a_kind_of_file_that_is_added_is_refused(told: dict[str, Any]) -> None:
    assert "a new thing; save it as PNG first" in told["kind of file that people take for a picture"]


def test_what_is_tried_is_what_the_table_says() -> None:
    table = {name: where for name, where, _ in ROWS}
    places = {name: f"{folder}/NAME.py" for name, (folder, _) in PLUG_INS.items()}
    for name, place in (places | {name: file for name, (file, *_) in ADDED.items()}).items():
        assert f"`{place}`" in table[name]


@pytest.mark.parametrize(("name", "where", "besides"), ROWS, ids=[name for name, *_ in ROWS])
def test_files_are_where_the_table_says(name: str, where: str, besides: str) -> None:
    for file in re.findall(r"`([\w/.-]+\.(?:py|toml|md))`", where + besides):
        places = [root / file for root in (ROOT, PACKAGE)]
        if "NAME" in file:
            assert any(list(place.parent.glob(f"*{place.suffix}")) for place in places)
        else:
            assert any(place.exists() for place in places), file
    for group in re.findall(r"`clavilux\.(\w+)`", besides):
        assert f'"clavilux.{group}"' in ROOT.joinpath("pyproject.toml").read_text("utf-8")
