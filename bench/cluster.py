"""Claim: a cluster of Ray's makes the film of one process, byte for byte, for a few hundredths of a second a shot.

Ray runs on this machine, on one core, with a worker that shares nothing with the driver but its object store. A shot's
overhead is what it takes to give out work and to bring back the three megabytes of a shot at 1920x1080, in the median
of a hundred; a film's, what each worker takes to read and frame the artwork. Workers are killed in the last film, each
while it works.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
import ray

from clavilux import pipeline
from clavilux.examples import ARTWORK, SONG
from clavilux.executors import Cluster, Executor, Serial
from clavilux.plan import Plan
from clavilux.recipe import Recipe
from clavilux.values import Hearing

KILLS = 3
FEW, MANY = 10, 60
"""Shots of two films."""
SHOT = 0.25
"""Seconds."""
ROUNDS, BYTES = 100, 3_000_000
"""Of work that is none, and what comes back of it."""
RECIPE = Recipe(effects={}).with_values(
    {
        "imagine.painter": "fake",
        "imagine.genre": "techno",
        "listen.duration": 4.0,
        "film.width": 64,
        "film.height": 64,
        "film.fps": "12",
    }
)


def cut(plan: Plan, shots: int) -> Plan:
    """A film of so many shots on the way between the same pictures, none like another."""
    first = plan.shots[0]
    made = [
        msgspec.structs.replace(
            first, id=f"s{n}", start=SHOT * n, end=SHOT * (n + 1), begin=n / MANY / 2, travel=0.4, transition=None
        )
        for n in range(shots)
    ]
    return msgspec.structs.replace(plan, shots=tuple(made))


def film(plan: Plan, hearing: Hearing, executor: Executor) -> tuple[bytes, float]:
    """A film, and the seconds that it takes."""
    with tempfile.TemporaryDirectory() as name:
        begin = time.perf_counter()
        made = pipeline.film(plan, Path(name) / "film.mp4", hearing=hearing, executor=executor)
        return made.path.read_bytes(), time.perf_counter() - begin


def kill(times: int, killed: list[int]) -> None:
    """Kill processes that film, one after the other, each while it works."""
    while len(killed) < times:
        found = subprocess.run(["pgrep", "-f", "^ray::make"], capture_output=True, text=True).stdout.split()
        for process in map(int, found):
            if process not in killed and len(killed) < times:
                os.kill(process, signal.SIGKILL)
                killed.append(process)
                break
        time.sleep(0.2)


def nothing(*_: object) -> bytes:
    """As much as a shot is sent, and comes back of it."""
    return bytes(BYTES)


def round_trip(plan: Plan) -> float:
    """Seconds that it takes to have nothing done."""
    work: Any = ray.remote(nothing)
    seconds = list[float]()
    files = {str(number): ray.put(b"a picture") for number in range(6)}
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        ray.get(work.remote(plan.to_json(), files))
        seconds.append(time.perf_counter() - begin)
    return median(seconds)


def main() -> None:
    """Print the table."""
    planned = pipeline.plan(SONG, [ARTWORK], RECIPE)
    hearing = pipeline.listen(SONG, RECIPE.listen, genre="techno")
    few, many = (cut(planned, shots) for shots in (FEW, MANY))
    killed = list[int]()
    (whole, alone), (uncut, _) = (film(plan, hearing, Serial()) for plan in (few, many))
    begin = time.perf_counter()
    ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    started = time.perf_counter() - begin
    (cold, first), (_, later) = (film(few, hearing, Cluster()) for _ in range(2))
    shot = round_trip(few)
    killer = threading.Thread(target=kill, args=(KILLS, killed), daemon=True)
    killer.start()
    lost, _ = film(many, hearing, Cluster())
    print(
        f"Films of {FEW} and of {MANY} shots, {SHOT} s of {planned.size[0]}x{planned.size[1]}; Ray {ray.__version__}.\n"
    )
    print("| | seconds |\n|---|---|")
    print(f"| a shot's overhead | {shot:.3f} |")
    print(f"| a film's overhead | {later - alone:.1f} |")
    print(f"| the first film's, whose worker starts | {first - alone:.1f} |")
    print(f"| Ray itself starts | {started:.1f} |")
    same = (cold == whole) + (lost == uncut)
    print(f"\nOf 2 films, one of them with {len(killed)} workers killed on the way, {same} are those of one process.")
    ray.shutdown()


if __name__ == "__main__":
    main()
