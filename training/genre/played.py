"""Music in the manner of a genre, played from notes with the sounds "tim": accompaniments of MMA, and patterns.

The patterns are those of ``grooves.toml``. Every piece is played again alike.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "beats"))

from accompany import PROGRESSIONS, accompaniment  # noqa: E402

from band.orchestra import DRUMS, Note, play  # noqa: E402

__all__ = ["Piece", "pieces"]

SECONDS = 22.0
TAKES = 4  # of a pattern
SLOW = 0.7  # times as fast is a groove that calls itself so
KEYS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
STROKES = {"kick": (36,), "snare": (38, 40), "hat": (42,)}
PARTS = (*STROKES, "bass", "chords")
SINGING = 0.6  # share of the takes with a melody
Dice = np.random.Generator


class Piece(NamedTuple):
    """What was played."""

    genre: str
    group: str
    """Pieces of one group are kept apart together."""
    sound: NDArray[np.float32]
    """Mono at 22050 Hz, [n]."""
    beats: NDArray[np.float64]
    """Seconds."""


def pieces() -> Iterator[Piece]:
    """All of them."""
    book = tomllib.loads((HERE / "grooves.toml").read_text("utf-8"))
    for genre, choice in book["mma"].items():
        for name in choice["grooves"]:
            dice = np.random.default_rng(list(name.encode()))
            bpm = round(dice.uniform(*choice["tempo"]) * (SLOW if name.startswith("Slow") else 1.0))
            notes = accompaniment(name, bpm, str(dice.choice(PROGRESSIONS)), int(dice.integers(1, 1000)), SECONDS)
            yield _piece(genre, f"mma {name[:5]}", bpm, notes)
    for number, pattern in enumerate(book["pattern"]):
        for take in range(TAKES):
            dice = np.random.default_rng([number, take])
            bpm = float(dice.uniform(*pattern["tempo"]))
            yield _piece(pattern["genre"], f"pattern {number}", bpm, _notes(pattern, bpm, dice))


def _piece(genre: str, group: str, bpm: float, notes: list[Note]) -> Piece:
    return Piece(genre, group, play(notes, SECONDS, "tim"), np.arange(0.0, SECONDS, 60 / bpm))


def _notes(pattern: dict[str, Any], bpm: float, dice: Dice) -> list[Note]:
    """Notes of a pattern in a key and harmony, and with instruments, that dice choose."""
    steps = pattern.get("steps", 4)
    step = 60 / bpm / steps
    programs = [int(dice.choice(choice)) for choice in pattern["programs"]]
    harmony = str(dice.choice(PROGRESSIONS)).split()
    shift, sings = int(dice.integers(-4, 5)), dice.random() < SINGING
    notes: list[Note] = []
    for i in range(int(SECONDS / step) - 1):
        bar, place = divmod(i, 4 * steps)
        at = i * step + pattern.get("swing", 0.0) * step * (i % 2)
        for pitch, length, loud, program in _struck(pattern, place, harmony[bar % len(harmony)], shift, programs, dice):
            notes.append(_note(dice, at, pitch, length * step, program, loud=loud))
        if sings and place % (steps // 2 or 1) == 0 and dice.random() < 0.35:
            chord = harmony[bar % len(harmony)]
            pitch = _root(chord, shift, pattern) + 24 + int(dice.choice(_triad(chord, pattern)))
            notes.append(_note(dice, at, pitch, steps / 2 * step, programs[2], loud=False))
    return notes


def _struck(
    pattern: dict[str, Any], place: int, chord: str, shift: int, programs: list[int], dice: Dice
) -> Iterator[tuple[int, float, bool, int]]:
    """Pitch, length in steps, whether it is loud, and program, of all that is struck at a step of the bar."""
    marks = {part: pattern[part][place % len(pattern[part])] for part in PARTS}
    root, half = _root(chord, shift, pattern), pattern.get("steps", 4) / 2
    for part, strokes in STROKES.items():
        if marks[part] != ".":
            yield int(dice.choice(strokes)), 1.0, marks[part] == "X", DRUMS
    if marks["bass"] != ".":
        octave = 12 if pattern.get("octaves") and place % 4 == 2 else 0
        yield root - 12 + octave, half, marks["bass"] == "X", programs[0]
    if marks["chords"] != ".":
        for interval in _triad(chord, pattern):
            yield root + 12 + interval, 0.8 * _rest(pattern["chords"], place), marks["chords"] == "X", programs[1]


def _root(chord: str, shift: int, pattern: dict[str, Any]) -> int:
    key = KEYS[chord[0]]
    return 48 + key + shift - (12 if key > 6 else 0) - (8 if pattern.get("low") else 0)


def _triad(chord: str, pattern: dict[str, Any]) -> tuple[int, int, int]:
    return (0, 7, 12) if pattern.get("low") else (0, 3 if chord.endswith("m") else 4, 7)


def _rest(pattern: str, place: int) -> int:
    """Steps until the next stroke, at most half a bar."""
    later = (pattern[place + 1 :] + pattern)[: len(pattern) // 2]
    return next((i + 1 for i, mark in enumerate(later) if mark != "."), len(pattern) // 2)


def _note(dice: Dice, at: float, pitch: int, length: float, program: int, *, loud: bool) -> Note:
    """As a hand plays it."""
    start = max(0.0, at + float(dice.normal(0, 0.004)))
    velocity = int(np.clip((100 if loud else 68) + dice.normal(0, 6), 20, 127))
    return Note(start=start, end=start + length, pitch=pitch, velocity=velocity, program=program)
