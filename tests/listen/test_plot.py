from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clavilux.listen.energy import curves
from clavilux.listen.plot import plot
from clavilux.listen.sections import fixed
from clavilux.media.mono import mono
from clavilux.values import Audio, Hearing, Section
from hearings import events, signals

RATE = 24.0


def heard(audio: Audio, sections: tuple[Section, ...], beats: np.ndarray) -> Hearing:
    energies = curves(mono(audio).samples[:], round(audio.duration * RATE), rate=RATE)
    return Hearing(
        duration=audio.duration,
        tempo=120.0 if len(beats) else 0.0,
        events=events(beats=beats, downbeats=beats[::4], onsets=beats),
        signals=signals(RATE, **energies._asdict()),
        sections=sections,
    )


def drawn(audio: Audio, hearing: Hearing, path: Path) -> np.ndarray:
    plot(mono(audio), hearing, path)
    return np.asarray(Image.open(path).convert("RGB")).astype(int)


def test_the_picture_shows_something(clicks: Callable[..., Audio], tmp_path: Path) -> None:
    beats = np.arange(0.5, 6, 0.5)
    audio = clicks(beats, 6.0)
    pixels = drawn(audio, heard(audio, fixed(6.0, 3.0), beats), tmp_path / "new folder" / "heard.png")
    assert pixels.shape[0] > 800
    assert pixels.shape[1] > 1200
    assert 0.05 < (np.abs(pixels - 255).sum(axis=2) > 30).mean() < 0.8


def test_instruments_have_a_panel_at_the_bottom(clicks: Callable[..., Audio], tmp_path: Path) -> None:
    audio = clicks(np.arange(0.5, 6, 0.5), 6.0)
    hearing = heard(audio, fixed(6.0, 3.0), np.empty(0))
    without = {**hearing.signals, **signals(RATE, snare=np.zeros(round(6 * RATE)))}
    both = [drawn(audio, one, tmp_path / "heard.png") for one in (hearing, replace(hearing, signals=without))]
    rows, columns = np.nonzero(np.abs(both[0] - both[1]).sum(axis=2))
    assert rows.min() > 0.75 * len(both[0])
    assert np.ptp(columns) > 0.5 * both[0].shape[1]


def test_genres_sections_and_beats_are_marked(clicks: Callable[..., Audio], tmp_path: Path) -> None:
    """Each changes the picture, the genre in the strip at its top."""
    beats = np.arange(0.5, 8, 0.5)
    audio = clicks(beats, 8.0)
    blues = Section(start=0, end=4, genre="blues", confidence=0.9)
    jazz = Section(start=4, end=8, genre="jazz", confidence=0.4)
    unknown = Section(start=4, end=8)
    both = drawn(audio, heard(audio, (blues, jazz), beats), tmp_path / "both.png")
    one = drawn(audio, heard(audio, (blues, unknown), beats), tmp_path / "one.png")
    calm = drawn(audio, heard(audio, (blues, jazz), np.empty(0)), tmp_path / "calm.png")
    rows, columns = np.nonzero(np.abs(both - one).sum(axis=2))
    assert rows.max() < 0.12 * len(both)
    assert columns.min() > 0.4 * both.shape[1]
    rows, _ = np.nonzero(np.abs(both - calm).sum(axis=2)[round(0.1 * len(both)) :])
    assert rows.min() > 0.4 * len(both)


def test_the_letters_of_the_form_stand_above_their_sections(clicks: Callable[..., Audio], tmp_path: Path) -> None:
    audio = clicks(np.arange(0.5, 8, 0.5), 8.0)
    halves = [Section(start=0, end=4, label="A", likeness=1.0), Section(start=4, end=8)]
    verse = drawn(audio, heard(audio, tuple(halves), np.empty(0)), tmp_path / "verse.png")
    halves[1] = replace(halves[1], label="B")
    both = drawn(audio, heard(audio, tuple(halves), np.empty(0)), tmp_path / "both.png")
    rows, columns = np.nonzero(np.abs(verse - both).sum(axis=2))
    assert rows.max() < 0.1 * len(both)
    assert 0.5 * both.shape[1] < columns.min() <= columns.max() < 0.9 * both.shape[1]


def test_a_long_song_of_many_sections_can_be_drawn(clicks: Callable[..., Audio], tmp_path: Path) -> None:
    audio = clicks(np.arange(0.5, 130, 0.5), 130.0, rate=8000)
    names = ("rock", "jazz", "electronic", "hip hop")
    sections = tuple(
        Section(start=section.start, end=section.end, genre=names[i % 4], confidence=0.5)
        for i, section in enumerate(fixed(130.0, 2.0))
    )
    plot(mono(audio), heard(audio, sections, np.arange(0.5, 130, 0.5)), tmp_path / "long.png")
    assert (tmp_path / "long.png").stat().st_size > 10_000


@pytest.mark.parametrize("seconds", [0.01, 0.1, 2.0])
def test_silence_and_blinks_can_be_drawn(clicks: Callable[..., Audio], tmp_path: Path, seconds: float) -> None:
    audio = clicks(np.array([]), seconds)
    plot(mono(audio), heard(audio, fixed(audio.duration, 10.0), np.empty(0)), tmp_path / "silence.svg")
    assert (tmp_path / "silence.svg").stat().st_size > 1000


def test_an_unknown_format_lists_the_known_ones_and_leaves_nothing(swell: Callable[..., Audio], tmp_path: Path) -> None:
    audio = swell(1.0)
    with pytest.raises(ValueError, match="png"):
        plot(mono(audio), heard(audio, fixed(1.0, 10.0), np.empty(0)), tmp_path / "heard.doc")
    assert not list(tmp_path.iterdir())
