"""Patterns thrown with dice, of drums and of what has notes: strings over bars as `Style` of the band has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Dice", "Sketch", "chances_of", "hats", "strokes_at", "tempo_between", "thrown", "tonal"]

Dice = np.random.Generator


@dataclass(frozen=True)
class Sketch:
    """What a feel says of a song: tempo, metre, steps to a beat, and the patterns of parts."""

    tempo: float
    meter: int
    steps: int
    parts: dict[str, str]
    more: dict[str, Any]


def thrown(dice: Dice, chances: NDArray[np.float64], bars: int = 1) -> str:
    """A pattern with a stroke at each step as likely as said; the likely ones are loud."""
    chances = np.tile(chances, bars)
    hit = dice.random(len(chances)) < chances
    return "".join("." if not h else "X" if c > 0.5 else "x" for h, c in zip(hit, chances, strict=True))


def strokes_at(count: int, *steps: int) -> str:
    """A pattern of so many steps with strokes at some."""
    return "".join("X" if i in steps else "." for i in range(count))


def chances_of(meter: int, steps: int, on: float, eighth: float, other: float) -> NDArray[np.float64]:
    """Of beats, the middles between them, and other steps."""
    step = np.arange(meter * steps) % steps
    return np.where(step == 0, on, np.where(2 * step == steps, eighth, other))


def tempo_between(dice: Dice, slowest: float, fastest: float) -> float:
    """BPM."""
    return float(np.exp(dice.uniform(np.log(slowest), np.log(fastest))))


def hats(dice: Dice, tempo: float, meter: int, steps: int) -> dict[str, str]:
    """Hi-hats or a ride."""
    part = str(dice.choice(["hat", "ride"], p=[0.75, 0.25]))
    kinds = {
        "steps": chances_of(meter, steps, 1.0, 0.98, 0.9)
        if tempo * steps < 460
        else chances_of(meter, steps, 1, 0.9, 0),
        "eighths": chances_of(meter, steps, 1.0, 1.0, 0.05),
        "beats": chances_of(meter, steps, 1.0, 0.1, 0.0),
        "between": chances_of(meter, steps, 0.05, 1.0, 0.0),
        "none": chances_of(meter, steps, 0.0, 0.0, 0.0),
    }
    kind = dice.choice(list(kinds), p=[0.25, 0.4, 0.13, 0.12, 0.1])
    if kind == "between" and dice.random() < 0.6:
        part = "open"
    return {part: thrown(dice, kinds[kind])}


def tonal(dice: Dice, meter: int, steps: int, starts: tuple[int, ...] = (0,)) -> dict[str, str]:
    """Bass, chords and tunes of any song; `starts` are the beats on which groups of beats begin."""
    count = meter * steps
    groups = strokes_at(count, *(start * steps for start in starts))
    basses = {
        "groups": groups,
        "beats": strokes_at(count, *range(0, count, steps)),
        "steps": "X" + "x" * (count - 1) if steps <= 2 else thrown(dice, chances_of(meter, steps, 0.95, 0.95, 0.1)),
        "thrown": "X" + thrown(dice, chances_of(meter, steps, 0.45, 0.3, 0.12))[1:],
        "none": "",
    }
    chords = {
        "bar": strokes_at(count, 0),
        "groups": groups,
        "beats": thrown(dice, chances_of(meter, steps, 0.97, 0.05, 0.0)),
        "eighths": "X" + thrown(dice, chances_of(meter, steps, 0.97, 0.9, 0.05))[1:],
        "thrown": thrown(dice, chances_of(meter, steps, 0.4, 0.3, 0.12), int(dice.integers(1, 3))),
        "pushed": "X" + thrown(dice, chances_of(meter, steps, 0.15, 0.5, 0.1))[1:],
        "none": "",
    }
    parts = {
        "bass": basses[dice.choice(list(basses), p=[0.25, 0.2, 0.15, 0.32, 0.08])],
        "chords": chords[dice.choice(list(chords), p=[0.25, 0.12, 0.12, 0.12, 0.17, 0.14, 0.08])],
    }
    if dice.random() < 0.7:
        parts["melody"] = thrown(dice, chances_of(meter, steps, 0.6, 0.4, 0.12), int(dice.integers(1, 4)))
    if dice.random() < 0.4:
        busy = dice.random() < 0.5
        parts["lead"] = thrown(dice, chances_of(meter, steps, 0.95, 0.85, 0.5 if busy else 0.0)) if busy else groups
    if not parts["bass"] + parts["chords"]:
        parts["chords"] = groups
    return parts
