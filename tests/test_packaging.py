"""What is released: a small wheel with all that is needed offline, and a source archive that builds it.

That it installs and renders is what ``make test-base`` shows.
"""

import re
import tarfile
import zipfile
from pathlib import Path

import pytest

import clavilux

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "clavilux"
MOST_BYTES = 60_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from this tree."""
    builder = pytest.importorskip("hatchling.builders.wheel").WheelBuilder(str(ROOT))
    return Path(next(builder.build(directory=str(tmp_path_factory.mktemp("wheel")))))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from this tree."""
    builder = pytest.importorskip("hatchling.builders.sdist").SdistBuilder(str(ROOT))
    return Path(next(builder.build(directory=str(tmp_path_factory.mktemp("sdist")))))


def in_package() -> set[str]:
    """The files of the package, from its folder."""
    made = ("__pycache__", ".DS_Store")
    return {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and not {*made} & {*path.parts}
    }


def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST_BYTES


def test_the_wheel_has_all_that_the_package_has_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name for name in names if ".dist-info/" not in name} == in_package()


@pytest.mark.parametrize("suffix", [".py", ".onnx", ".toml", ".webp", ".png", ".ogg", ".jpg", ".typed"])
def test_the_wheel_has_code_networks_tables_exemplars_and_the_example(wheel: Path, suffix: str) -> None:
    assert any(name.endswith(suffix) for name in zipfile.ZipFile(wheel).namelist())


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE.md"])
def test_wheel_and_sdist_have_the_licences(wheel: Path, sdist: Path, name: str) -> None:
    assert any(re.fullmatch(rf"[^/]+\.dist-info/licenses/{name}", each) for each in zipfile.ZipFile(wheel).namelist())
    with tarfile.open(sdist) as archive:
        assert any(re.fullmatch(rf"[^/]+/{name}", each) for each in archive.getnames())


def test_the_sdist_has_what_the_wheel_is_built_from_and_no_environment(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"src/{name}" for name in in_package()} | {"pyproject.toml", "README.md", "CHANGELOG.md"} <= names
    assert not [name for name in names if name.startswith((".venv", ".git/", "site/"))]


def test_the_newest_version_of_the_changelog_is_this_one(wheel: Path) -> None:
    newest = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == clavilux.__version__
    assert wheel.name.split("-")[1] == clavilux.__version__
