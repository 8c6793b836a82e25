"""Claim: judging 30 s of 768x768 takes under 5 s on two cores. Frames are forgotten; sound takes 1 to 2 MiB/s.

An alignment is one AVS. A report needs 1300 of them, for its chance levels; its time grows with the number of events.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from clavilux.judge.avs import align
from clavilux.media.encode import encode
from clavilux.values import Audio, Image

FPS, RATE = 24, 44100
VIDEOS = ((768, 30), (256, 30), (256, 120))
"""Size in pixels and length in seconds."""
EVENTS = (100, 1600, 3600, 7200)
"""Of the sound, and as many of the picture; 3600 are an hour of a picture that changes as often as it may."""

SCRIPT = """
import json, resource, sys, time
from clavilux.media.video import read
from clavilux.judge.score import score
from clavilux.media.decode import decode
seconds = []
for _ in range(2):
    begin = time.perf_counter()
    score(read(sys.argv[1]), decode(sys.argv[1]), "")
    seconds.append(time.perf_counter() - begin)
print(json.dumps(seconds + [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def dance(size: int, seconds: int) -> Iterator[Image]:
    """A soft picture under a camera that wanders, and jumps twice a second."""
    dice = np.random.default_rng(0)
    blobs = np.kron(dice.integers(0, 255, (24, 24, 3)), np.ones((size // 16, size // 16, 1)))
    canvas = (0.8 * blobs + dice.uniform(0, 40, blobs.shape)).astype(np.uint8)
    at = np.array([size // 4, size // 4])
    for i in range(seconds * FPS):
        reach = size // 20 if i % (FPS // 2) == 0 else 2
        at = np.clip(at + dice.integers(-reach, reach + 1, 2), 0, len(canvas) - size)
        yield canvas[at[0] : at[0] + size, at[1] : at[1] + size]


def sound(seconds: int) -> Audio:
    """Noise with an accent twice a second."""
    time = np.arange(seconds * RATE) / RATE
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (2, len(time)))
    return Audio(samples=(noise * np.exp(-(time % 0.5) / 0.05)).astype(np.float32), rate=RATE)


def alignment(count: int) -> float:
    """Seconds of one alignment of so many events, the least of five."""
    dice = np.random.default_rng(count)
    heard, seen = (np.sort(dice.uniform(0, count, count)) for _ in range(2))
    return min(timeit.repeat(lambda: align(heard, seen), number=1, repeat=5, timer=time.process_time))


def main() -> None:
    """Print the tables."""
    print("| video | whole command s | first in a process s | once warm s | peak memory MiB |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for size, seconds in VIDEOS:
            path = Path(folder) / f"{size}-{seconds}.mp4"
            encode(dance(size, seconds), path, fps=Fraction(FPS), size=(size, size), audio=sound(seconds), crf=18)
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-m", "clavilux", "score", path, "--json"], capture_output=True, check=True)
            whole = time.perf_counter() - begin
            done = subprocess.run([sys.executable, "-c", SCRIPT, path], capture_output=True, text=True, check=True)
            first, warm, memory = json.loads(done.stdout)
            print(
                f"| {seconds} s of {size}x{size} | {whole:.1f} | {first:.1f} | {warm:.1f} | {memory:.0f} |", flush=True
            )
    print("\n| events of sound and of picture | one alignment ms |\n|---|---|")
    for count in EVENTS:
        print(f"| {count} | {1000 * alignment(count):.1f} |", flush=True)


if __name__ == "__main__":
    main()
