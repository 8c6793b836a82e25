from itertools import pairwise

import numpy as np
import pytest

from clavilux.listen.sections import fixed, musical
from clavilux.values import Section

SR = 22050
NONE = np.empty(0)


@pytest.mark.parametrize("duration", [0.02, 3.0, 9.99, 10.0, 14.99, 15.0, 29.7, 60.0, 247.31])
@pytest.mark.parametrize("length", [1.0, 4.1, 10.0])
def test_sections_cover_the_song_without_gaps(duration: float, length: float) -> None:
    sections = fixed(duration, length)
    assert sections[0].start == 0
    assert sections[-1].end == duration
    assert all(before.end == after.start for before, after in pairwise(sections))
    assert all(section.end - section.start == pytest.approx(length) for section in sections[:-1])
    assert {section.label for section in sections} == {""}
    last = sections[-1].end - sections[-1].start
    assert last < 1.5 * length + 1e-9
    assert last >= 0.5 * length - 1e-9 or len(sections) == 1


@pytest.mark.parametrize(
    ("duration", "borders"),
    [(34.0, [0, 10, 20, 34]), (36.0, [0, 10, 20, 30, 36]), (7.0, [0, 7]), (30.0, [0, 10, 20, 30])],
)
def test_a_short_remainder_joins_the_last_section(duration: float, borders: list[float]) -> None:
    sections = fixed(duration, 10.0)
    assert [section.start for section in sections] + [sections[-1].end] == borders


CHORDS = {"verse": (0, 4, 7), "chorus": (5, 9, 12), "break": (-3, 0, 4)}


def part(name: str, bars: int, beat: float) -> np.ndarray:
    """Bars of four beats: a soft verse with a bass drum, a bright chorus with all drums, a break without."""
    rng = np.random.default_rng(len(name))
    size = round(beat * SR)
    time = np.arange(size) / SR
    overtones = 8 if name == "chorus" else 2
    chord = sum(
        np.sin(2 * np.pi * 220 * 2 ** (key / 12) * k * time) / k
        for key in CHORDS[name]
        for k in range(1, overtones + 1)
    )
    kick = 3 * np.sin(2 * np.pi * 60 * time) * np.exp(-time * 20)
    hat = 2 * rng.standard_normal(size) * np.exp(-time * 40)
    drums = {"verse": kick, "chorus": kick + hat, "break": 0 * kick}[name]
    return np.tile(0.05 * (chord + drums), bars * 4)


