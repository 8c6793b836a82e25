"""Beats that the user knows better: ``--beats-out``, an edit by hand, ``--beats``."""

import json
from pathlib import Path

import pytest

from clavilux.plan import Plan
from command import clavilux

QUICK = ("--painter", "fake", "--size", "64", "--start", "4", "--duration", "6", "--genre", "techno")


@pytest.fixture(scope="module")
def waltz(song: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The song's beats as bars of three, in labels of Audacity."""
    labels = tmp_path_factory.mktemp("beats") / "waltz.txt"
    done = clavilux("listen", song, "--start", "4", "--duration", "6", "--beats-out", labels)
    assert done.returncode == 0, done.stderr
    times = [line.split("\t")[0] for line in labels.read_text().splitlines()]
    labels.write_text("".join(f"{at}\t{at}\t{1 + index % 3}\n" for index, at in enumerate(times)))
    return labels


def test_what_was_edited_is_what_is_heard(song: Path, waltz: Path) -> None:
    done = clavilux("listen", song, "--start", "4", "--duration", "6", "--beats", waltz, "--json")
    heard = json.loads(done.stdout)
    beats = [float(line.split("\t")[0]) - 4 for line in waltz.read_text().splitlines()]
    assert heard["beats"] == pytest.approx(beats, abs=2e-3)
    assert heard["downbeats"] == pytest.approx(beats[::3], abs=2e-3)
    assert heard["meter"] == 3
    assert heard["beat_confidence"] == 1


def test_a_plan_holds_them_and_needs_no_file(song: Path, artwork: Path, waltz: Path, tmp_path: Path) -> None:
    done = clavilux("plan", song, artwork, *QUICK, "--beats", waltz, "-o", tmp_path / "plan.json")
    assert done.returncode == 0, done.stderr
    plan = Plan.from_file(tmp_path / "plan.json")
    assert plan.listen.beats is None
    assert [position for _, position in plan.beats] == [1 + index % 3 for index in range(len(plan.beats))]
    assert str(waltz.parent) not in (tmp_path / "plan.json").read_text()
    assert clavilux("render", tmp_path / "plan.json", "-o", tmp_path / "a.mp4").returncode == 0
    direct = ("render", song, artwork, *QUICK, "--beats", waltz, "-o", tmp_path / "b.mp4")
    assert clavilux(*direct).returncode == 0
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--beats", "none.beats"], "none.beats"),
        (["--beats", "song.mid"], "beats are kept in .beats, .csv, .txt, .json files"),
        (["--beats-out", "song.wav"], "beats are kept in"),
        (["--tempo", "fast"], "--tempo fast: "),
        (["--tempo", "1000"], "--tempo 1000: "),
        (["--meter", "1"], "--meter 1: "),
        (["--beats", "song.beats", "--tempo", "100"], "--tempo 100: the file of beats has its own"),
        (["--beats", "song.beats", "--meter", "3"], "--meter 3: the file of beats has its own"),
    ],
)
def test_mistakes_are_told_before_the_song_is_heard(song: Path, words: list[str], told: str) -> None:
    done = clavilux("listen", song, *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_beats_corrected_by_hand_are_not_replaced_unasked(song: Path, waltz: Path) -> None:
    edited = waltz.read_text()
    words = ("listen", song, "--start", "4", "--duration", "6", "--beats-out", waltz)
    done = clavilux(*words)
    assert done.returncode == 2
    assert "--overwrite" in done.stderr
    assert waltz.read_text() == edited
    assert clavilux(*words, "--beats", waltz, "--overwrite").returncode == 2  # it is read from there
