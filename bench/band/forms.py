"""Songs whose form is known, because they are played here from the parts of ``forms.toml``.

No two takes of a part are the same: hands are unsteady, drummers play fills, and what a form marks as varied is.
``bench/form.py`` uses them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from band.orchestra import DRUMS, RATE, Note, play

KEYS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
TRIADS = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "m7": (0, 3, 7, 10),
    "maj7": (0, 4, 7, 11),
    "5": (0, 7, 12),
}
STROKES = {"kick": 36, "snare": 38, "clap": 39, "rim": 37, "hat": 42, "open": 46, "crash": 49, "ride": 51, "shaker": 70}
FILL = (50, 50, 47, 47, 45, 45, 43, 38)  # toms from high to low, and the snare
LOWEST = {"bass": 28, "chords": 52, "arp": 60, "melody": 67}
STEPS = 4  # to the beat
LEAD_IN = 0.3  # seconds
TAIL = 2.0  # seconds after the last beat
RISE, LOUDER = 2, 12  # semitones of a key change; velocity


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one player does: a pattern over a bar or more, X loud, x soft, a dot for a rest."""

    role: str
    program: int
    pattern: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """A verse, a chorus."""

    bars: int = 8
    chords: str = "C"
    """One each bar, over and over."""
    lines: list[str] = field(default_factory=list)
    """``role program pattern``; drums have no program."""
    more: list[str] = field(default_factory=list)
    """Those who join when the form has a plus."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """A song to be played."""

    name: str
    sounds: str
    tempo: float
    meter: int = 4
    key: int = 0
    """Semitones above what the chords say."""
    form: str
    """Letters of parts in their order, each followed by what is new: ``'`` another tune, ``+`` more players, ``~``
    the drummer plays the ride cymbal and other fills, ``^`` a tone higher, ``>`` louder; ``=``: it only goes on, there
    is no border before it.
    """
    part: dict[str, Part]


@dataclass(frozen=True, kw_only=True)
class Known:
    """A song and the truth about it."""

    name: str
    sound: NDArray[np.float32]
    """Mono, shape [n]."""
    rate: int
    """Hz."""
    beats: NDArray[np.float64]
    """Seconds."""
    downbeats: NDArray[np.float64]
    """Seconds."""
    borders: NDArray[np.float64]
    """Seconds, of the first part's start to the last one's end."""
    labels: list[str]
    """Of the parts between them."""


def forms() -> tuple[Form, ...]:
    """All songs of ``forms.toml``."""
    book = tomllib.loads((Path(__file__).parent / "forms.toml").read_text())
    return tuple(
        Form(**song | {"part": {letter: Part(**part) for letter, part in song["part"].items()}})
        for song in book["song"]
    )


def perform(song: Form) -> Known:
    """Play a song."""
    beat = 60 / song.tempo
    hand = np.random.default_rng(list(song.name.encode()))
    notes, firsts, letters, bar = [], [], [], 0
    for word in song.form.split():
        part, marks = song.part[word[0]], word[1:]
        if "=" not in marks:
            firsts.append(bar)
            letters.append(word[0])
        for note in _part(song, word, hand):
            loud = int(np.clip(note.velocity + hand.normal(0, 6) + LOUDER * (">" in marks), 1, 127))
            start = (
                LEAD_IN + beat * (note.start + bar * song.meter) + float(np.clip(hand.normal(0, 0.004), -0.01, 0.01))
            )
            end = start + beat * (note.end - note.start)
            notes.append(Note(start=start, end=end, pitch=note.pitch, velocity=loud, program=note.program))
        bar += part.bars
    beats = LEAD_IN + beat * np.arange(bar * song.meter, dtype=np.float64)
    borders = LEAD_IN + beat * song.meter * np.array([*firsts, bar])
    return Known(
        name=song.name,
        sound=play(notes, float(borders[-1]) + TAIL, song.sounds),
        rate=RATE,
        beats=beats,
        downbeats=beats[:: song.meter],
        borders=borders,
        labels=letters,
    )


def _part(song: Form, word: str, hand: np.random.Generator) -> Iterator[Note]:
    """Notes of a part, times in beats from its start."""
    part, marks, bars = song.part[word[0]], word[1:], song.part[word[0]].bars
    chords = [_chord(name, song.key + RISE * marks.count("^")) for name in part.chords.split()]
    scale = {pitch % 12 for chord in chords for pitch in chord}
    lines = [_line(text) for text in (*part.lines, *(part.more if "+" in marks else []))]
    per_bar = song.meter * STEPS
    for line in lines:
        if line.role == "melody":
            tune = np.random.default_rng(list(f"{song.name}{word[0]}{marks.count(chr(39))}".encode()))
            yield from _tune(line, chords, scale, bars, per_bar, tune)
            continue
        stroke = STROKES.get(line.role)
        for step in range(bars * per_bar):
            mark = line.pattern[step % len(line.pattern)]
            filled = step >= bars * per_bar - len(FILL) and stroke in (36, 38, 42) and bars > 2
            if mark == "." or filled:
                continue
            velocity, chord = 100 if mark == "X" else 72, chords[step // per_bar % len(chords)]
            if stroke is not None:
                pitch = 51 if "~" in marks and stroke == 42 else stroke
                yield _note(step, 1, pitch, velocity, DRUMS)
            else:
                length = _until_next(line.pattern, step % len(line.pattern))
                for pitch in _pitches(line.role, chord, step):
                    yield _note(step, length, pitch, velocity - 14, line.program)
    if any(line.role == "snare" for line in lines) and bars > 2:
        first = bars * per_bar - len(FILL)
        for i, pitch in enumerate(FILL):
            if hand.random() < 0.8:
                yield _note(first + i, 1, 38 if "~" in marks else pitch, 95, DRUMS)
        yield _note(0, 4, STROKES["crash"], 95, DRUMS)


def _note(step: int, length: int, pitch: int, velocity: int, program: int) -> Note:
    return Note(start=step / STEPS, end=(step + length) / STEPS, pitch=pitch, velocity=velocity, program=program)


def _line(text: str) -> Line:
    role, *program, pattern = text.split()
    return Line(role=role, program=int(program[0]) if program else DRUMS, pattern=pattern)


def _chord(name: str, key: int) -> list[int]:
    """Pitches of a chord, the root first, in the octave of MIDI note 0."""
    sharp = name[1:2] == "#"
    root = KEYS[name[0]] + sharp - (name[1:2] == "b")
    return [(root + key) % 12 + step for step in TRIADS[name[1:].lstrip("#b")]]


def _until_next(pattern: str, step: int) -> int:
    """Steps until the next stroke, at most a bar of four."""
    following = pattern[step + 1 :] + pattern
    return 1 + min((following.find(mark) for mark in "Xx" if mark in following), default=15)


def _pitches(role: str, chord: list[int], step: int) -> list[int]:
    lowest = LOWEST[role]
    raised = [lowest + (pitch - lowest) % 12 for pitch in chord]
    if role == "bass":
        return raised[:1]
    return [sorted(raised)[step % len(raised)]] if role == "arp" else raised


def _tune(
    line: Line, chords: list[list[int]], scale: set[int], bars: int, per_bar: int, dice: np.random.Generator
) -> Iterator[Note]:
    """A melody in phrases of four bars: two bars of rhythm, repeated, over chord notes joined by steps."""
    rhythm = np.sort(dice.choice(2 * per_bar, max(3, round(2 * per_bar * dice.uniform(0.2, 0.35))), replace=False))
    steps = dice.integers(-2, 3, (2, len(rhythm)))
    notes = [pitch for pitch in range(LOWEST["melody"], LOWEST["melody"] + 20) if pitch % 12 in scale]
    at = len(notes) // 2
    for pair in range(-(-bars // 2)):
        for i, step in enumerate(rhythm):
            moment = pair * 2 * per_bar + int(step)
            chord = {pitch % 12 for pitch in chords[moment // per_bar % len(chords)]}
            at = int(np.clip(at + steps[pair % 2, i], 0, len(notes) - 1))
            if step % STEPS == 0:  # on the beat: the nearest note of the chord
                at = min((abs(j - at), j) for j, pitch in enumerate(notes) if pitch % 12 in chord)[1]
            end = int(rhythm[i + 1]) if i + 1 < len(rhythm) else 2 * per_bar
            if moment < bars * per_bar:
                yield _note(moment, end - int(step), notes[at], 96, line.program)
