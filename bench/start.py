"""Claim: the first run on a fresh machine takes at most 3 s more than later ones to listen. Whole commands, seconds.

A fresh machine is one without the folder in which numba keeps what it has compiled.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

EXAMPLES = Path(__file__).parents[1] / "src" / "clavilux" / "examples"  # importing the package is what is timed
SONG, ARTWORK = str(EXAMPLES / "song.ogg"), str(EXAMPLES / "art.jpg")
LATER = 3
"""Runs of which the median is told."""


def seconds(words: list[str], cache: Path) -> float:
    """How long a command takes that keeps what it compiles in this folder."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "clavilux", *words]
    subprocess.run(command, env=os.environ | {"NUMBA_CACHE_DIR": str(cache)}, capture_output=True, check=True)
    return time.perf_counter() - begin


def main() -> None:
    """Print the table."""
    print("| command | first run | later runs (median) | more at first |")
    print("|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        film = str(Path(name) / "film.mp4")
        commands = {
            "listen": ["listen", SONG],
            "render --duration 5": ["render", SONG, ARTWORK, "--duration", "5", "--overwrite", "--output", film],
            "score": ["score", film],
        }
        for label, words in commands.items():
            cache = Path(name) / label
            first = seconds(words, cache)
            later = median(seconds(words, cache) for _ in range(LATER))
            print(f"| {label} | {first:.1f} | {later:.1f} | {first - later:.1f} |", flush=True)


if __name__ == "__main__":
    main()
