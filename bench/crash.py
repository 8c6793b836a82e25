"""Claim: a render that is stopped at any moment goes on, and its film is the one that was never stopped, byte for byte.

The same command is given again and again and stopped at a random moment, until it ends by itself; then a new film is
begun, until there were 25 stops. *Lost* are artefacts (keyframes, segments) that a project had before a stop and does
not have after it, *doubled* those that it has twice. With `--workers 2` one of the processes is killed instead, and the
command goes on by itself. *Full disk* is a disk of 1 MiB, on which the command fails with one line; then there is room.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from clavilux.examples import ARTWORK, SONG

STOPS = 25
WORDS = [SONG, ARTWORK, "--duration", "16", "--size", "320x180", "--genre", "techno", "--quiet", "--overwrite"]


def begun(folder: Path, *words: str) -> subprocess.Popen[str]:
    """A render in a folder."""
    command = [sys.executable, "-m", "clavilux", "render", *WORDS, "-o", folder / "film.mp4", *words]
    return subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True)


def artefacts(folder: Path) -> Counter[str]:
    """How often a project has each thing that is worth keeping, by its key."""
    names = (path.stem for kind in ("keyframes", "shots") for path in folder.glob(f"film.clavilux/{kind}/*-*"))
    return Counter(name.split("-")[-2] for name in names)


def stopped(stop: signal.Signals, whole: bytes, length: float, chance: random.Random) -> tuple[int, int, int, int]:
    """How many films were the same and how many were not, and what was lost or doubled, over all stops."""
    same = other = lost = doubled = stops = 0
    while stops < STOPS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            while True:
                before = artefacts(folder)
                process = begun(folder)
                time.sleep(chance.uniform(0.2, length))
                if process.poll() is None:
                    process.send_signal(stop)
                    stops += 1
                    process.communicate()
                if process.returncode == 0:
                    break
                after = artefacts(folder)
                if not (folder / "film.mp4").exists():  # it needs them no more
                    lost += len(before - after)
                doubled += sum(count > 1 for count in after.values())
            equal = (folder / "film.mp4").read_bytes() == whole
            same, other = same + equal, other + (not equal)
    return same, other, lost, doubled


def killed_worker(whole: bytes, chance: random.Random) -> bool:
    """Whether a film is the same of whose two processes one is killed."""
    with tempfile.TemporaryDirectory() as name:
        process = begun(Path(name), "--workers", "2")
        while process.poll() is None:
            told = subprocess.run(["pgrep", "-P", str(process.pid), "-f", "spawn_main"], capture_output=True, text=True)
            if workers := told.stdout.split():
                time.sleep(chance.uniform(0, 4))
                os.kill(int(workers[0]), signal.SIGKILL)
                break
            time.sleep(0.1)
        process.communicate()
        return process.returncode == 0 and (Path(name) / "film.mp4").read_bytes() == whole


def full_disk(whole: bytes) -> str:
    """What is told on a disk that is full, and whether the film is the same when there is room."""
    with tempfile.TemporaryDirectory() as name:
        disk = Path(name) / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", disk], capture_output=True).returncode:
            return "not run: no right to make a disk"
        try:
            process = begun(disk)
            lines = process.communicate()[1].replace(name, "").strip()
            subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
            begun(disk).communicate()
            return (
                f"`{lines}`; then the film is {'the same' if (disk / 'film.mp4').read_bytes() == whole else 'another'}"
            )
        finally:
            subprocess.run(["umount", disk], check=True)


def main() -> None:
    """Stop films."""
    chance = random.Random(0)
    with tempfile.TemporaryDirectory() as name:
        begun(Path(name)).communicate()  # all is compiled then
        begin = time.perf_counter()
        begun(Path(name)).communicate()
        length = time.perf_counter() - begin
        whole = (Path(name) / "film.mp4").read_bytes()
    print("| stop | stops | films that are the same | others | lost | doubled |\n|---|---|---|---|---|---|")
    for stop in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        same, other, lost, doubled = stopped(stop, whole, length, chance)
        print(f"| {stop.name} | {STOPS} | {same} | {other} | {lost} | {doubled} |", flush=True)
    kept = sum(killed_worker(whole, chance) for _ in range(5))
    print(
        f"\nOf 5 films by two processes, of which one was killed, {kept} are the same. Full disk: {full_disk(whole)}."
    )


if __name__ == "__main__":
    main()
