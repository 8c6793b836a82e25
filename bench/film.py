"""Claim: filming costs little beside painting. Frames per second of `encode`; for judging see ``score.py``."""

from __future__ import annotations

import tempfile
import time
from fractions import Fraction
from pathlib import Path

from clavilux.media.encode import encode
from score import FPS, dance, sound

SIZES, SECONDS = (512, 1024), 20


def main() -> None:
    """Print the table."""
    print(f"| {SECONDS * FPS} frames | frames/s |\n|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dance.mp4"
        for size in SIZES:
            song = sound(SECONDS)
            begin = time.perf_counter()
            encode(dance(size, SECONDS), path, fps=Fraction(FPS), size=(size, size), audio=song, crf=18, overwrite=True)
            print(f"| {size}x{size} | {SECONDS * FPS / (time.perf_counter() - begin):.0f} |", flush=True)


if __name__ == "__main__":
    main()