def song(form: list[tuple[str, int]], beat: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sound, borders and beats of a song of (section, bars)."""
    wave = np.concatenate([part(name, bars, beat) for name, bars in form]).astype(np.float32)
    borders = np.cumsum([bars * 4 * round(beat * SR) for _, bars in form])[:-1] / SR
    return wave, borders, np.arange(0, len(wave), round(beat * SR)) / SR


def starts(sections: tuple[Section, ...]) -> np.ndarray:
    return np.array([section.start for section in sections[1:]])


def check(sections: tuple[Section, ...], duration: float, length: float = 10.0) -> None:
    """The laws that musical sections obey whatever the sound."""
    assert sections[0].start == 0
    assert sections[-1].end == pytest.approx(duration, abs=1e-12)
    assert all(before.end == after.start for before, after in pairwise(sections))
    lengths = [section.end - section.start for section in sections]
    assert max(lengths) <= 4 * length + 1e-6
    assert min(lengths) >= 0.6 * length - 1e-6 or len(sections) == 1


FORM = [("verse", 6), ("chorus", 4), ("verse", 6), ("break", 4), ("chorus", 8)]


@pytest.mark.parametrize("beat", [0.5, 0.6, 0.7])
@pytest.mark.parametrize("known", ["downbeats", "beats", "nothing"])
def test_borders_are_where_the_music_changes(beat: float, known: str) -> None:
    wave, borders, beats = song(FORM, beat)
    sections = musical(
        wave,
        SR,
        beats=beats if known != "nothing" else NONE,
        downbeats=beats[::4] if known == "downbeats" else NONE,
    )
    check(sections, len(wave) / SR)
    found = starts(sections)
    tolerance = 0.01 if known != "nothing" else 0.5
    assert all(np.abs(found - border).min() <= tolerance for border in borders)
    assert len(found) <= len(borders) + 1


@pytest.mark.parametrize("beat", [0.45, 0.6])
def test_the_same_part_has_the_same_letter(beat: float) -> None:
    """A chorus that is twice as long, and a second verse, are what they were; the break is another part."""
    wave, _, beats = song(FORM, beat)
    sections = musical(wave, SR, beats=beats, downbeats=beats[::4])
    assert [section.label for section in sections] == ["A", "B", "A", "C", "B"]
    assert min(section.likeness for section in sections) > 0.9


def test_a_take_that_is_louder_and_not_quite_the_same_keeps_its_letter() -> None:
    wave, borders, beats = song(FORM, 0.5)
    hiss = np.random.default_rng(0).standard_normal(len(wave)).astype(np.float32) * 0.003
    late = np.arange(len(wave)) >= borders[2] * SR
    sections = musical(np.where(late, 1.2 * wave, wave) + hiss, SR, beats=beats, downbeats=beats[::4])
    assert [section.label for section in sections] == ["A", "B", "A", "C", "B"]


def test_one_loop_is_one_part() -> None:
    wave, _, beats = song([("chorus", 60)], 0.5)
    sections = musical(wave, SR, beats=beats, downbeats=beats[::4])
    assert len(sections) <= 6
    assert {section.label for section in sections} == {"A"}
    assert min(section.likeness for section in sections) > 0.9


def test_verses_with_the_same_sound_are_told_apart_by_where_they_begin_anew() -> None:
    """Nothing but the order of the chords says where a verse ends."""
    chords = [part(name, 2, 0.5) for name in ("verse", "break", "verse", "chorus")]
    wave = np.concatenate([*chords, *chords, part("break", 8, 0.5), *chords])
    beats = np.arange(0, len(wave), SR // 2) / SR
    sections = musical(wave.astype(np.float32), SR, beats=beats, downbeats=beats[::4])
    assert np.isin([16.0, 32.0, 48.0], starts(sections)).sum() >= 2


def test_borders_stand_on_downbeats() -> None:
    wave, _, beats = song(FORM, 0.5)
    downbeats = beats[2::4]
    sections = musical(wave, SR, beats=beats, downbeats=downbeats)
    assert np.isin(starts(sections), downbeats).all()


def test_where_the_downbeats_stop_the_beats_take_over() -> None:
    wave, _, beats = song([("verse", 20)], 0.5)
    sections = musical(wave, SR, beats=beats, downbeats=beats[:20:4])
    check(sections, len(wave) / SR)
    assert np.isin(starts(sections), beats).all()


@pytest.mark.parametrize("length", [1.0, 4.0, 10.0, 25.0])
@pytest.mark.parametrize("seconds", [0.2, 11.9, 12.1, 20.5, 47.3])
@pytest.mark.parametrize("kind", ["silence", "noise", "music"])
def test_laws_hold_for_any_sound(kind: str, seconds: float, length: float) -> None:
    wave = np.zeros(round(seconds * SR), np.float32)
    beats = NONE
    if kind == "noise":
        wave += np.random.default_rng(0).standard_normal(len(wave)).astype(np.float32) / 10
    if kind == "music":
        wave[:], beats = np.resize(part("verse", 2, 0.7), len(wave)), np.arange(0.3, seconds, 0.7)
    sections = musical(wave, SR, beats=beats, downbeats=beats[::3], length=length)
    check(sections, len(wave) / SR, length)
    assert len(sections) == 1 or seconds >= 1.2 * length
    assert sections == musical(wave, SR, beats=beats, downbeats=beats[::3], length=length)


def test_where_nothing_happens_there_are_few_sections_and_one_letter() -> None:
    sections = musical(np.zeros(300 * SR, np.float32), SR, beats=NONE, downbeats=NONE, length=10.0)
    assert len(sections) <= 15
    assert {section.label for section in sections} == {"A"}


def test_music_after_long_silence_begins_a_section_and_keeps_its_own() -> None:
    wave, borders, beats = song([(name, 8) for name, _ in FORM], 0.5)
    late = np.concatenate([np.zeros(20 * SR, np.float32), wave])
    sections = musical(late, SR, beats=beats + 20, downbeats=beats[::4] + 20)
    check(sections, len(late) / SR)
    found = starts(sections)
    assert all(np.abs(found - border - 20).min() <= 0.01 for border in [0, *borders])


def test_the_last_section_ends_where_the_song_does() -> None:
    wave, _, beats = song(FORM, 0.5)
    assert musical(wave, SR, beats=beats, downbeats=beats[::4], duration=len(wave) / SR - 1e-3)[-1].end < len(wave) / SR
    assert musical(wave[:SR], SR, beats=NONE, downbeats=NONE, duration=0.9999) == (
        Section(start=0, end=0.9999, label="A", likeness=1.0),
    )
