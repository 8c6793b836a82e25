"""Bauhaus: a scene set in square tiles, each with a quarter disc, a gable, a disc or bars in flat colour."""

from __future__ import annotations

import numpy as np

from material import paper
from places import coast, jungle, seen
from scene import Scene, shaded
from sheet import Field, Picture, Sheet

PRIMARY = {
    "sky": ("0c1c3c 1d4e9e bcd2ea", "24406a 5c86bc dfe8ee"),
    "sun": ("8a5a04 f2b705 fbe69a",),
    "cloud": ("8a8270 e6dcc4 fbf6ea", "5c7474 a8c0bc f0f4ee"),
    "far": ("1c2c34 54787c bcd0ca", "0c1c3c 1d4e9e 9cc0e4"),
    "water": ("0a0a0a 16304c 6c9cc4",),
    "wave": ("1d4e9e 7aa8d8 f1f4ee",),
    "near": ("5a3a04 d69a05 fbe69a", "6a4404 f2b705 fbeab0"),
    "leaf": ("141c14 3c6454 a8c8ac", "161616 5a6a3c d4d4a0"),
    "any": (
        "5a0f0a d7301f f4a890",
        "0c1c3c 1d4e9e a4c4e8",
        "6a4404 f2b705 fbeab0",
        "0a0a0a 3a3834 a8a298",
        "2c403e 8aa6a3 dce6e2",
        "8a8270 e6dcc4 fbf6ea",
    ),
}
"""Primary colours, black, grey and card: shadow, body and light by what it is for."""

SHARES = 0.3, 0.2, 0.12, 0.22, 0.12, 0.04
"""How often a tile has a quarter disc, a half disc, a disc, a gable, a ring or bars: bars run together into stripes."""


def figure(kind: Field, turn: Field, u: Field, v: Field) -> Field:
    """Signed distance into a tile's figure, in tiles: positive inside; `u` and `v` run from -0.5 to 0.5."""
    c, s = np.cos(turn * np.pi / 2), np.sin(turn * np.pi / 2)
    u, v = c * u + s * v, c * v - s * u
    quarter = 1.0 - np.hypot(u + 0.5, v + 0.5)
    half = np.minimum(0.5 - np.hypot(u, v + 0.5), 1)
    disc = 0.36 - np.hypot(u, v)
    gable = (u + v) / np.sqrt(2)
    ring = 0.18 - np.abs(np.hypot(u + 0.5, v + 0.5) - 0.7)
    bar = 0.125 - np.abs(np.abs(u) - 0.25)
    return np.select([kind == k for k in range(6)], [quarter, half, disc, gable, ring, bar])


def tiled(scene: Scene, pitch: float, contrast: float) -> Picture:
    """Every tile takes the colours of what lies there, one for its ground and one for its figure."""
    sheet, rng = scene.sheet, scene.sheet.rng
    scene.relight(1.15, 0.06)
    row, column = (np.floor(place / pitch).astype(int) for place in (sheet.y, sheet.x))
    tile = row * (column.max() + 1) + column
    count = int(tile.max()) + 1
    middle = [
        np.clip((np.floor(place / pitch) + 0.5) * pitch, 0, most)
        for place, most in ((sheet.y, 0.999), (sheet.x, sheet.wide - 0.001))
    ]
    at = [(m * sheet.height).astype(int) for m in middle]
    tone = scene.sheet.blur(scene.tone, pitch / 3)[at[0], at[1]]
    shift = rng.uniform(0.6, 1.2, count)[tile] * contrast * np.where(rng.random(count) < 0.5, -1, 1)[tile]
    swatch = scene.swatches[at[0], at[1]]
    inside = sheet.edge(
        pitch
        * figure(
            rng.choice(len(SHARES), count, p=SHARES)[tile],
            rng.integers(4, size=count)[tile],
            sheet.y / pitch - row - 0.5,
            sheet.x / pitch - column - 0.5,
        )
    )

    ground, figures = (shaded(swatch, np.clip(tone + by, 0, 1)) for by in (-shift, shift))
    picture = ground + (figures - ground) * inside[..., None]
    return np.clip(paper(sheet, picture, 1.2), 0, 1).astype(np.float32)


def dessau(sheet: Sheet) -> Picture:
    """A bay in square tiles."""
    return tiled(seen(sheet, PRIMARY, coast), 1 / 30, 0.23)


def weimar(sheet: Sheet) -> Picture:
    """Palms and flowers in square tiles."""
    return tiled(seen(sheet, PRIMARY, jungle), 1 / 28, 0.23)
