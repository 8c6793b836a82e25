"""Claim: planning takes no time beside filming, plans are small, a range costs its shots, a draft below a fifth.

The example, its song as long as the table says (``memory.py``). A range is made with nothing of the film in memory:
both keyframes of its first shot are painted, and frames are made from the start of that shot on.
"""

from __future__ import annotations

import tempfile
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from clavilux import pipeline
from clavilux.direct.timeline import timeline
from clavilux.examples import ARTWORK, SONG
from clavilux.imagine.painters.choose import choose
from clavilux.plan import Plan
from clavilux.render.frames import frames
from clavilux.values import Timeline
from memory import measured, song

MINUTES = (1, 4, 10)
RANGES = (1, 10)
"""Seconds out of the middle."""
SIZE = "1920x1080"

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What comes out of it, and how many seconds it took."""
    begin = time.perf_counter()
    made = work()
    return made, time.perf_counter() - begin


def planned(path: Path, minutes: int) -> tuple[Plan, Timeline]:
    """Print what planning a film takes."""
    hearing, heard = timed(lambda: pipeline.listen(path))
    plan, directed = timed(lambda: pipeline.plan(path, [ARTWORK], hearing=hearing))
    lanes, laid = timed(lambda: timeline(plan, hearing))
    size = len(plan.to_json().encode()) / 1024
    print(f"| {minutes} | {heard:.1f} | {directed:.2f} | {laid:.2f} | {len(plan.shots)} | {size:.0f} |", flush=True)
    return plan, lanes


def ranges(plan: Plan, lanes: Timeline) -> None:
    """Print what parts of a film take, painting included."""
    painter = choose(plan.painter)

    def made(first: int, last: int) -> None:
        images = frames(plan, lanes, pipeline.keyframes(plan, painter=painter), painter, start=first, end=last)
        deque(images, maxlen=0)

    middle, whole = lanes.frames // 2, 0.0
    for first, last in ((0, lanes.frames), *((middle, middle + round(length * plan.rate)) for length in RANGES)):
        _, seconds = timed(partial(made, first, last))
        whole = whole or seconds
        share = (last - first) / lanes.frames
        print(f"| {last - first} | {share:.0%} | {seconds:.1f} | {seconds / whole:.0%} |", flush=True)


def drafts(folder: Path) -> None:
    """Print what a draft takes beside the film."""
    ways = {"film": [], "draft": ["--draft"]}
    words = ["render", str(SONG), str(ARTWORK), "--size", SIZE, "--quiet", "--overwrite", "--output"]
    whole = 0.0
    for name, more in ways.items():
        seconds, memory = measured([*words, str(folder / "film.mp4"), *more])
        whole = whole or seconds
        print(f"| {name} | {seconds:.1f} | {seconds / whole:.0%} | {memory:.0f} |", flush=True)


def main() -> None:
    """Print the tables."""
    pipeline.listen(SONG)  # loads the networks
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(
            "| minutes of song | listen s | plan s | lanes to frames s | shots | plan KiB |\n|---|---|---|---|---|---|"
        )
        films = [planned(song(minutes, folder), minutes) for minutes in MINUTES]
        print(f"\n| frames out of {MINUTES[0]} minute, 512x512 | share | seconds | share |\n|---|---|---|---|")
        ranges(*films[0])
        print(f"\n| the example at {SIZE} | seconds | share | peak memory MiB |\n|---|---|---|---|")
        drafts(folder)


if __name__ == "__main__":
    main()
