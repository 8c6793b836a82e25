"""What README, docs and docstrings show works: Python is run, every command could be typed so, and links lead on."""

import doctest
import json
import re
import shlex
import shutil
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest
import soundfile
import typer

import clavilux
from clavilux.cli.main import app
from clavilux.plan import Plan
from clavilux.recipe import Recipe, presets

ROOT, PACKAGE = Path(__file__).parents[1], Path(clavilux.__file__).parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
TUTORIAL = ROOT / "docs" / "plugins.md"  # whose code is run by test_tutorial.py
GROUP: Any = typer.main.get_command(app)
VERBS = GROUP.commands


def shown(pattern: str, but: Path | None = None) -> list[object]:
    """What the pattern catches in the pages, each once."""
    pages = [page for page in PAGES if page != but]
    texts = {text: page.name for page in pages for text in re.findall(pattern, page.read_text("utf-8"), re.M | re.S)}
    return [pytest.param(text, id=f"{page}: {' '.join(text.split())[:80]}") for text, page in texts.items()]


def modules() -> list[str]:
    """Those whose docstrings show Python at work."""
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if ">>> " in path.read_text("utf-8")]
    names = [".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in names]


@pytest.fixture
def folder(song: Path, artwork: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the files that the examples name; the songs are a second long."""
    samples, rate = soundfile.read(song, stop=48_000)
    for name in ("song.ogg", "song.mp3"):
        soundfile.write(tmp_path / name, samples, rate)
    shutil.copy(artwork, tmp_path / "art.jpg")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("code", shown(r"^```python\n(.*?)^```", but=TUTORIAL))
def test_python_runs(folder: None, code: str) -> None:
    exec(code, {})


@pytest.mark.parametrize("name", modules())
def test_docstrings_are_right(folder: None, name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0


@pytest.mark.parametrize("line", shown(r"^ *(clavilux \w(?:\\\n|[^\n])+)") + shown(r"`(clavilux \w[^`]+)`"))
def test_commands_can_be_typed(line: str) -> None:
    first, _, _ = line.replace("\\\n", " ").partition(" | ")
    _, verb, *words = shlex.split(re.sub(r"[][]", "", first), comments=True)
    assert verb in VERBS
    if words:  # else it is only spoken of
        VERBS[verb].make_context(verb, words)


@pytest.mark.parametrize("option", shown(r"`(--(?!help)[\w-]+)"))
def test_options_exist(option: str) -> None:
    assert any(option in parameter.opts for verb in VERBS.values() for parameter in verb.params)


@pytest.mark.parametrize("options", shown(r"((?:--set [a-z_.]+=[^\s`,;]+(?:\s+(?:\\\s+)?)?)+)"))
def test_keys_and_values_are_right(options: str) -> None:
    Recipe().with_values(dict(re.findall(r"--set ([a-z_.]+)=(\S+)", options)))


@pytest.mark.parametrize("excerpt", shown(r"^```json\n(.*?)^```"))
def test_excerpts_of_plans_are_right(excerpt: str) -> None:
    kinds = get_type_hints(Plan, include_extras=True)
    for key, value in json.loads(excerpt).items():
        msgspec.convert(value, kinds[key])


@pytest.mark.parametrize("line", shown(r"^\| `((?:path|lanes|effects)\.[\w.]+` (?:\| [\d./]+ )+)\|$"))
def test_what_the_presets_are_is_right(line: str) -> None:
    key, *values = re.split(r"`? \| ", line.strip())
    for name, value in zip([name for name in presets() if name != "paper"], values, strict=True):
        assert Recipe.named(name).flat()[key] == pytest.approx(float(Fraction(value)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for file, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([\w-]+))?\)", page.read_text("utf-8")):
        target = (page.parent / file) if file else page
        assert target.exists(), target
        assert not anchor or anchor in anchors(target), f"{target}#{anchor}"


def anchors(page: Path) -> set[str]:
    """Of the page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
