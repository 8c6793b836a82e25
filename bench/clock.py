"""Claim: after three hours sound and picture are where they belong, to less than half a frame, copied or encoded.

A click sounds in the middle of every second, and the frame nearest to it is white. Told is how far at most clicks and
white frames of the finished file are from there, over all and in the last minute.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from clavilux.media.decode import decode
from clavilux.media.formats import formats
from clavilux.media.join import join
from clavilux.media.segments import write_segment
from clavilux.values import Image

HOURS = 3.0
RATE = 44100
SEGMENT = 600
"""Seconds."""
SIZE = (64, 64)
CASES = (
    ("song.flac", "flac", "h264", Fraction(30000, 1001)),
    ("song.m4a", "aac", "h264", Fraction(24000, 1001)),
    ("song.opus", "libopus", "vp9", Fraction(24)),
)
"""File and encoder of the song, format and frame rate of the film."""


def song(path: Path, encoder: str, seconds: int) -> Path:
    """Clicks, a second at a time."""
    rate = 48000 if encoder == "libopus" else RATE
    second = np.zeros((1, rate), np.float32)
    second[0, rate // 2 : rate // 2 + rate // 100] = 0.8 * np.sin(np.arange(rate // 100) / 4)
    with av.open(str(path), "w") as container:
        track: Any = container.add_stream(encoder, rate=rate, layout="mono")
        for begin in range(seconds):
            frame = av.AudioFrame.from_ndarray(second, format="flt", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = rate, begin * rate, Fraction(1, rate)
            container.mux(track.encode(frame))
        container.mux(track.encode(None))
    return path


def white(seconds: int, fps: Fraction) -> set[int]:
    """The frames nearest to the clicks."""
    return {round((second + Fraction(1, 2)) * fps) for second in range(seconds)}


def frames(first: int, last: int, lit: set[int]) -> Iterator[Image]:
    """Black ones, and some white."""
    black, bright = (np.full((*SIZE, 3), value, np.uint8) for value in (0, 255))
    return (bright if number in lit else black for number in range(first, last))


def film(folder: Path, path: Path, name: str, fps: Fraction, seconds: int) -> Path:
    """The film, of segments."""
    form, lit = formats()[name], white(seconds, fps)
    borders = [round(second * fps) for second in range(0, seconds, SEGMENT)] + [round(seconds * fps)]
    parts = []
    for first, last in pairwise(borders):
        parts.append(folder / f"{first}.mp4")
        coming = frames(first, last, lit)
        write_segment(coming, parts[-1], name=parts[-1], fps=fps, size=SIZE, crf=40, form=form)
    made = folder / f"film{form.suffix}"
    join(parts, made, fps=fps, audio=decode(path), form=form)
    return made


def sounds(path: Path) -> NDArray[np.float64]:
    """Seconds at which clicks begin."""
    heard, at, found = decode(path), 0, list[float]()
    for block in heard.blocks():
        loud = at + np.flatnonzero(np.abs(block[0]) > 0.3)
        found.extend(sample / heard.rate for sample in loud if not found or sample / heard.rate - found[-1] > 0.5)
        at += block.shape[1]
    return np.array(found)


def sights(path: Path) -> NDArray[np.float64]:
    """Seconds at which white frames are shown."""
    with av.open(str(path)) as container:
        return np.array(
            [frame.time for frame in container.decode(video=0) if frame.to_ndarray(format="gray").mean() > 128]
        )


def main(hours: float = HOURS) -> None:
    """Print the table."""
    seconds = round(3600 * hours)
    clicks = np.arange(seconds) + 0.5
    print("| song | film | frames per second | half a frame ms | sound ms | in the end | picture ms | in the end |")
    print("|---|---|---|---|---|---|---|---|")
    for file, encoder, name, fps in CASES:
        with tempfile.TemporaryDirectory() as folder:
            made = film(Path(folder), song(Path(folder) / file, encoder, seconds), name, fps, seconds)
            heard = 1000 * np.abs(sounds(made) - clicks)
            seen = 1000 * np.abs(sights(made) - np.array([float(n / fps) for n in sorted(white(seconds, fps))]))
        told = [500 / float(fps), heard.max(), heard[-60:].max(), seen.max(), seen[-60:].max()]
        print(f"| {file} | {name} | {fps} | " + " | ".join(f"{figure:.2f}" for figure in told) + " |", flush=True)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
