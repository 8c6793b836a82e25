"""Luminism and Tonalism: light on calm water, and veils of rain."""

from __future__ import annotations

import numpy as np

from places import forms, seen
from scene import Scene
from sheet import Field, Picture, Sheet

STRAY = np.array([0.05, 0.012, -0.05], np.float32)
"""From cool to warm, at the same lightness."""


def swung(scene: Scene, swing: Field) -> Picture:
    """The scene, darker and lighter by `swing`; nothing is so dark or so light that it cannot swing both ways."""
    room = float(np.abs(swing).max())
    tone = np.clip(scene.sheet.blur(scene.tone, 0.004), 0.7 * room, 1 - 0.7 * room)
    return scene.colours(np.clip(tone + swing, 0, 1))


def rippled(scene: Scene, period: float, depth: float) -> Picture:
    """As seen in calm water: each ripple lit on its upper side, warm where it is light."""
    sheet = scene.sheet
    scene.relight(1.4, 0.0)
    wave = sheet.noise(period, 7) + 0.35 * sheet.noise(period / 2, 7)
    slope = np.tanh(0.64 * period * sheet.height * np.gradient(wave, axis=0))
    return np.clip(swung(scene, depth * slope) + slope[..., None] * STRAY, 0, 1)


def rained(scene: Scene, period: float, depth: float) -> Picture:
    """Veils that run down, broad and narrow, each in its own tone and warmth."""
    sheet = scene.sheet
    scene.relight(1.4, 0.0)
    broad, narrow, hue = (np.tanh(3 * upright(sheet, size * period, 10)) for size in (1, 0.45, 1.3))
    return np.clip(swung(scene, depth * (broad + 0.4 * narrow)) + 0.7 * hue[..., None] * STRAY, 0, 1)


def upright(sheet: Sheet, period: float, stretch: float) -> Field:
    """`Sheet.noise` that is longer downwards."""
    lying = Sheet(sheet.width, sheet.height, sheet.rng).noise(period * sheet.height / sheet.width, stretch)
    return lying.T


GOLDEN = {
    "sky": ("6a5a4a e3b566 fff4d0", "3a5a70 8ab4c8 f4f4e4"),
    "any": (
        "4a3a2a b9762f f7e0a0",
        "2a3a1a 6f8040 e4e0a0",
        "1c3a5a 6f9fc0 e4f0f0",
        "5a2a1a d08a5a fce4c0",
        "1c1610 6a5a4a d8ccb0",
        "7a2a14 d8603a fcc8a0",
    ),
}
"""A low sun in honeyed haze."""

DUSK = {
    "sky": ("060c18 2c4660 a0b8c8",),
    "any": (
        "060c18 1c2e45 a8bccc",
        "0b1420 3f5a73 c8d8e0",
        "14101a 4a4050 c8bcc8",
        "1a1208 6a5438 e8cc98",
        "081414 2a4a4a b0ccc8",
    ),
}
"""Blue-grey, and the amber of a lamp."""


def shallows(sheet: Sheet) -> Picture:
    """No things: rounds and ribbons, as seen in calm water."""
    return rippled(seen(sheet, GOLDEN, forms, 0.0, 0.02), 1 / 46, 0.26)


def deep(sheet: Sheet) -> Picture:
    """The same, rippled more broadly."""
    return rippled(seen(sheet, GOLDEN, forms, 0.0, 0.02), 1 / 42, 0.26)


def drizzle(sheet: Sheet) -> Picture:
    """No things: rounds and ribbons behind veils of rain."""
    return rained(seen(sheet, DUSK, forms, 0.0, 0.02), 1 / 70, 0.22)


def shower(sheet: Sheet) -> Picture:
    """The same, with broader veils."""
    return rained(seen(sheet, DUSK, forms, 0.0, 0.02), 1 / 64, 0.22)
