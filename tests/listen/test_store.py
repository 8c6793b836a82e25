import json
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from clavilux.errors import UnreadableMedia
from clavilux.listen.hear import hear
from clavilux.listen.store import load, save
from clavilux.media.mono import mono
from clavilux.plan import Listen
from clavilux.values import Audio, Events, Hearing, Section, Signal
from hearings import silent


def random(seed: int, duration: float) -> Hearing:
    """Any hearing at all, such as of a song with other signals and events."""
    dice = np.random.default_rng(seed)
    borders = np.unique([0.0, *dice.uniform(0, duration, dice.integers(0, 9)), duration]).tolist()

    def tags() -> dict[str, float]:
        return {f"tag {i} 'é\n中": float(dice.uniform()) for i in range(dice.integers(0, 4))}

    def events() -> Events:
        count = int(dice.poisson(2 * duration))
        return Events(times=np.sort(dice.uniform(0, duration, count)), strengths=dice.random(count, np.float32))

    return Hearing(
        duration=duration,
        offset=float(dice.choice([0, dice.uniform(0, 1e4)])),
        tempo=float(dice.choice([0, dice.uniform(55, 215)])),
        signals={
            name: Signal(rate=rate, values=dice.exponential(size=round(duration * rate)).astype(np.float32))
            for name, rate in (("harmonic", 100.0), ("of my own", 30000 / 1001))
        },
        events={"beats": events(), "onsets": events(), "claps/loud": events()},
        sections=tuple(
            Section(start=start, end=end, tags=tags(), genre="R&B", confidence=float(dice.uniform()), caption="»Ah«\n")
            for start, end in pairwise(borders)
        ),
        tags=tags(),
        genre=None if seed % 2 else "hip hop",
        confidence=float(dice.uniform()),
        spoken=bool(seed % 3),
    )


def assert_same(one: Hearing, other: Hearing) -> None:
    for name in ("duration", "offset", "tempo", "sections", "tags", "genre", "confidence", "spoken"):
        assert getattr(one, name) == getattr(other, name)
    assert list(one.signals) == list(other.signals)
    assert list(one.events) == list(other.events)
    for name, signal in one.signals.items():
        assert signal.rate == other.signals[name].rate
        assert signal.values.dtype == other.signals[name].values.dtype
        np.testing.assert_array_equal(signal.values, other.signals[name].values)
    for name, events in one.events.items():
        np.testing.assert_array_equal(events.times, other.events[name].times)
        np.testing.assert_array_equal(events.strengths, other.events[name].strengths)


@pytest.mark.parametrize("duration", [0.001, 0.3, 31.4, 4000.0])
@pytest.mark.parametrize("seed", range(6))
def test_what_is_loaded_is_what_was_saved(tmp_path: Path, seed: int, duration: float) -> None:
    hearing = random(seed, duration)
    save(hearing, tmp_path / "heard.npz")
    assert_same(load(tmp_path / "heard.npz"), hearing)


@pytest.mark.filterwarnings("ignore:the song is")
@pytest.mark.parametrize("seconds", [0.01, 0.5, 12.0])
@pytest.mark.parametrize("loud", [0.0, 1.0])
def test_all_that_ears_hear_can_be_saved(
    clicks: Callable[..., Audio], tmp_path: Path, seconds: float, loud: float
) -> None:
    audio = clicks(np.arange(0.0, seconds, 0.5), seconds)
    hearing = hear(mono(Audio(samples=loud * audio.samples, rate=audio.rate)), Listen(mel_bands=64))
    save(hearing, tmp_path / "new folder" / "heard")
    assert_same(load(tmp_path / "new folder" / "heard"), hearing)


def test_same_hearing_same_file(tmp_path: Path) -> None:
    for name in ("one", "other"):
        save(random(1, 20.0), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_nobody_can_change_what_was_loaded(tmp_path: Path) -> None:
    save(random(2, 20.0), tmp_path / "heard.npz")
    hearing = load(tmp_path / "heard.npz")
    for mapping in (hearing.signals, hearing.events, hearing.tags, hearing.sections[0].tags):
        with pytest.raises(TypeError):
            mapping["new"] = None  # type: ignore[index]
    with pytest.raises(ValueError, match="read-only"):
        hearing.signals["harmonic"].values[0] = 1


def numbers(path: Path) -> None:
    np.savez(path, heard=np.arange(3))


def pickled(path: Path) -> None:
    np.savez(path, hearing=np.array([{}], object))


def text(path: Path) -> None:
    path.write_text("not a hearing")


def empty(path: Path) -> None:
    path.touch()


def without_a_signal(path: Path) -> None:
    save(silent(0, 10), path)
    with zipfile.ZipFile(path) as members, zipfile.ZipFile(path.with_suffix(".new"), "w") as fewer:
        for name in members.namelist():
            if "treble" not in name:
                fewer.writestr(name, members.read(name))
    path.with_suffix(".new").replace(path)


def of_whole_numbers(path: Path) -> None:
    save(silent(0, 10), path)
    arrays = dict(np.load(path))
    np.savez(path, **{name: array.astype(np.uint8) for name, array in arrays.items()})


@pytest.mark.parametrize("write", [numbers, pickled, text, empty, without_a_signal, of_whole_numbers])
def test_other_files_are_refused(tmp_path: Path, write: Callable[[Path], None]) -> None:
    path = tmp_path / "heard.npz"
    write(path)
    with pytest.raises(UnreadableMedia, match=r"heard\.npz: is no hearing of Clavilux, or damaged; listen to the song"):
        load(path)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.npz", tmp_path):
        with pytest.raises(UnreadableMedia, match=r"cannot be read \(.*\); check the path"):
            load(path)


def test_a_file_of_the_future_is_told_as_such(tmp_path: Path) -> None:
    header = np.frombuffer(json.dumps({"version": 2, "unheard": "of"}).encode(), np.uint8)
    np.savez(tmp_path / "heard.npz", hearing=header)
    with pytest.raises(UnreadableMedia, match="was written by a newer Clavilux; upgrade it, or listen"):
        load(tmp_path / "heard.npz")


def test_no_damage_goes_unnoticed(tmp_path: Path) -> None:
    path = tmp_path / "heard.npz"
    hearing = random(3, 2.0)
    save(hearing, path)
    whole = path.read_bytes()
    dice = np.random.default_rng(0)
    for end in dice.integers(0, len(whole), 100):
        path.write_bytes(whole[:end])
        with pytest.raises(UnreadableMedia):
            load(path)
    for place in dice.integers(0, len(whole), 400):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << int(dice.integers(8))
        path.write_bytes(damaged)
        try:
            assert_same(load(path), hearing)  # a date of the archive, say
        except UnreadableMedia:
            continue


def test_a_file_that_unpacks_to_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.npz"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file, file.open("hearing.npy", "w") as member:
        for _ in range(101):
            member.write(bytes(10_000_000))
    with pytest.raises(UnreadableMedia, match=r"bomb\.npz: unpacks to gigabytes"):
        load(bomb)
