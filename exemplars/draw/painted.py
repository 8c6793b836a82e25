"""Expressionism: long strokes of a loaded brush that flow round every form."""

from __future__ import annotations

import numpy as np

from dabbed import WILD
from material import relief
from places import coast, forms, seen
from scene import Scene
from sheet import Picture, Sheet

SMALLEST = 0.0145
"""Of a shape that is painted at all: below, a stroke covers it."""


def streaked(scene: Scene, reach: float, width: float, depth: float) -> Picture:
    """Long strokes of a loaded brush that flow round every form, light beside dark in each."""
    sheet = scene.sheet
    scene.relight(1.3, 0.08)
    angle = scene.angle + 0.5 * sheet.noise(0.25) + 0.25 * sheet.noise(0.08)
    broad, fine = sheet.streaked(angle, reach, 24, width), sheet.streaked(angle, reach / 2, 16, width / 3)
    bristle = np.tanh(0.9 * broad) + 0.35 * np.tanh(fine)
    hue = sheet.streaked(angle, reach, 16, 1.4 * width)[..., None] * np.array([0.05, -0.01, -0.05], np.float32)
    picture = scene.colours(np.clip(scene.tone + depth * bristle, 0, 1)) + hue
    light = relief(sheet, 6 * width / 0.01 * sheet.blur(bristle, 0.0008), 0.10)
    return np.clip(picture * light[..., None], 0, 1).astype(np.float32)


SCREAM = {
    "sky": ("8a1a14 e0642a fbd070", "14284a 3a6a98 d8dcb8"),
    "sun": ("c83a1a f8a83a fff0a8",),
    "cloud": ("a8401a f0a04a fff0b8", "2a4a6a 8ab0b0 f4f0d0"),
    "far": ("101c3c 2a4a7a 8aacb8", "2a1438 6a3a68 d0909a"),
    "water": ("0a1834 1c4a70 8ac0b8",),
    "wave": ("1c4a70 70a8a8 f4ecc0", "8a2a1a e07a3a fce0a0"),
    "near": ("2a1c0a 7a5a1a e8c860", "5a140f b83a24 f4a868"),
    "leaf": ("0a2418 2a6a3a c0c850", "0c1c34 2a5a68 a0c8a0"),
    "any": (
        "5a0f0a c8341f f8a860",
        "0a1834 24568a 98c0d0",
        "5a3a04 d89a1a fce898",
        "0a2418 2f6f3f c0d068",
        "140c14 4a3038 b89a8a",
        "6a3a4a d08a7a fce0c8",
    ),
}
"""Fire, night and bile."""


def fjord(sheet: Sheet) -> Picture:
    """A bay under a burning sky."""
    return streaked(seen(sheet, {**WILD, **SCREAM}, coast, 0.0, SMALLEST), 0.10, 0.016, 0.16)


def unrest(sheet: Sheet) -> Picture:
    """No things: forms that flow into one another."""
    return streaked(seen(sheet, {**WILD, **SCREAM}, forms, 0.0, SMALLEST), 0.12, 0.018, 0.16)
