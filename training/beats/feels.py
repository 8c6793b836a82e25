"""What bands play: patterns thrown with dice, in all metres and feels.

Where a beat and a bar are is a matter of custom, and so the customs stand here: a snare on 2 and 4, a bass on the first
beat of a waltz and chords on the others, guitars between the beats of ska, harmonies that change with the bar.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from metres import five, jig, seven, six, three, two, waltz
from patterns import Dice, Sketch, chances_of, hats, strokes_at, tempo_between, thrown, tonal

__all__ = ["FEELS"]


def backbeat(dice: Dice) -> Sketch:
    """Kick on 1, snare on 2 and 4."""
    tempo = tempo_between(dice, 58, 178)
    steps = 4 if tempo < 115 or dice.random() < 0.3 else 2
    chances = chances_of(4, steps, 0.1, 0.25, 0.06)
    chances[0], chances[2 * steps] = 1.0, 0.65
    kick = "X" + thrown(dice, chances, int(dice.integers(1, 3)))[1:]
    ghosts = thrown(dice, np.full(4 * steps, dice.choice([0.0, 0.06])))
    snare = "".join("X" if i in (steps, 3 * steps) else ghosts[i] for i in range(4 * steps))
    return Sketch(
        tempo,
        4,
        steps,
        tonal(dice, 4, steps, (0, 2)) | hats(dice, tempo, 4, steps) | {"kick": kick, "snare": snare},
        {"swing": float(dice.choice([0.5, 0.5, 0.5, 0.57, 0.62]))},
    )


def floor(dice: Dice) -> Sketch:
    """A kick on every beat."""
    count = 16
    snare = strokes_at(count, 4, 12) if dice.random() < 0.6 else ""
    return Sketch(
        tempo_between(dice, 105, 150),
        4,
        4,
        tonal(dice, 4, 4, (0,))
        | {"kick": strokes_at(count, 0, 4, 8, 12), "open": strokes_at(count, 2, 6, 10, 14), "snare": snare}
        | ({"hat": "x" * count} if dice.random() < 0.4 else {}),
        {},
    )


def half_time(dice: Dice) -> Sketch:
    """A snare on 3 alone, fast enough to be felt as such."""
    chances = chances_of(4, 4, 0.1, 0.2, 0.05)
    chances[8] = 0.0
    return Sketch(
        tempo_between(dice, 122, 160),
        4,
        4,
        tonal(dice, 4, 4, (0, 2))
        | hats(dice, 130, 4, 2)
        | {"kick": "X" + thrown(dice, chances, 2)[1:], "snare": strokes_at(16, 8)},
        {},
    )


def double_time(dice: Dice) -> Sketch:
    """Drums that go twice as fast as all others: a snare between the beats."""
    steps = 4
    return Sketch(
        tempo_between(dice, 62, 95),
        4,
        steps,
        tonal(dice, 4, steps, (0,))
        | {"kick": strokes_at(16, 0, 4, 8, 12), "snare": strokes_at(16, 2, 6, 10, 14), "hat": "x." * 8}
        | {"chords": strokes_at(16, 0), "bass": strokes_at(16, 0, 8)},
        {},
    )


def punk(dice: Dice) -> Sketch:
    """Fast rock: a backbeat, or kick and snare by turns."""
    tempo = tempo_between(dice, 155, 226)
    chances = chances_of(4, 2, 0.15, 0.25, 0.0)
    chances[[0, 4]] = 1.0, 0.7
    kick = "X" + thrown(dice, chances)[1:]
    if dice.random() < 0.3:
        kick = "xxxxxxxx"
    hat = str(dice.choice(["x.x.x.x.", "xxxxxxxx", "X.x.X.x."]))
    wall = {"chords": "X" + thrown(dice, chances_of(4, 2, 0.9, 0.8, 0))[1:], "bass": "xxxxxxxx"}
    return Sketch(
        tempo,
        4,
        2,
        tonal(dice, 4, 2, (0, 2))
        | (wall if dice.random() < 0.6 else {})
        | {"kick": kick, "snare": "..X...X.", str(dice.choice(["hat", "ride"])): hat},
        {"programs": {"chords": 30, "bass": 34}},
    )


def jungle(dice: Dice) -> Sketch:
    """Breakbeats."""
    kick = "X" + thrown(dice, np.where(np.arange(32) == 20, 0.85, 0.06))[1:]
    ghosts = thrown(dice, np.full(32, 0.08))
    snare = "".join("X" if i % 16 in (4, 12) else ghosts[i] for i in range(32))
    return Sketch(
        tempo_between(dice, 155, 180),
        4,
        4,
        {
            "kick": kick,
            "snare": snare,
            "hat": "x." * 8,
            "chords": strokes_at(16, 0),
            "bass": "X" + thrown(dice, np.full(16, 0.15))[1:],
        },
        {"every": int(dice.choice([1, 2]))},
    )


def one_drop(dice: Dice) -> Sketch:
    """Reggae: nothing on 1, drums on 3, chords between the beats."""
    kick = {"drop": strokes_at(16, 8), "steppers": strokes_at(16, 0, 4, 8, 12), "rockers": strokes_at(16, 0, 8)}[
        dice.choice(["drop", "steppers", "rockers"], p=[0.6, 0.2, 0.2])
    ]
    bass = thrown(dice, chances_of(4, 4, 0.5, 0.45, 0.12), 2)
    return Sketch(
        tempo_between(dice, 60, 96),
        4,
        4,
        {"kick": kick, "snare": strokes_at(16, 8), "chords": strokes_at(16, 2, 6, 10, 14), "bass": bass}
        | hats(dice, 75, 4, 4)
        | ({"lead": "..xx" * 4} if dice.random() < 0.4 else {})
        | ({"melody": thrown(dice, chances_of(4, 4, 0.5, 0.4, 0.1), 2)} if dice.random() < 0.6 else {}),
        {"staccato": ["chords", "lead"]},
    )


def ska(dice: Dice) -> Sketch:
    """Bass on the beats, chords between them, a backbeat."""
    tempo = tempo_between(dice, 105, 180)
    kick = str(dice.choice(["X...X...", "X.X.X.X.", "X...x...", "X..xX..."]))
    snare = str(dice.choice(["..X...X.", "..X...X.", "....X..."]))
    bass = "X" + thrown(dice, chances_of(4, 2, 0.9, 0.12, 0.0))[1:]
    hat = str(dice.choice([".x.x.x.x", "xxxxxxxx", "x.x.x.x.", "........"]))
    return Sketch(
        tempo,
        4,
        2,
        {"kick": kick, "snare": snare, "bass": bass, "hat": hat, "chords": ".X.X.X.X"}
        | ({"melody": thrown(dice, chances_of(4, 2, 0.5, 0.5, 0.0), 2)} if dice.random() < 0.7 else {}),
        {"staccato": ["chords"] if dice.random() < 0.8 else []},
    )


def swing(dice: Dice) -> Sketch:
    """Jazz: a walking bass, a ride with triplets, hi-hat on 2 and 4, chords where it pleases."""
    tempo = tempo_between(dice, 90, 230)
    parts = {
        "bass": "X" + thrown(dice, chances_of(4, 2, 0.95, 0.04, 0.0))[1:] if dice.random() < 0.8 else "X...x...",
        "chords": thrown(dice, chances_of(4, 2, 0.2, 0.3, 0.0), 2),
        "melody": thrown(dice, chances_of(4, 2, 0.6, 0.6, 0.0), 2),
        "hat": "..x...x.",
        "ride": str(dice.choice(["X.XxX.Xx", "X.X.X.X.", "XxX.XxX.", "X.xxX.xx"])),
    }
    if dice.random() < 0.3:
        parts["kick"] = "x.x.x.x."
    if dice.random() < 0.3:
        parts["snare"] = thrown(dice, chances_of(4, 2, 0.05, 0.2, 0.0), 2)
    if dice.random() < 0.15:
        del parts["ride"], parts["hat"]
    return Sketch(tempo, 4, 2, parts, {"swing": float(dice.uniform(0.56, 0.7)), "programs": {"bass": 32}})


def shuffle(dice: Dice) -> Sketch:
    """Triplets in 4: blues, 12/8 ballads."""
    tempo = tempo_between(dice, 48, 150)
    straight = tempo < 80
    triplets = np.array([1.0, 0.95 if straight else 0.05, 0.95] * 4)
    kick = "X" + thrown(dice, np.array([0.1, 0.0, 0.15] * 2 + [0.8, 0.0, 0.15, 0.1, 0.0, 0.2]))[1:]
    parts = {"kick": kick, "snare": strokes_at(12, 3, 9), str(dice.choice(["hat", "ride"])): thrown(dice, triplets)}
    tonal = {"bass": "X" + thrown(dice, 0.7 * triplets)[1:], "chords": thrown(dice, 0.6 * triplets, 2)}
    melody = {"melody": thrown(dice, 0.55 * triplets, 2)} if dice.random() < 0.6 else {}
    return Sketch(tempo, 4, 3, tonal | melody | (parts if dice.random() < 0.8 else {}), {})


def latin(dice: Dice) -> Sketch:
    """Claves, tumbaos, dembow, tango."""
    claves = ("X..X..X...X.X...", "..X.X...X..X..X.", "X..X...X..X.X...", "X..X..X...X..X..", "X..X..X.X..X..X.")
    clave = str(dice.choice(claves))
    kind = dice.choice(["montuno", "brazil", "dembow", "tango"])
    if kind == "dembow":
        tempo, steps, parts = (
            tempo_between(dice, 84, 112),
            4,
            {"kick": "X..." * 4, "snare": "...X..X." * 2, "bass": "X..x..x."},
        )
    elif kind == "tango":
        tempo, steps = tempo_between(dice, 100, 135), 2
        parts = {"bass": "X..xX.x.", "chords": str(dice.choice(["X.X.X.X.", "X..XX.X."]))}
    elif kind == "brazil":
        tempo, steps = tempo_between(dice, 100, 210), 2
        parts = {"kick": str(dice.choice(["X..xX..x", "x...X..."])), "snare": clave, "hat": "x" * 8, "bass": "X..xX..x"}
    else:
        tempo, steps = tempo_between(dice, 150, 220), 2
        parts = {"snare": clave, "bass": "...x..X.", "kick": str(dice.choice(["...x...x", "........"]))}
        parts |= {str(dice.choice(["hat", "ride"])): str(dice.choice(["X.xxX.xx", "X.x.X.x.", "xxxxxxxx"]))}
    tonal = {
        "chords": thrown(dice, chances_of(4, steps, 0.45, 0.5, 0.2), 2),
        "melody": thrown(dice, chances_of(4, steps, 0.5, 0.5, 0.1), 2),
    }
    return Sketch(tempo, 4, steps, tonal | parts, {})


def funk(dice: Dice) -> Sketch:
    """Sixteenths everywhere."""
    kick = "X" + thrown(dice, chances_of(4, 4, 0.2, 0.35, 0.2), 2)[1:]
    ghosts = thrown(dice, np.full(16, 0.2))
    snare = "".join("X" if i in (4, 12) else ghosts[i] for i in range(16))
    return Sketch(
        tempo_between(dice, 86, 126),
        4,
        4,
        {
            "kick": kick,
            "snare": snare,
            "hat": thrown(dice, np.full(16, 0.85)),
            "bass": "X" + thrown(dice, chances_of(4, 4, 0.3, 0.35, 0.3), 2)[1:],
            "chords": thrown(dice, chances_of(4, 4, 0.15, 0.3, 0.25), 2),
        },
        {"staccato": ["chords"], "every": int(dice.choice([1, 2, 4])), "swing": float(dice.choice([0.5, 0.56]))},
    )


def undrummed(dice: Dice) -> Sketch:
    """Pianos, strings, guitars and organs alone."""
    tempo = tempo_between(dice, 52, 140)
    steps = 4 if tempo < 85 else 2
    count = 4 * steps
    kind = dice.choice(["arpeggio", "alberti", "hymn", "strum", "strings", "any"])
    parts = {
        "arpeggio": {"bass": strokes_at(count, 0, count // 2), "lead": thrown(dice, chances_of(4, steps, 1, 1, 0.9))},
        "alberti": {"bass": "x" * count, "melody": thrown(dice, chances_of(4, steps, 0.7, 0.4, 0.1), 2)},
        "hymn": {
            "chords": thrown(dice, chances_of(4, steps, 0.95, 0.05, 0)),
            "bass": strokes_at(count, *range(0, count, steps)),
        },
        "strum": {"chords": "X" + thrown(dice, chances_of(4, steps, 0.9, 0.7, 0.15))[1:]},
        "strings": {
            "chords": strokes_at(count, 0),
            "lead": thrown(dice, chances_of(4, steps, 0.7, 0.3, 0.05), 2),
            "bass": strokes_at(count, 0, count // 2),
        },
        "any": tonal(dice, 4, steps, (0, 2)),
    }[kind]
    if "melody" not in parts and dice.random() < 0.7:
        parts["melody"] = thrown(dice, chances_of(4, steps, 0.6, 0.35, 0.08), 2)
    return Sketch(tempo, 4, steps, parts, {})


FEELS: dict[Callable[[Dice], Sketch], float] = {
    backbeat: 20,
    floor: 7,
    half_time: 3,
    double_time: 4,
    punk: 7,
    jungle: 3,
    one_drop: 5,
    ska: 6,
    swing: 9,
    shuffle: 6,
    latin: 7,
    funk: 5,
    waltz: 10,
    three: 4,
    five: 6,
    six: 5,
    seven: 7,
    two: 5,
    jig: 3,
    undrummed: 14,
}
"""How often each is thrown."""
