"""Neo-Impressionism and Symbolism: a scene laid out of dots or ornaments, thousands of them."""

from __future__ import annotations

import numpy as np

from cells import Pieces, layer
from material import relief
from pieced import chosen
from places import coast, forms, jungle, seen
from scene import Scene
from sheet import Field, Picture, Sheet, mix, smooth


def varied(scene: Scene, laid: Pieces, spread: float, hue: float) -> Picture:
    """One colour a piece, strayed in lightness and in hue, for every pixel."""
    colour = chosen(scene, laid, spread)
    stray = scene.sheet.rng.normal(0, hue, colour.shape).astype(np.float32)
    return np.clip(colour + stray - stray.mean(-1, keepdims=True), 0, 1)[laid.label]


def dotted(scene: Scene, pitch: float) -> Picture:
    """Round touches of pure colour over larger ones, which the eye mixes."""
    sheet = scene.sheet
    scene.relight(1.35, 0.02)
    picture = scene.colours() * 0.9
    for size, round_ in ((1.5, 0.62), (1.1, 0.50), (1.0, 0.40)):
        laid = layer(scene, pitch * size, 1.0, 0.3)
        away = np.hypot(laid.along, laid.across) / (pitch * size)
        dot = sheet.edge(round_ - away + 0.05 * sheet.noise(0.004), 0.14)
        thick = relief(sheet, 260 * pitch * np.clip(round_ - away, 0, 0.2), 0.25)
        picture = mix(picture, varied(scene, laid, 0.10, 0.10) * thick[..., None], dot)
    return np.clip(picture, 0, 1)


def ornament(kind: Field, u: Field, v: Field) -> Field:
    """How far a place belongs to the figure of its piece, -1 to 1: rings, a spiral, an eye, squares or nothing."""
    away, around = np.hypot(u, v), np.arctan2(v, u)
    rings = np.cos(2 * np.pi * 3.2 * away)
    spiral = np.cos(2 * np.pi * 2.6 * away - around)
    eye = np.where(away < 0.2, 1.0, np.where(np.abs(v) + 1.2 * u * u < 0.34, -1.0, 0.6))
    squares = np.sign(np.sin(5.2 * np.pi * u) * np.sin(5.2 * np.pi * v))
    return np.select([kind == k for k in range(4)], [rings, spiral, eye, squares], 0.0)


def ornate(scene: Scene, pitch: float) -> Picture:
    """Pieces of a robe in gold leaf, each with its ornament."""
    sheet, rng = scene.sheet, scene.sheet.rng
    scene.relight(1.15, 0.08)
    laid = layer(scene, pitch, 1.15, 0.1)
    u, v = laid.along / pitch, laid.across / pitch
    kind = rng.choice(5, len(laid.at), p=(0.24, 0.26, 0.16, 0.18, 0.16))[laid.label]
    figure = smooth(ornament(kind, u, v), -0.25, 0.25)
    tone = laid.each(scene.tone)[laid.label]
    dark, light = (scene.colours(np.clip(tone + shift, 0, 1)) for shift in (-0.17, 0.17))
    leaf = 1 + 0.10 * sheet.noise(0.006) * sheet.noise(0.05)
    seam = 0.8 + 0.2 * smooth(laid.border, 0, 0.08 * pitch)
    raised = relief(sheet, 120 * pitch * sheet.blur(figure, 0.001), 0.18)
    return np.clip(mix(dark, light, figure) * (leaf * seam * raised)[..., None], 0, 1)


SEINE = {
    "sky": ("3a5aa8 88b4e4 f4f0dc",),
    "sun": ("e08a3a f8d070 fff6d0",),
    "cloud": ("8a8ac8 d8c8e0 fffaf0", "a88a9a f0d0c0 fffaf0"),
    "far": ("2a3a7a 6a82b8 c0cce8", "4a3a7a 9a82b8 dcc8e8"),
    "water": ("1a3a7a 3a82b8 b0e0e8",),
    "wave": ("3a6ab0 8ac8e0 fff6e0", "c87a4a f0c080 fff0d0"),
    "near": ("3a6a2a 8ab03a f0e080", "8a6a2a d8a83a fce8a0"),
    "leaf": ("143a2a 3a8a4a c0d860", "1a2a5a 4a7a8a b0d8b0"),
    "wall": ("8a5a7a e0b0a0 fff0dc", "7a5a2a e0c080 fff6dc"),
    "roof": ("6a1a2a c8503a f8a878",),
    "flower": ("8a1a3a e04a5a ffb0a0", "5a2a8a a86ac8 f0d0f0", "b07a1a f4c83a fff2b0"),
    "any": ("2a3a7a 6a82c8 c8d8f4", "7a2a1a d8703a fcd090", "1a4a3a 4a9a6a c8e8a0", "5a2a6a a87ab8 f0d0e8"),
}
"""The banks of a river at noon: shadow, body and light by what it is for."""

LEAF = {
    "sky": ("7a5a1a d8aa3a fcecb0",),
    "sun": ("a8503f e8b060 fff2c8",),
    "cloud": ("8f6fa8 d8b8d0 fbeee0", "a8703a e7c9b0 fff4e4"),
    "far": ("3a1a3f 8f5f98 e0b8d8", "2c2a4a 6a6aa8 c0c0e0"),
    "water": ("1a1830 4a3a78 a898d0",),
    "wave": ("5b2a3f a8607a f0c8c8", "2a4a5a 5a9aa0 c8e8d8"),
    "near": ("3a2a14 8a6a2a e0c070", "5b2a3f a8503f f0b090"),
    "leaf": ("1a2a1a 4a6a3a b8c880", "2a2a4a 6a5a98 c8b8e8"),
    "any": (
        "5a3a08 c79a3b fbe8a8",
        "2c1a22 8a4a5a f0b8b0",
        "2a1a4a 7a5aa8 d8c0f0",
        "14282c 3a7a78 b0dcc8",
        "1c1418 5b3a3f b8a09a",
        "8a6a5a e7c9b0 fff4e8",
    ),
}
"""Gold, rose, lilac and bronze."""


def river(sheet: Sheet) -> Picture:
    """A bay at noon, in dots."""
    return dotted(seen(sheet, SEINE, coast, smallest=0.008), 1 / 96)


def garden(sheet: Sheet) -> Picture:
    """Palms and flowers, in dots."""
    return dotted(seen(sheet, SEINE, jungle, smallest=0.008), 1 / 88)


def robe(sheet: Sheet) -> Picture:
    """No things: rounds and ribbons of a golden robe."""
    return ornate(seen(sheet, LEAF, forms, smallest=0.01), 1 / 30)


def gilded(sheet: Sheet) -> Picture:
    """A bay under a sky of gold leaf."""
    return ornate(seen(sheet, LEAF, coast, smallest=0.01), 1 / 34)
