"""Claim: filming and judging cost little beside painting. Frames per second of `encode` and of `score`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from clavilux.film.encode import encode
from clavilux.film.read import read
from clavilux.judge.score import score
from clavilux.types import Audio, Image

SIZE, FRAMES, FPS, RATE = 512, 480, Fraction(24), 44100


def random_walk() -> Iterator[Image]:
    """A soft picture under a camera that wanders a pixel or two per frame."""
    dice = np.random.default_rng(0)
    soft = np.kron(dice.integers(0, 255, (24, 24, 3)), np.ones((32, 32, 1)))
    canvas = (0.8 * soft + dice.uniform(0, 40, soft.shape)).astype(np.uint8)
    at = np.array([128, 128])
    for _ in range(FRAMES):
        at = np.clip(at + dice.integers(-2, 3, 2), 0, len(canvas) - SIZE)
        yield canvas[at[0] : at[0] + SIZE, at[1] : at[1] + SIZE]


def main() -> None:
    """Print the table."""
    noise = np.random.default_rng(1).uniform(-0.3, 0.3, (2, round(FRAMES / FPS * RATE)))
    song = Audio(samples=noise.astype(np.float32), rate=RATE)
    score([], song, "")  # librosa compiles on first use
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "walk.mp4"
        begin = time.perf_counter()
        encode(random_walk(), path, fps=FPS, size=(SIZE, SIZE), audio=song, crf=18)
        filmed = time.perf_counter()
        score(read(path), song, "")
        judged = time.perf_counter()
    print(f"| stage, {FRAMES} frames of {SIZE}x{SIZE} | frames/s |")
    print("|---|---|")
    print(f"| encode | {FRAMES / (filmed - begin):.0f} |")
    print(f"| score | {FRAMES / (judged - filmed):.0f} |")


if __name__ == "__main__":
    main()
