"""The songs of `rhythms`, and ones in all metres and feels, played with the sounds of real instruments.

What is measured and what is tuned never meet: `measured` plays the book ``played.toml``, written by hand, with the
sounds "fluid"; ``training/beats/practice.py`` throws its patterns with dice and plays them with the sounds "tim".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from band.orchestra import DRUMS, Note, play
from band.rhythms import Known, Style, beat_times, chord

__all__ = ["measured", "perform"]

STROKES = {"kick": 36, "snare": 38, "hat": 42, "open": 46, "ride": 51}
PROGRAMS = {"bass": 33, "chords": 0, "melody": 73, "lead": 48}
REGISTERS = {"bass": -12, "chords": 12, "melody": 24, "lead": 12}
SHORT = 0.12  # seconds of a staccato note
LONGEST = 4.5  # beats that a note is held
RINGS = 1.0  # seconds after the last beat
SCALE = np.array([0, 2, 4, 5, 7, 9, 11])


def measured() -> Iterator[Style]:
    """What the ears are measured on; a style with several tempi is several songs."""
    book = tomllib.loads((Path(__file__).parent / "played.toml").read_text())
    for keys in book["style"]:
        for tempo in np.atleast_1d(keys.pop("tempo")).tolist():
            yield Style(**keys | {"tempo": tempo, "name": f"{keys['name']} {tempo:g}"})


def perform(style: Style, sounds: str, seconds: float = 32.0) -> Known:
    """Play a style for about `seconds`, in whole bars.

    Parameters
    ----------
    style : Style
        Its hand is as unsteady as its name says.
    sounds : str
        "fluid" to measure, "tim" to tune.
    seconds : float
        Without what rings at the end.
    """
    beats = beat_times(style, seconds)
    count = len(beats) - 1
    sound = play(_notes(style, beats), float(beats[-1]) + RINGS, sounds)
    return Known(name=style.name, sound=sound, beats=beats[:count], downbeats=beats[: count : style.meter],
                 tempo=float(60 / np.median(np.diff(beats))), meter=style.meter)  # fmt: skip


def _notes(style: Style, beats: NDArray[np.float64]) -> list[Note]:
    hand = np.random.default_rng(sum(style.name.encode()))
    steps = np.arange((len(beats) - 1) * style.steps)
    late = (2 * style.swing - 1) * (steps % 2) if style.steps % 2 == 0 else 0
    grid = np.interp((steps + late) / style.steps, np.arange(len(beats)), beats)
    notes = []
    for part in (*STROKES, *PROGRAMS):
        if pattern := getattr(style, part):
            notes += list(_part(style, part, pattern, grid, beats, hand))
    return notes + (list(_fills(style, beats, hand)) if style.fills else [])


def _part(
    style: Style, part: str, pattern: str, grid: NDArray[np.float64], beats: NDArray[np.float64],
    hand: np.random.Generator,
) -> Iterator[Note]:  # fmt: skip
    """All notes of one player."""
    marks = np.array([pattern[i % len(pattern)] for i in range(len(grid))])
    struck = np.flatnonzero(marks != ".")
    per_bar = style.meter * style.steps
    bars = len(grid) // per_bar
    tune = hand.integers(-3, 4, 4 * per_bar)
    for i, following in zip(struck, np.append(grid[struck[1:]], beats[-1])[: len(struck)], strict=True):
        hushed = style.silent[0] <= i // per_bar / bars < style.silent[1]
        if hushed and (part in STROKES or part == "bass"):
            continue
        start = max(0.0, grid[i] + float(np.clip(hand.normal(0, 0.004), -0.01, 0.01)))
        loud = int(np.clip((102 if marks[i] == "X" else 72) + hand.normal(0, 6), 20, 127))
        if part in STROKES:
            yield Note(start=start, end=start + SHORT, pitch=STROKES[part], velocity=loud, program=DRUMS)
            continue
        longest = SHORT if part in style.staccato else LONGEST * 60 / style.tempo
        end = start + max(0.06, min(0.95 * (following - start), longest))
        for pitch in _pitches(style, part, int(i), tune):
            yield Note(
                start=start, end=end, pitch=pitch, velocity=loud, program=style.programs.get(part, PROGRAMS[part])
            )


def _pitches(style: Style, part: str, step: int, tune: NDArray[np.int64]) -> list[int]:
    """What a player plays at a step: a whole chord, or one note of it or between its notes."""
    harmony = style.harmony.split()
    root, triad = chord(harmony[step // (style.meter * style.steps) // style.every % len(harmony)])
    base = root + style.transpose + REGISTERS[part]
    if part == "chords":
        return [base + tone for tone in triad]
    degree = int(tune[step % len(tune)])
    if part == "bass":
        return [base + ((0, 7, 12)[degree % 3] if step % (style.meter * style.steps) else 0)]
    if step % style.steps == 0:
        return [base + triad[degree % 3]]
    return [base + int(SCALE[degree % 7])]


def _fills(style: Style, beats: NDArray[np.float64], hand: np.random.Generator) -> Iterator[Note]:
    """A roll before every so many bars, and a cymbal after it."""
    for first in range(style.fills * style.meter, len(beats) - 1, style.fills * style.meter):
        for start in np.linspace(beats[first - 1], beats[first], 4, endpoint=False):
            pitch = int(hand.choice([38, 45, 47, 50]))
            yield Note(start=float(start), end=float(start) + SHORT, pitch=pitch, velocity=90, program=DRUMS)
        at = float(beats[first])
        yield Note(start=at, end=at + 1, pitch=49, velocity=90, program=DRUMS)
