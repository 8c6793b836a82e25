"""Claim: the curves of single instruments follow their own instrument more than any other.

Songs of drums, bass, pads and a lead, played note by note by ``band/orchestra.py``, so that each instrument is known
alone. Of every curve the partial correlation with how loud each instrument is, given all others: 1 follows it exactly.
Their frequencies were chosen on songs played with other sounds and other patterns.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from band.orchestra import DRUMS, RATE, Note, play
from clavilux.listen.energy import Curves, curves

Floats = NDArray[np.float64]
PER_SECOND = 100.0
INSTRUMENTS = ("kick", "snare", "hats", "bass", "melody", "pads")
SONGS = (
    (11, 128, 38, 90, 80),
    (12, 100, 33, 48, 71),
    (13, 76, 32, 16, 56),
    (14, 150, 34, 29, 30),
    (15, 110, 36, 4, 11),
)
"""Seed, BPM, and programs of bass, pads and lead."""
ROOTS = (36, 33, 41, 43)
SECONDS = 24.0


def strokes(rng: np.random.Generator) -> dict[str, tuple[int, list[int]]]:
    """Pitch and sixteenths of each drum."""
    kicks = sorted({0, 8, *rng.choice(16, 3)})
    hats = list(range(0, 16, rng.choice([1, 2, 4])))
    return {"kick": (36, kicks), "snare": (38, [4, 12, int(rng.choice([7, 15]))]), "hats": (42, hats)}


def notes(seed: int, bpm: float, *programs: int) -> Iterator[tuple[str, Note]]:
    """A song, with who plays each note."""
    rng = np.random.default_rng(seed)
    beat, drums, (bass, pads, lead) = 60 / bpm, strokes(rng), programs
    for bar in range(int(SECONDS / beat / 4)):
        start, root = 0.3 + 4 * beat * bar, ROOTS[bar % len(ROOTS)]
        for name, (pitch, places) in drums.items():
            for at in (start + beat / 4 * place for place in places):
                yield (
                    name,
                    Note(start=at, end=at + 0.1, pitch=pitch, velocity=int(rng.integers(80, 115)), program=DRUMS),
                )
        for at in start + beat / 2 * np.flatnonzero(rng.random(8) < 0.5):
            pitch = root + int(rng.choice([0, 7, 12]))
            yield "bass", Note(start=at, end=at + 0.8 * beat, pitch=pitch, velocity=100, program=bass)
        for third in (0, 4, 7):
            yield "pads", Note(start=start, end=start + 4 * beat, pitch=root + 24 + third, velocity=65, program=pads)
        for at in start + beat * np.flatnonzero(rng.random(4) < 0.7):
            pitch = root + 36 + int(rng.choice([0, 2, 4, 7, 9, 12]))
            yield "melody", Note(start=at, end=at + 0.9 * beat, pitch=pitch, velocity=95, program=lead)


def loudness(sound: NDArray[np.float32]) -> Floats:
    """Of an instrument alone, as often as the curves."""
    return curves(sound, int(len(sound) / RATE * PER_SECOND), RATE, rate=PER_SECOND).loudness.astype(float)


def partial(curve: Floats, others: Floats, index: int) -> float:
    """Partial correlation of a curve with one of the columns, given the rest."""
    given = np.column_stack([np.delete(others, index, axis=1), np.ones(len(others))])

    def rest(values: Floats) -> Floats:
        return np.asarray(values - given @ np.linalg.lstsq(given, values, rcond=None)[0])

    one, other = rest(curve), rest(others[:, index])
    return float(one @ other / np.sqrt((one @ one) * (other @ other)))


def followed(song: tuple[int, ...]) -> Floats:
    """Partial correlations of each curve (rows) with each instrument (columns)."""
    played = list(notes(*song))
    sound = play((note for _, note in played), SECONDS)
    heard = curves(sound, int(SECONDS * PER_SECOND), RATE, rate=PER_SECOND)
    alone = [loudness(play((note for who, note in played if who == name), SECONDS)) for name in INSTRUMENTS]
    levels = np.stack(alone, axis=1)
    # Power is to loudness as a square.
    return np.array(
        [[partial(np.sqrt(getattr(heard, name)), levels, k) for k in range(len(alone))] for name in followers()]
    )


def followers() -> list[str]:
    """The curves of instruments."""
    return [name for name in INSTRUMENTS if name in Curves._fields]


def main() -> None:
    """Print the table."""
    tables = np.stack([followed(song) for song in SONGS])
    print(f"| curve, mean of {len(SONGS)} songs | {' | '.join(INSTRUMENTS)} | own is the highest |")
    print(f"|---|{'---|' * (len(INSTRUMENTS) + 1)}")
    for row, name in enumerate(followers()):
        own = int((tables[:, row].argmax(axis=1) == INSTRUMENTS.index(name)).sum())
        cells = " | ".join(f"{value:.2f}" for value in tables[:, row].mean(axis=0))
        print(f"| {name} | {cells} | {own} of {len(SONGS)} |")


if __name__ == "__main__":
    main()
