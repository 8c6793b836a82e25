"""Claim: a render that is stopped at any moment goes on, and its film is the one that was never stopped, byte for byte.

The same command is given again and again and stopped at a random moment, until it ends by itself; then a new film is
begun, until there were enough stops. *Lost* are artefacts (keyframes, segments) that a project had before a stop and
does not have after it, *doubled* those that it has twice, *strays* processes that are there ten seconds later;
*seconds* are those from the signal to the end, in the median and at most. Where a worker is killed the command goes on
by itself. *Full disk* is a disk of 1 MiB, on which the command fails with one line; then there is room.
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
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from clavilux.examples import ARTWORK, SONG

HOW: dict[str, list[str]] = {
    "one process": [],
    "two processes": ["--workers", "2"],
    "Ray": ["--executor", "ray", "--workers", "2"],
}
STOPS = {
    signal.SIGKILL: {"one process": 25, "two processes": 8, "Ray": 4},
    signal.SIGTERM: {"one process": 8, "two processes": 4, "Ray": 3},
    signal.SIGINT: {"one process": 8, "two processes": 4, "Ray": 3},
}
WORKERS = {"two processes": "spawn_main", "Ray": "^ray::make"}
"""What the command lines of workers have in them."""
KILLED = 3
"""Films a worker of which is killed."""
PATIENCE = 10
"""Seconds until a process that is still there is a stray."""
WORDS = [SONG, ARTWORK, "--duration", "16", "--size", "192x108", "--genre", "techno", "--quiet", "--overwrite"]
MARK = "CLAVILUX_CRASH"
"""A variable of the environment, by which the processes of a render are known."""


def begun(folder: Path, *words: str) -> subprocess.Popen[str]:
    """A render in a folder."""
    command = [sys.executable, "-m", "clavilux", "render", *WORDS, "-o", folder / "film.mp4", *words]
    marked = os.environ | {MARK: str(folder)}
    return subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True, env=marked)


def processes(folder: Path, named: str = "") -> list[int]:
    """Those of a render that are there, or some of them."""
    found = subprocess.run(["pgrep", "-f", named], capture_output=True, text=True).stdout.split()
    return [process for process in map(int, found) if f"{MARK}={folder}".encode() in _environment(process)]


def _environment(process: int) -> list[bytes]:
    try:
        return Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    except OSError:  # it is gone
        return []


def strays(folder: Path) -> int:
    """Processes of a render that do not end."""
    for _ in range(PATIENCE * 2):
        if not processes(folder):
            return 0
        time.sleep(0.5)
    return len(processes(folder))


def artefacts(folder: Path) -> Counter[str]:
    """How often a project has each thing that is worth keeping, by its key."""
    made = (path.stem for kind in ("keyframes", "shots") for path in folder.glob(f"film.clavilux/{kind}/*-*"))
    names = (name for name in made if not name.startswith("."))  # half written
    return Counter(name.split("-")[-2] for name in names)


@dataclass
class Tally:
    """What came of stops."""

    stops: int = 0
    same: int = 0
    other: int = 0
    lost: int = 0
    doubled: int = 0
    strays: int = 0
    seconds: list[float] = field(default_factory=list)


def stopped(how: str, stop: signal.Signals, whole: bytes, length: float, chance: random.Random) -> Tally:
    """Stop films until there were enough stops."""
    tally = Tally()
    while tally.stops < STOPS[stop][how]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            while not _ended(folder, how, stop, chance.uniform(0.2, length), tally):
                pass
            equal = (folder / "film.mp4").read_bytes() == whole
            tally.same, tally.other = tally.same + equal, tally.other + (not equal)
    return tally


def _ended(folder: Path, how: str, stop: signal.Signals, after: float, tally: Tally) -> bool:
    """Go on with a film, and stop it, unless it ends before or there were enough stops; whether it ended."""
    before = artefacts(folder)
    process = begun(folder, *HOW[how])
    if tally.stops < STOPS[stop][how]:
        time.sleep(after)
    else:
        process.communicate()
    if process.poll() is None:
        begin = time.perf_counter()
        process.send_signal(stop)
        process.communicate()
        tally.seconds.append(time.perf_counter() - begin)
        tally.stops += 1
        tally.strays += strays(folder)
    if process.returncode == 0:
        return True
    after_it = artefacts(folder)
    if not (folder / "film.mp4").exists():  # it needs them no more
        tally.lost += len(before - after_it)
    tally.doubled += sum(count > 1 for count in after_it.values())
    return False


def killed_worker(how: str, whole: bytes, chance: random.Random) -> bool:
    """Whether a film is the same of whose workers one is killed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process = begun(folder, *HOW[how])
        while process.poll() is None:
            if workers := processes(folder, WORKERS[how]):
                time.sleep(chance.uniform(0, 2))
                subprocess.run(["kill", "-KILL", str(workers[0])], check=False)  # it may have ended
                break
            time.sleep(0.1)
        process.communicate()
        return process.returncode == 0 and (folder / "film.mp4").read_bytes() == whole


def full_disk(whole: bytes) -> str:
    """What is told on a disk that is full, and whether the film is the same when there is room."""
    with tempfile.TemporaryDirectory() as name:
        disk = Path(name) / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", disk], capture_output=True).returncode:
            return "not run: no right to make a disk"
        try:
            lines = begun(disk).communicate()[1].replace(name, "").strip()
            subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
            begun(disk).communicate()
            same = (disk / "film.mp4").read_bytes() == whole
            return f"`{lines}`; then the film is {'the same' if same else 'another'}"
        finally:
            subprocess.run(["umount", disk], check=True)


def uninterrupted(how: str) -> tuple[bytes, float]:
    """The film, and how long it takes."""
    with tempfile.TemporaryDirectory() as name:
        begin = time.perf_counter()
        begun(Path(name), *HOW[how]).communicate()
        return (Path(name) / "film.mp4").read_bytes(), time.perf_counter() - begin


def main() -> None:
    """Stop films."""
    chance = random.Random(0)
    whole, _ = uninterrupted("one process")  # all is compiled then
    print("| by | stop | stops | films that are the same | others | lost | doubled | strays | seconds |")
    print("|---|---|---|---|---|---|---|---|---|")
    for how in HOW:
        _, length = uninterrupted(how)
        for stop in STOPS:
            t = stopped(how, stop, whole, length, chance)
            told = [how, stop.name, t.stops, t.same, t.other, t.lost, t.doubled, t.strays]
            print(f"| {' | '.join(map(str, told))} | {median(t.seconds):.1f}, {max(t.seconds):.1f} |", flush=True)
    for how in WORKERS:
        kept = sum(killed_worker(how, whole, chance) for _ in range(KILLED))
        print(f"\nOf {KILLED} films by {how}, a worker of which was killed, {kept} are the same.", flush=True)
    print(f"\nFull disk: {full_disk(whole)}.")


if __name__ == "__main__":
    main()
