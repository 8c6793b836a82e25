"""Beats go into files and come out of them as they were."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hearings
from clavilux.errors import UserError
from clavilux.listen.beat_files import FORMATS, read_beats, write_beats
from clavilux.values import Hearing

BARS = ((9.5, 0), (10.0, 1), (10.5, 2), (11.0, 3), (11.5, 1), (12.0, 2), (12.5, 3))
"""A pickup and two bars of three, in a part of a song that begins at second 8."""


def hearing(beats: tuple[tuple[float, int], ...] = BARS, offset: float = 8.0) -> Hearing:
    seconds, positions = np.array(beats).T
    events = hearings.events(beats=seconds - offset, downbeats=(seconds - offset)[positions == 1])
    return hearings.silent(0.0, 6.0, offset=offset, events=events)


@pytest.mark.parametrize("ending", FORMATS)
def test_beats_come_back(tmp_path: Path, ending: str) -> None:
    write_beats(hearing(), tmp_path / f"song{ending}")
    assert read_beats(tmp_path / f"song{ending}") == BARS


@pytest.mark.parametrize("ending", FORMATS)
def test_where_no_bar_is_known_no_position_is(tmp_path: Path, ending: str) -> None:
    unknown = tuple((second, 0) for second, _ in BARS)
    write_beats(hearing(unknown), tmp_path / f"song{ending}")
    assert read_beats(tmp_path / f"song{ending}") == unknown


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.beats", "# by hand\n0.5 1\n1.0 2\n\n1.5 1\n"),
        ("a.beats", "0.5\t1.0\n1.0\t2.0\n1.5\t1.0\n"),
        ("sonic visualiser.csv", "TIME,LABEL\n0.5,1\n1.0,2\n1.5,1\n"),
        ("sonic visualiser.csv", "\ufeff0.500000000,1\r\n1.000000000,2\r\n1.500000000,1\r\n"),
        ("bars and beats.csv", "0.5,1.1\n1.0,1.2\n1.5,2.1\n"),
        ("audacity.txt", "0.500000\t0.500000\t1\n\\\t200.0\t800.0\n1.000000\t1.000000\t2\n1.500000\t1.500000\t1\n"),
        ("listen.json", '{"offset": 0.25, "beats": [0.25, 0.75, 1.25], "downbeats": [0.25, 1.25], "tempo": 120}'),
        ("a.json", "[[0.5, 1], [1, 2], [1.5, 1]]"),
    ],
)
def test_what_others_write_is_understood(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_bytes(content.encode())
    assert read_beats(tmp_path / name) == ((0.5, 1), (1.0, 2), (1.5, 1))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.mid", "", "beats are kept in .beats, .csv, .txt, .json files"),
        ("a.beats", "", "has 0 beats"),
        ("a.beats", "0.5 1\n", "has 1 beats"),
        ("a.beats", f"0.5 1\n{'x' * 9999} 2\n", f"line 2: expected a second such as 12.5, not '{'x' * 40}'"),
        ("a.beats", "0.5 1\nfour 2\n", "line 2: expected a second such as 12.5, not 'four'"),
        ("a.csv", "0.5,1\n-1,2\n", "line 2: expected a second"),
        ("a.csv", "0.5,1\nnan,2\n", "line 2: expected a second"),
        ("a.csv", "-0.5,1\n1,2\n2,3\n", "line 1: expected a second"),
        ("a.txt", "1.0\t1.0\t1\n0.5\t0.5\t2\n", "the beat at 0.5 s is not after that at 1 s"),
        ("a.json", '{"tempo": 120}', "write [[0.5, 1]"),
        ("a.json", "[0.5, 1.0", "write [[0.5, 1]"),
        ("a.csv", "\udcff", "is not in UTF-8"),
    ],
)
def test_mistakes_are_told_with_their_cure(tmp_path: Path, name: str, content: str, told: str) -> None:
    (tmp_path / name).write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(UserError) as error:
        read_beats(tmp_path / name)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_beats(tmp_path / "none.beats")


def test_where_no_beat_was_heard_none_are_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no beats were heard, so there are none to write"):
        write_beats(hearings.silent(0.0, 6.0), tmp_path / "song.txt")
    assert not [*tmp_path.iterdir()]


ROWS = st.sampled_from(["0.5", "1", "\t", ",", " ", "\n", "1e999", "nan", "-1", "[", "]", '{"beats": ', "}", "#", "x"])


@given(st.sampled_from(FORMATS), st.lists(ROWS | st.text(max_size=3), max_size=25).map("".join))
def test_any_text_is_beats_or_told_why_not(tmp_path_factory: pytest.TempPathFactory, ending: str, content: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{ending}"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    try:
        beats = read_beats(path)
    except UserError as error:
        assert str(path) in str(error)  # noqa: PT017 (either is right)
    else:
        assert all(0 <= second <= 86400 for second, _ in beats)
        assert (np.diff([second for second, _ in beats]) > 0).all()
