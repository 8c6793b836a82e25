"""Whatever is in a file, the answer is one of those that are documented; `bench/fuzz.py` asks thousands of times."""

import sys
from pathlib import Path

import pytest

from clavilux.errors import UserError

pytest.importorskip("pillow_heif")

BENCH = Path(__file__).parents[2] / "bench"
EACH = 6
"""Mutants of each kind of file: some two hundred."""
HARMLESS = {"fine", "warned", "refused"}


@pytest.fixture(scope="module")
def fuzz():
    sys.path.insert(0, str(BENCH))
    import fuzz

    yield fuzz
    sys.path.remove(str(BENCH))
    for name in [name for name in sys.modules if name.split(".")[0] in ("fuzz", "hostile")]:
        sys.modules.pop(name)


@pytest.fixture(scope="module")
def folder(fuzz, tmp_path_factory):
    """Of good files."""
    folder = tmp_path_factory.mktemp("good")
    (folder / "mutants").mkdir()
    for name in fuzz.DOORS:
        fuzz.good(name, folder)
    return folder


def test_good_files_are_fine(fuzz, folder):
    for name, use in fuzz.DOORS.items():
        copy = folder / "mutants" / name
        copy.write_bytes((folder / name).read_bytes())
        use(copy)


def test_damaged_files_are_used_or_refused_in_one_line(fuzz, folder):
    told = {(name, number): fuzz.answer(name, number, folder) for name in fuzz.DOORS for number in range(EACH)}
    assert {what: answer for what, answer in told.items() if answer not in HARMLESS} == {}
    assert set(told.values()) == HARMLESS


def test_a_mutant_is_known_by_its_number(fuzz, folder):
    one, again, other = (
        fuzz.mutant(folder / "art.jpg", number, folder / "mutants").read_bytes() for number in (1, 1, 2)
    )
    assert one == again != other


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (ZeroDivisionError("no"), "ZeroDivisionError: no"),
        (UserError("the file is empty; use another"), "refused"),
        (UserError("x" * 4000), "refused in 4000 letters"),
    ],
    ids=["a bug", "a line", "a page"],
)
def test_faults_are_told_from_answers(fuzz, folder, monkeypatch, fault, told):
    def use(path):
        raise fault

    monkeypatch.setitem(fuzz.DOORS, "art.jpg", use)
    assert fuzz.answer("art.jpg", 0, folder) == told
