"""What bands play in 2, 3, 5, 6 and 7, thrown with dice as `feels` are."""

from __future__ import annotations

import numpy as np
from patterns import Dice, Sketch, chances_of, hats, strokes_at, tempo_between, thrown, tonal

__all__ = ["five", "jig", "seven", "six", "three", "two", "waltz"]


def waltz(dice: Dice) -> Sketch:
    """Bass on 1, chords on 2 and 3; with triplets between or without."""
    tempo = tempo_between(dice, 58, 220)
    chords = "..x.x." if dice.random() < 0.75 else str(dice.choice(["X.x.x.", "..x...", "X.....", "....x."]))
    parts = {"bass": "X....." if dice.random() < 0.75 else "X...x.", "chords": chords}
    if dice.random() < 0.75:
        parts["melody"] = thrown(dice, np.array([0.8, 0.2, 0.5, 0.3, 0.6, 0.3]), int(dice.integers(1, 5)))
    if dice.random() < 0.3:
        parts["lead"] = str(dice.choice(["X.....", "x.x.x.", "xxxxxx"]))
    if dice.random() < 0.45:
        snare = str(dice.choice(["..x.x.", "....X.", "..X...", "......"]))
        parts |= {"kick": "X.....", "snare": snare} | hats(dice, tempo, 3, 2)
    return Sketch(
        tempo,
        3,
        2,
        parts,
        {"swing": float(dice.choice([0.5, 0.5, 0.63])), "staccato": ["chords"] if dice.random() < 0.4 else []},
    )


def _grouped(dice: Dice, groups: tuple[int, ...], tempo: float, steps: int) -> Sketch:
    """Bars made of groups of beats, which a kick, bass or chord begins, and a snare begins or ends."""
    meter, count = sum(groups), sum(groups) * steps
    starts = tuple(int(s) for s in np.cumsum((0, *groups[:-1])))
    parts = tonal(dice, meter, steps, starts)
    if dice.random() < 0.65:
        kicks = [s * steps for s in starts if s == 0 or dice.random() < 0.7]
        extra = thrown(dice, chances_of(meter, steps, 0.06, 0.12, 0.04))
        kick = "".join("X" if i in kicks else extra[i] for i in range(count))
        where = dice.choice(["second", "ends", "backs"])
        backs = (
            [s + 1 for s in starts] if where == "backs" else [s + g - 1 for s, g in zip(starts, groups, strict=True)]
        )
        snares = [starts[-1]] if where == "second" else backs
        snare = strokes_at(count, *(s * steps for s in snares))
        parts |= {"kick": kick, "snare": snare} | hats(dice, tempo, meter, steps)
    return Sketch(tempo, meter, steps, parts, {"swing": float(dice.choice([0.5, 0.5, 0.5, 0.64]))})


def three(dice: Dice) -> Sketch:
    """Rock and ballads in 3."""
    return _grouped(dice, (3,), tempo_between(dice, 65, 190), int(dice.choice([2, 4])))


def five(dice: Dice) -> Sketch:
    """5/4 and 5/8."""
    groups = (3, 2) if dice.random() < 0.6 else (2, 3)
    return _grouped(dice, groups, tempo_between(dice, 85, 215), 2)


def six(dice: Dice) -> Sketch:
    """6/4."""
    return _grouped(
        dice, ((3, 3), (4, 2), (2, 2, 2))[dice.choice(3, p=[0.6, 0.25, 0.15])], tempo_between(dice, 95, 200), 2
    )


def seven(dice: Dice) -> Sketch:
    """7/4, and 7/8 counted in eighths."""
    if dice.random() < 0.5:
        return _grouped(dice, (4, 3) if dice.random() < 0.7 else (3, 4), tempo_between(dice, 90, 165), 2)
    groups = ((2, 2, 3), (3, 2, 2), (2, 3, 2))[dice.choice(3, p=[0.5, 0.35, 0.15])]
    return _grouped(dice, groups, tempo_between(dice, 165, 226), int(dice.choice([1, 2], p=[0.7, 0.3])))


def two(dice: Dice) -> Sketch:
    """Marches and polkas."""
    offbeat = dice.random() < 0.5
    parts = {"bass": "X...x...", "chords": "..X...X."} if offbeat else tonal(dice, 2, 4, (0,))
    if dice.random() < 0.6:
        snare = "..X...X." if offbeat else "".join("X" if i == 4 else str(dice.choice([".", "x"])) for i in range(8))
        parts |= {"kick": str(dice.choice(["X.......", "X...x..."])), "snare": snare}
    parts["melody"] = thrown(dice, chances_of(2, 4, 0.8, 0.6, 0.2), int(dice.integers(1, 5)))
    return Sketch(tempo_between(dice, 88, 150), 2, 4, parts, {"staccato": ["chords"]})


def jig(dice: Dice) -> Sketch:
    """6/8 counted in two."""
    triplets = np.array([1.0, 0.6, 0.85, 0.95, 0.6, 0.85])
    parts = {"bass": str(dice.choice(["X..x..", "X.xx.x", "X....."])), "melody": thrown(dice, triplets, 2)}
    parts["chords"] = str(dice.choice(["X..x..", "X.xX.x", "xxxxxx", "X....."]))
    if dice.random() < 0.5:
        parts |= {"kick": "X.....", "snare": "...X..", "hat": str(dice.choice(["xxxxxx", "x..x.."]))}
    return Sketch(tempo_between(dice, 52, 140), 2, 3, parts, {})
