"""Claim: an hour of music takes little more memory than a minute. Whole commands on 1, 10 and 60 minutes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

from clavilux.examples import ARTWORK, SONG
from clavilux.media.decode import decode

MINUTES = (1, 10, 60)
SIZE, FPS = "128x72", "8"


def song(minutes: int, folder: Path) -> Path:
    """The example song, again and again."""
    example = decode(SONG)
    samples = np.concatenate(list(example.blocks()), axis=1).T
    path = folder / f"{minutes}.flac"
    left = round(60 * minutes * example.rate)
    with soundfile.SoundFile(path, "w", example.rate, example.channels) as file:
        while left:
            file.write(samples[:left])
            left -= min(left, len(samples))
    return path


def measured(words: list[str]) -> tuple[float, float]:
    """Seconds and peak MiB of a command."""
    begin = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "clavilux", *words], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"clavilux {' '.join(words)} failed")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def main() -> None:
    """Print the table."""
    print("| command | minutes of song | seconds | peak memory MiB |")
    print("|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        songs = {minutes: song(minutes, folder) for minutes in MINUTES}
        commands = {
            "listen --json": lambda path: ["listen", str(path), "--json"],
            f"render --size {SIZE} --fps {FPS}": lambda path: [
                *("render", str(path), str(ARTWORK), "--size", SIZE, "--fps", FPS, "--quiet"),
                *("--output", str(path.with_suffix(".mp4"))),
            ],
        }
        for words, command in commands.items():
            for minutes, path in songs.items():
                seconds, memory = measured(command(path))
                print(f"| {words} | {minutes} | {seconds:.0f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
