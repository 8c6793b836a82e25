"""Naive Art and Dark Romanticism: row over row of leaves, or of engraved clouds."""

from __future__ import annotations

import numpy as np

from material import paper
from places import coast, forms, jungle, seen
from scales import disc, leaf, scales
from scene import Scene
from sheet import Picture, Sheet, mix, smooth

SMALLEST = 0.02
"""Of a shape that is laid out in scales at all, heights."""


def leafy(scene: Scene, width: float) -> Picture:
    """Rows of leaves, each flat in colour, with a dark outline, a lit and a shaded half, and pale ribs."""
    sheet = scene.sheet
    scene.relight(1.25, 0.06)
    laid = scales(scene, leaf, width, 0.62, 0.08)
    body = laid.colours(scene, 0.10, 0.05)[laid.label]
    inside = leaf(laid.u, laid.v)
    slant = np.abs((laid.v - 1.1 * np.abs(laid.u)) * 2.2 % 1 - 0.5)
    side = sheet.edge((0.05 - 0.45 * slant) * laid.half) * (inside > 0.2)
    rib = np.maximum(sheet.edge(0.0015 - np.abs(laid.u) * laid.half), side)
    face = body * ((1 + 0.12 * np.sign(laid.u)) * (0.86 + 0.13 * laid.v))[..., None]
    face = mix(face, body * 1.2 + 0.16, 0.8 * rib)
    return np.clip(paper(sheet, mix(body * 0.22, face, sheet.edge(0.8 * inside * laid.half - 0.0032))), 0, 1)


def engraved(scene: Scene, width: float, lines: float) -> Picture:
    """Cloud over cloud, cut in lines that swell to their moonlit rims."""
    sheet = scene.sheet
    scene.relight(1.45, -0.02)
    laid = scales(scene, disc, width, 0.40, 0.40)
    away, around = np.hypot(laid.u, laid.v), np.arctan2(laid.v, laid.u)
    tone = laid.tones(scene, 0.04)
    rim = smooth(away, 0.25, 0.98) * (0.25 + 0.75 * smooth(np.cos(around - 2.0), -0.7, 0.7))
    light = np.clip((0.05 + tone) * (0.15 + 0.95 * rim), 0.0, 0.80)
    wave = 0.5 + 0.5 * np.cos(2 * np.pi * (lines * away + 0.06 * sheet.noise(0.02)))
    thin = 1.0 - 1.05 * light
    line = smooth(wave + 0.04 * sheet.noise(0.004), thin - 0.16, thin + 0.16)
    ground, bone = (scene.colours(np.clip(tone + shift, 0, 1)) for shift in (-0.45, 0.28))
    seam = smooth(1 - away, 0, 0.06)
    return np.clip(paper(sheet, mix(0.7 * ground, bone, line * seam)), 0, 1)


JUNGLE = {
    "sky": ("2a6a8a 8ec9c0 f4f0c8",),
    "sun": ("c8401a f3a12f fff0a0",),
    "cloud": ("8a5a7a f0b0a0 fff4dc", "3a7a9a a8d8d8 fbfff0"),
    "far": ("123320 3a7a5a b0d8a0", "1a2a4a 4a6aa0 b8c8e8"),
    "water": ("0a2a4a 1f6a8a 9ad8d0",),
    "wave": ("1f6a8a 8ec9c0 f8fff0",),
    "near": ("123320 4a8a2a d8e06a", "5a2a0a b8702a f8d070"),
    "leaf": ("0a2414 1f6b3a 9ad05a", "14300a 5a8a1f d8e070", "0a2a2a 1f7a6a 90e0b0"),
    "flower": ("7a0a1a d5361f ffb07a", "6a0a4a d84a9a ffc8e0", "8a4a00 f3c12f fff4b0"),
    "fruit": ("7a0a1a d5361f ff9a6a", "8a3a00 f38a1f ffe08a"),
    "any": (
        "0a2414 1f6b3a 9ad05a",
        "7a0a1a d5361f ffb07a",
        "8a4a00 f3c12f fff4b0",
        "0a2a4a 2a7aa0 b0e4e0",
        "4a1a4a a84a8a f8c8d8",
        "14300a 7fae3f e8f0a0",
    ),
}
"""A dreamt jungle: shadow, body and light by what it is for."""

STORM = {
    "sky": ("020406 121c24 b0bcbc",),
    "sun": ("1a0404 7a2018 f4c8b0",),
    "cloud": ("04060a 303c44 e4e4dc", "060404 402824 d8b8a0"),
    "any": (
        "04060a 1a2630 9ab0b8",
        "020408 10202c 6a8a98",
        "060404 2a1414 b87a68",
        "04040a 181a34 8a90c0",
        "060804 20281a a0a888",
        "080808 303234 e4e4dc",
    ),
}
"""Black, iron and ash with a wound of dull red."""


def thicket(sheet: Sheet) -> Picture:
    """A jungle in rows of leaves."""
    return leafy(seen(sheet, JUNGLE, jungle, 0.0, SMALLEST), 1 / 16)


def foliage(sheet: Sheet) -> Picture:
    """No things: rounds and ribbons in rows of leaves."""
    return leafy(seen(sheet, JUNGLE, forms, 0.0, SMALLEST), 1 / 15)


def tempest(sheet: Sheet) -> Picture:
    """A bay in engraved clouds."""
    return engraved(seen(sheet, STORM, coast, 0.0, SMALLEST), 1 / 8, 5.5)


def turmoil(sheet: Sheet) -> Picture:
    """No things: rounds and ribbons in engraved clouds."""
    return engraved(seen(sheet, STORM, forms, 0.0, SMALLEST), 1 / 8.5, 5.5)
