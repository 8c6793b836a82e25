"""Draw the exemplars that no museum has: ``python exemplars/draw/draw.py OUT [NAME...]``.

Nothing is read: every picture comes from this code and a seed, and is the same on every run, but that a pixel or two
may be rounded otherwise by one level. Beside the pictures lies `drawn.toml`, their entries for the manifest
`src/clavilux/imagine/exemplars/exemplars.toml`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

import carved
import dabbed
import laid
import liquid
import lit
import painted
import pieced
import printed
import ruled
import scaled
import sprayed
import tiled
import veiled
from sheet import Picture, Sheet

HEIGHT = 1080
QUALITY = 60
"""Of WebP: what keeps the set small without harm that one sees at full size."""


class Drawing(NamedTuple):
    """One exemplar to draw: title, size of its marks as a share of the height, who draws it and with which seed."""

    title: str
    grain: float
    draw: Callable[[Sheet], Picture]
    seed: int


DRAWINGS = {
    "pop-art-1": Drawing("Bay in primary colours", 1 / 68, printed.seaside, 257101596),
    "pop-art-2": Drawing("Great wave", 1 / 74, printed.great_wave, 3780996656),
    "pop-art-3": Drawing("Flowers and oranges", 1 / 64, printed.still_life, 2134506387),
    "woodcut-1": Drawing("Village", 1 / 80, carved.one_block, 904183439),
    "woodcut-2": Drawing("Bay with two tints", 1 / 72, carved.two_tints, 2901274421),
    "synthwave-1": Drawing("Bay in lines of light", 1 / 62, lit.night_drive, 792609380),
    "synthwave-2": Drawing("Shapes in lines of light", 1 / 56, lit.night_shapes, 1480159986),
    "op-art-1": Drawing("Zebra", 1 / 58, ruled.zebra, 2094728974),
    "op-art-2": Drawing("Current", 1 / 44, ruled.current, 3855767220),
    "op-art-3": Drawing("Red sun over bands", 1 / 64, ruled.swell, 212988801),
    "bauhaus-1": Drawing("Bay in tiles", 1 / 30, tiled.dessau, 11),
    "bauhaus-2": Drawing("Palms in tiles", 1 / 28, tiled.weimar, 12),
    "stained-glass-1": Drawing("Bay", 1 / 27, pieced.window_bay, 3364056850),
    "stained-glass-2": Drawing("Medallions", 1 / 29, pieced.window_rounds, 646778430),
    "street-art-1": Drawing("Letters that nobody can read", 1 / 60, sprayed.wild_style, 4274308584),
    "street-art-2": Drawing("Surf, five stencils", 1 / 80, sprayed.stencil_surf, 1741526098),
    "street-art-3": Drawing("Flowers, five stencils", 1 / 80, sprayed.stencil_flowers, 281715908),
    "fauvism-1": Drawing("Bay at noon", 1 / 24, dabbed.harbour, 42),
    "fauvism-2": Drawing("Dabs of pure colour", 1 / 24, dabbed.patches, 6),
    "tropical-neon-1": Drawing("Lagoon in sequins", 1 / 46, lit.lagoon, 496035683),
    "tropical-neon-2": Drawing("Hothouse in sequins", 1 / 42, lit.hothouse, 2224666329),
    "dark-romanticism-1": Drawing("Tempest", 1 / 24, scaled.tempest, 44),
    "dark-romanticism-2": Drawing("Turmoil", 1 / 24, scaled.turmoil, 6),
    "naive-1": Drawing("Thicket", 1 / 24, scaled.thicket, 45),
    "naive-2": Drawing("Leaf by leaf", 1 / 24, scaled.foliage, 1),
    "luminism-1": Drawing("Shallows", 0.036, veiled.shallows, 48),
    "luminism-2": Drawing("Deep water", 0.036, veiled.deep, 4),
    "nocturne-1": Drawing("Drizzle", 0.04, veiled.drizzle, 49),
    "nocturne-2": Drawing("Shower", 0.04, veiled.shower, 5),
    "psychedelia-1": Drawing("Oil on water", 1 / 42, liquid.drops, 597039228),
    "psychedelia-2": Drawing("Surf of every colour", 1 / 46, liquid.surf, 3449321808),
    "expressionism-1": Drawing("Burning sky", 1 / 30, painted.fjord, 21),
    "expressionism-2": Drawing("Unrest", 1 / 28, painted.unrest, 22),
    "pointillism-1": Drawing("River at noon, in dots", 1 / 80, laid.river, 24),
    "pointillism-2": Drawing("Garden, in dots", 1 / 74, laid.garden, 25),
    "symbolism-1": Drawing("Robe", 1 / 30, laid.robe, 26),
    "symbolism-2": Drawing("Sky of gold leaf", 1 / 34, laid.gilded, 27),
    "mosaic-1": Drawing("Bay under gold", 1 / 64, pieced.golden_bay, 127787192),
    "mosaic-2": Drawing("Palms and flowers", 1 / 54, pieced.golden_garden, 3918758292),
}


def draw(name: str, height: int = HEIGHT) -> np.ndarray:
    """One exemplar by name, uint8 [height, 4/3 height, 3]."""
    rng = np.random.default_rng(DRAWINGS[name].seed)
    picture = DRAWINGS[name].draw(Sheet(height, round(height * 4 / 3), rng))
    return np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)


def entry(name: str, picture: bytes) -> str:
    """What the manifest says of a picture."""
    title, grain, drawer, _ = DRAWINGS[name]
    return f"""[{name}]
title = "{title}"
artist = "The Clavilux authors"
year = "2026"
source = "drawn by exemplars/draw"
record = ""
licence = "Apache-2.0"
licence_url = "https://www.apache.org/licenses/LICENSE-2.0"
sha256 = "{hashlib.sha256(picture).hexdigest()}"
grain = {grain:.4f}
note = "{(drawer.__doc__ or "").splitlines()[0]}"
"""


def save(name: str, out: Path, height: int) -> str:
    """Draw one picture into a folder and return its entry."""
    cv2.setNumThreads(1)
    file = out / f"{name}.webp"
    Image.fromarray(draw(name, height)).save(file, quality=QUALITY, method=6)
    return entry(name, file.read_bytes())


def main() -> None:
    """Draw all, or those named, and write their entries."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("names", nargs="*", default=list(DRAWINGS), help="exemplars, default all")
    parser.add_argument("--height", type=int, default=HEIGHT, help="pixels")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        jobs = {name: pool.submit(save, name, args.out, args.height) for name in args.names}
        entries = []
        for name, job in jobs.items():
            entries.append(job.result())
            print(name, flush=True)
    (args.out / "drawn.toml").write_text("\n".join(entries))


if __name__ == "__main__":
    main()
