"""Claim: a film of a whole song takes about as long as the song, on two cores.

Seconds of a render, by stages and all included (the start of Python, too), as shares of the song's length: 1 is as fast
as it is played. *Processor* counts the seconds of all cores. Beside them, FFmpeg's time for a picture of that size that
it zooms into (zoompan) for as long, with x264 veryfast at crf 18. *Filming alone* paints nothing: one picture dissolves
into another, with all effects of the default film. Songs are the example and Motorway (`songs.py`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image as Pillow
from PIL import ImageOps

import songs
from clavilux.examples import ARTWORK, SONG
from clavilux.media.decode import decode

FPS = 24
SIZES = (512, 512), (1280, 720), (1920, 1080)
LONG = "Motorway"
CORES = sorted(os.sched_getaffinity(0))[:2]
FILMING = {"imagine.painter": "fake", "path.kind": "dissolve"}
RENDER = (
    "import json, sys; import clavilux; r = clavilux.Recipe().with_values(json.loads(sys.argv[3])); "
    "f = clavilux.make(sys.argv[1], [sys.argv[2]], r, output=sys.argv[4]); print(json.dumps(dict(f.seconds)))"
)


class Cost(NamedTuple):
    """What a command took."""

    wall: float
    processor: float
    memory: float
    """Peak, MiB."""
    printed: str


def measured(command: list[Any], cores: list[int]) -> Cost:
    """Run a command on some cores."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        ["taskset", "-c", ",".join(map(str, cores)), *map(str, command)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed")
    return Cost(time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed)


def rendered(song: Path, size: tuple[int, int], folder: Path, cores: list[int], **values: Any) -> Cost:
    """A film of a song."""
    chosen = {"film.width": size[0], "film.height": size[1], "film.fps": str(FPS)} | values
    return measured([sys.executable, "-c", RENDER, song, ARTWORK, json.dumps(chosen), folder / "film.mp4"], cores)


def zoomed(seconds: float, size: tuple[int, int], folder: Path, cores: list[int]) -> Cost:
    """FFmpeg's film of one picture."""
    picture, (width, height) = folder / "picture.png", size
    with Pillow.open(ARTWORK) as painting:
        ImageOps.fit(painting.convert("RGB"), size).save(picture)
    zoom = f"zoompan=z='1+0.1*on/{round(seconds * FPS)}':d=1:s={width}x{height}:fps={FPS}"
    quality = ["-c:v", "libx264", "-preset", "veryfast", "-crf", 18, "-pix_fmt", "yuv420p"]
    source = ["-loop", 1, "-framerate", FPS, "-i", picture, "-t", seconds]
    return measured(["ffmpeg", "-v", "error", "-y", *source, "-vf", zoom, *quality, folder / "zoom.mp4"], cores)


def row(name: str, seconds: float, film: Cost, zoom: Cost) -> None:
    """Print a row."""
    stages = json.loads(film.printed)
    shares = (film.wall, *(stages.get(stage, 0.0) for stage in ("listen", "imagine", "film")), film.processor)
    cells = [f"{share / seconds:.2f}" for share in shares]
    cells += [f"{film.memory:.0f}", f"{zoom.wall / seconds:.2f}", f"{zoom.processor / seconds:.2f}"]
    cells += [f"{film.wall / zoom.wall:.1f}", f"{stages['film'] / zoom.wall:.1f}"]
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Print the tables: all rows, or those whose name holds a word of the command line."""
    heads = "all", "listen", "imagine", "film", "processor", "peak memory MiB", "FFmpeg", "FFmpeg's processor"
    print(f"| film | {' | '.join(heads)} | all by FFmpeg's | film by FFmpeg's |\n|---|{'---|' * (len(heads) + 2)}")
    (long,) = (song.path for song in songs.fetch() if song.title == LONG)
    plans: list[tuple[str, Path, tuple[int, int], list[int], dict[str, Any]]] = [
        (f"example, {width}x{height}", SONG, (width, height), CORES, {}) for width, height in SIZES
    ]
    plans += [
        ("example, 1920x1080, one core", SONG, SIZES[-1], CORES[:1], {}),
        ("example, 1920x1080, filming alone", SONG, SIZES[-1], CORES, FILMING),
        (f"{LONG}, 1920x1080", long, SIZES[-1], CORES, {}),
    ]
    wanted = [plan for plan in plans if not sys.argv[1:] or any(word in plan[0] for word in sys.argv[1:])]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rendered(SONG, (128, 72), folder, CORES)  # once for all, Numba compiles
        for title, song, size, cores, values in wanted:
            (folder / "film.mp4").unlink()
            seconds = decode(song).duration
            film = rendered(song, size, folder, cores, **values)
            row(title, seconds, film, zoomed(seconds, size, folder, cores))


if __name__ == "__main__":
    main()
