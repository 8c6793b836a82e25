"""Stained glass and mosaic: a scene laid out of pieces of glass."""

from __future__ import annotations

import numpy as np

from cells import Pieces, layer
from material import bloom, relief
from places import coast, forms, jungle, seen
from scene import Scene, shaded
from sheet import Picture, Sheet, hexes, mix, smooth

LEAD = hexes("0d0b10")[0]


def chosen(scene: Scene, laid: Pieces, spread: float) -> np.ndarray:
    """One colour a piece: the scene's, a little lighter or darker by chance, [k, 3]."""
    tone = laid.each(scene.tone) + scene.sheet.rng.normal(0, spread, len(laid.at))
    y, x = laid.at.T
    return shaded(scene.swatches[y, x], tone).astype(np.float32)


def leaded(scene: Scene, pitch: float, lead: float) -> Picture:
    """Glass with streaks and bubbles, painted shadows, lead between, and daylight behind."""
    sheet, rng = scene.sheet, scene.sheet.rng
    scene.relight(1.2, 0.14)
    laid = layer(scene, pitch, 1.45, 0.15)
    colour = chosen(scene, laid, 0.07)[laid.label]
    spin = rng.uniform(-3, 3, len(laid.at)).astype(np.float32)[laid.label]
    slope = (laid.along * np.cos(spin) + laid.across * np.sin(spin)) / pitch
    streak = sheet.streaked(0.5 * spin, 0.05, 10, 0.006)
    day = 1.15 + 0.16 * sheet.cloudy(0.5, 2) + 0.10 * slope + 0.07 * streak + 0.05 * sheet.noise(0.02)
    tone = scene.tone - laid.each(scene.tone)[laid.label]
    bubbles = smooth(np.abs(sheet.noise(0.007) * sheet.noise(0.011)), 2.6, 3.4)
    edge = smooth(laid.border, 0, 0.012)
    glass = colour * (day * (0.72 + 0.28 * edge) + 0.9 * tone)[..., None] + 0.22 * bubbles[..., None] * colour
    hatch = smooth(np.sin(2 * np.pi * scene.across * 150 + 0.6 * sheet.noise(0.02)), 0.1, 0.6) * smooth(
        0.34 - scene.tone, 0, 0.2
    )
    glass = glass * (1 - 0.55 * hatch * edge)[..., None]
    width = lead * (1 + 0.18 * sheet.noise(0.03)) / 2
    came = np.maximum(sheet.edge(width - laid.border), sheet.edge(width * 1.3 - np.abs(scene.depth)))
    round_ = np.sqrt(np.clip(1 - (laid.border / (width + 1e-4)) ** 2, 0, 1))
    metal = (
        LEAD
        + 0.10 * (relief(sheet, 40 * sheet.blur(round_, 0.0015), 0.5) - 0.9)[..., None]
        + 0.012 * sheet.noise(0.004)[..., None]
    )
    window = mix(np.clip(glass, 0, 1), np.clip(metal, 0, 1), came)
    halo = bloom(sheet, np.clip(window - 0.25, 0, 1) ** 1.5, ((0.006, 0.22), (0.03, 0.16)))
    return np.clip(window + halo * (1 - 0.5 * window), 0, 1)


def tesserae(scene: Scene, pitch: float, grout: np.ndarray, aspect: float = 1.0) -> Picture:
    """Cubes of glass, each set a little askew in lime, each throwing back its own light."""
    sheet, rng = scene.sheet, scene.sheet.rng
    scene.relight(1.25, 0.14)
    laid = layer(scene, pitch, aspect, 0.07)
    count = len(laid.at)
    colour = chosen(scene, laid, 0.085)
    colour *= 1 + rng.normal(0, 0.05, (count, 3)).astype(np.float32)
    half = pitch * (0.45 + rng.normal(0, 0.02, (2, count)).astype(np.float32))
    box = np.minimum(
        half[0][laid.label] * 1.5 * aspect - np.abs(laid.along), half[1][laid.label] * 1.25 - np.abs(laid.across)
    )
    inner = np.minimum(box, laid.border - 0.075 * pitch) + 0.03 * pitch * sheet.noise(0.004)
    stone = sheet.edge(inner, 0.0015)
    tilt = rng.normal(0, 0.30, (2, count)).astype(np.float32)
    slope = (tilt[0][laid.label] * laid.along + tilt[1][laid.label] * laid.across) / pitch
    shine = np.clip(rng.normal(0, 1, count) - 1.25, 0, 1.2).astype(np.float32)[laid.label]
    bevel = relief(sheet, 300 * sheet.blur(np.clip(inner, 0, 0.12 * pitch), 0.0008), 0.30)
    light = (1.1 + 0.5 * slope + 0.05 * sheet.noise(0.005)) * bevel
    face = colour[laid.label] * light[..., None]
    face = face + (0.34 * shine * np.clip(0.6 + slope, 0, 1))[..., None] * (0.35 + 0.65 * face)
    lime = grout * (1 + 0.12 * sheet.noise(0.003) + 0.10 * sheet.cloudy(0.1))[..., None]
    shade = 1 - 0.35 * sheet.moved(stone, 0.0018, 0.0018)
    return np.clip(mix(lime * shade[..., None], face, stone) * (1 + 0.06 * sheet.cloudy(0.5, 2))[..., None], 0, 1)


