"""Claim: a whole song at 1920x1080 is in step from its beginning to its end.

The default recipe, one song (``songs.py``), one command. *Wall* depends on what else the machine does, *processor*,
the seconds of all cores, less so. Then 30 seconds of the finished file, at its beginning, in its middle and at its end:
*sound* is how far the film's sound is from the song's, by where they are most alike; the others are those of
``clavilux score``, against the song itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.signal import correlate

import songs
from clavilux.examples import ARTWORK
from clavilux.judge.score import score
from clavilux.media.decode import Song, decode
from clavilux.media.video import read
from clavilux.values import Image

TITLE = "Motorway"
SIZE = "1920x1080"
PART = 30.0
"""Seconds."""
JUDGED = 640, 360
"""Pixels of the pictures that are judged."""


def made(song: Path, film: Path) -> tuple[float, float, float]:
    """Seconds, seconds of all cores, and MiB at most, of a render."""
    words = ["render", str(song), str(ARTWORK), "--size", SIZE, "--output", str(film), "--quiet"]
    begin = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "clavilux", *words])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("the render failed")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def shown(film: Path, start: float) -> Iterator[tuple[float, Image]]:
    """A part of the film's pictures, from 0 on."""
    for second, image in read(film, size=JUDGED):
        if second >= start + PART:
            return
        if second >= start:
            yield second - start, image


def late(film: Song, song: Song) -> float:
    """Milliseconds by which one sound comes after the other."""
    heard, meant = (np.concatenate(list(sound.blocks()), axis=1).mean(axis=0) for sound in (film, song))
    count = min(len(heard), len(meant))
    alike = correlate(heard[:count], meant[:count], method="fft")
    return 1000 * (int(alike.argmax()) - (count - 1)) / song.rate


def main() -> None:
    """Print the table."""
    (path,) = (song.path for song in songs.fetch() if song.title == TITLE)
    with tempfile.TemporaryDirectory() as name:
        film = Path(name) / "film.mp4"
        wall, processor, memory = made(path, film)
        length = decode(film).duration
        told = [f"{length:.0f}", f"{wall:.0f}", f"{processor:.0f}", f"{memory:.0f}", f"{film.stat().st_size / 1e6:.0f}"]
        print("| seconds of song | wall s | processor s | peak memory MiB | MB |\n|---|---|---|---|---|")
        print(f"| {' | '.join(told)} |\n", flush=True)
        print("| from second | sound ms | beats (F) | p | lag ms |\n|---|---|---|---|---|")
        for start in (0.0, (length - PART) / 2, length - PART):
            meant = decode(path, start=start, duration=PART)
            report = score(shown(film, start), meant, str(path), own=False)
            sound = late(decode(film, start=start, duration=PART), meant)
            cells = [f"{sound:.2f}", f"{report.beat_f:.2f}", f"{report.beat_f_p:.3f}", f"{report.lag_ms:+.0f}"]
            print(f"| {start:.0f} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
