"""Claim: on the way between two of Lumia's pictures the world grows: evenly, calmly, without a double exposure."""

from __future__ import annotations

import argparse
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from clavilux.examples import ARTWORK
from clavilux.imagine.framing import framed
from clavilux.imagine.painters.lumia.painter import LumiaPainter
from clavilux.media.pictures import load
from clavilux.plan import PathOptions
from clavilux.render.mixture import mixed
from clavilux.render.stops import stops
from clavilux.render.tween import tween
from clavilux.styles import StyleBook
from clavilux.values import Image, Keyframe, PaintRequest

PLACES, FRAMES = PathOptions().stops // 2, 192
"""Painted places of a way, as in a film, and frames that it takes: 8 s."""
SIZES = ((512, 512), (1280, 720), (1920, 1080))


def keyframe(painter: LumiaPainter, request: PaintRequest) -> Keyframe:
    """A painted keyframe."""
    return Keyframe(image=painter.paint(request), request=request)


def travelled(artwork: Image, style: str | None) -> tuple[list[Image], float]:
    """All places of a way, and the seconds that one of them took."""
    painter = LumiaPainter()
    chosen = StyleBook.load().style(style) if style else None
    usual = painter.defaults
    requests = [
        PaintRequest(
            artwork=artwork,
            style=chosen,
            seed=seed,
            strength=usual.strength,
            guidance=usual.guidance,
            steps=usual.steps,
        )
        for seed in (1, 2)
    ]
    way = painter.way(*(keyframe(painter, request) for request in requests))
    places = np.linspace(0, 1, PLACES + 1, dtype=np.float32)
    began = time.perf_counter()
    pictures = [way(places[i : i + 1])[0] for i in range(places.size)]
    return pictures, (time.perf_counter() - began) / (PLACES - 1)


def apart(one: Image, other: Image) -> float:
    """Mean absolute difference, in levels."""
    return float(np.abs(one.astype(np.int16) - other).mean())


def flicker(pictures: list[Image], between: list[Image]) -> tuple[float, float]:
    """Mean absolute second difference of the way's frames, in levels: of all, and of the worst."""
    shown = [picture for pair in zip(pictures, between, strict=False) for picture in pair] + pictures[-1:]
    laid = stops(np.linspace(0, 1, FRAMES, dtype=np.float32), 2 * PLACES)
    ends = np.rint(laid.positions[laid.ends] * 2 * PLACES).astype(int)
    frames = [
        mixed(shown[start], shown[end], float(t)).astype(np.int16) for (start, end), t in zip(ends, laid.t, strict=True)
    ]
    each = [float(np.abs(a - 2 * b + c).mean()) for a, b, c in zip(frames, frames[1:], frames[2:], strict=False)]
    return float(np.mean(each)), max(each)


def sharpness(picture: Image) -> float:
    """Mean absolute difference of neighbouring pixels, in levels."""
    return float(np.abs(np.diff(picture.astype(np.int16), axis=1)).mean())


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pictures", nargs="*", type=Path, default=[ARTWORK], help="artworks")
    parser.add_argument("--sheet", type=Path, help="where to write every second place of all ways")
    options = parser.parse_args()
    rows = []
    print("| way, 512x512 | levels a place | ends differ by | flicker | worst | sharpness half-way | between places |")
    print("|---|---|---|---|---|---|---|")
    for path in options.pictures:
        for style in (None, "expressionism"):
            pictures, _ = travelled(framed(load(path, max(SIZES[0])), SIZES[0], "crop").picture, style)
            between = [tween(*pair) for pair in pairwise(pictures)]
            steps, (calm, worst) = [apart(*pair) for pair in pairwise(pictures)], flicker(pictures, between)
            places, tweens = (np.mean([sharpness(picture) for picture in some]) for some in (pictures, between))
            ends = (sharpness(pictures[0]) + sharpness(pictures[-1])) / 2
            print(
                f"| {path.stem}, {style or 'its own hand'} | {np.mean(steps):.2f} (at most {max(steps):.2f}) "
                f"| {apart(pictures[0], pictures[-1]):.1f} | {calm:.3f} | {worst:.2f} "
                f"| {100 * sharpness(pictures[PLACES // 2]) / ends:.0f} % | {100 * tweens / places:.0f} % |"
            )
            rows.append(np.concatenate(pictures[::2], axis=1))
    print("\n| a further place | its own hand | expressionism |\n|---|---|---|")
    for size in SIZES:
        took = [
            travelled(framed(load(options.pictures[0], max(size)), size, "crop").picture, style)[1]
            for style in (None, "expressionism")
        ]
        print(f"| {size[0]}x{size[1]} | {took[0]:.2f} s | {took[1]:.2f} s |")
    if options.sheet:
        Pillow.fromarray(np.concatenate(rows)).save(options.sheet)


if __name__ == "__main__":
    main()