GLASS = {
    "sky": ("04103c 123a9c 6f9cf0",),
    "sun": ("7a1a08 f2a21e ffe48a", "a03408 f2b632 fff0b0"),
    "cloud": ("1c2a6c 7aa2e0 f0f4ff", "3a1a5c 9a68c0 f2dcff"),
    "far": ("1c0a3c 6b2f8f c890e0", "052a30 0f7a6a 80d8c0"),
    "water": ("031a30 0a5a8c 62c0d8",),
    "wave": ("0a3a6c 48a8d8 e0f8ff",),
    "near": ("042a18 0f7a4d 9ad878", "3a1404 b0641a f2c85a"),
    "leaf": ("03200f 0f7a3d b0e060", "042a24 118a6a 8ae0b0"),
    "wall": ("5a0814 b3122a ff8a70", "6a3a08 d89a3a fff0c0"),
    "roof": ("3a0410 b3122a ff7a4a",),
    "window": ("0a0a14 f2b632 fff0b0",),
    "stem": ("1c0a08 7a3a14 d89050",),
    "flower": ("5a0414 c8142e ff9a80", "3a0a4c 8a3ab0 e8b0f8", "a05a00 f2b632 fff4c0"),
    "fruit": ("5a0414 c8142e ffa070", "8a3a00 f29a1e ffe890"),
    "any": (
        "5a0414 b3122a ff8a70",
        "04103c 123a9c 7aa8f8",
        "8a4a04 f2b632 fff0b0",
        "032a1a 0f7a4d 8ae0a0",
        "1c0a3c 6b2f8f d0a0f0",
    ),
}
"""Jewel glass: shadow, body and light by what it is for."""

GOLD = {
    "sky": ("6a4208 d9a520 fbe8a8",),
    "sun": ("8a2a14 e8c860 fffae0",),
    "cloud": ("8a7a5a e8dcc0 fffdf0", "4a6a9a a8c4e0 ffffff"),
    "far": ("1b1a3c 1e3a8a 8aaae0", "3a1238 7b2d6b d08ac0"),
    "water": ("0e1436 1e3a8a 7ab0e0",),
    "wave": ("1e3a8a 6aa0d8 f0faff",),
    "near": ("12301c 3a7a4a b8d890", "4a2a0a a8762a f0d890"),
    "leaf": ("0c2416 2a6a3a a8cc70", "0c2a30 1c6a6a 80c8b0"),
    "wall": ("6a5a44 d8ccb0 fffdf2", "4a1a3a 9a4a7a f0c0d8"),
    "roof": ("4a0c10 a82a20 f0907a",),
    "window": ("1b1720 2a2440 8a7aa0",),
    "stem": ("1b1720 6a4420 c89a5a",),
    "road": ("8a6a3a e0c890 fffbe8",),
    "flower": ("5a0c14 c02a2a ffb0a0", "3a1238 8a3a7a f0b8e0", "f0e0c0 fff4dc ffffff"),
    "fruit": ("5a0c14 c83a24 ffc090", "7a4a0a e8a820 fff0b0"),
    "any": (
        "6a4208 d9a520 fbe8a8",
        "1b1a3c 1e3a8a 8aaae0",
        "3a1238 7b2d6b d890c8",
        "12301c 3a7a4a b8d890",
        "6a5a44 e0d4b8 fffdf2",
        "1b1720 8a2a20 f0a080",
    ),
}
"""Byzantine smalti."""


def window_bay(sheet: Sheet) -> Picture:
    """A landscape window: sun, hills and water."""
    return leaded(seen(sheet, GLASS, coast, smallest=0.009), 1 / 27, 0.0066)


def window_rounds(sheet: Sheet) -> Picture:
    """No things: medallions, leaves and ribbons."""
    return leaded(seen(sheet, {**GLASS, "sky": ("04103c 123a9c 6f9cf0",)}, forms), 1 / 29, 0.0064)


def golden_bay(sheet: Sheet) -> Picture:
    """A bay under a golden sky."""
    return tesserae(seen(sheet, GOLD, coast), 1 / 64, hexes("3a3028")[0])


def golden_garden(sheet: Sheet) -> Picture:
    """Palms and flowers."""
    return tesserae(seen(sheet, {**GOLD, "sky": ("5a3a14 d9a520 fdf0c0",)}, jungle), 1 / 54, hexes("2c241e")[0], 1.15)
