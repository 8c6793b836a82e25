"""Synthwave and tropical neon: lines of light and sequins, bloom on film."""

from __future__ import annotations

import numpy as np

from cells import layer
from material import bloom
from pieced import chosen
from places import coast, forms, jungle, seen
from scene import Scene
from sheet import Picture, Sheet, mix, smooth


def exposed(sheet: Sheet, picture: Picture, lines: float = 0.0) -> Picture:
    """As photographed: bright light rolls off, scan lines, the grain of the airbrush and of the film."""
    picture = 1 - np.exp(-1.35 * np.clip(picture, 0, None) ** 1.06)
    picture = picture / (1 - np.exp(-1.35))
    grain = 0.007 * sheet.noise(0.0022) + 0.012 * sheet.noise(0.005)
    scan = 1 + lines * np.sin(2 * np.pi * sheet.y * 180)
    return np.clip(picture * (scan + grain)[..., None] + 0.25 * grain[..., None], 0, 1)


NIGHT = {
    "sky": ("08051c 5a1fa8 ff5fb8",),
    "sun": ("b01a90 ff5a7a ffe08a",),
    "cloud": ("2a1463 c02bd0 ffb0a0", "1a1050 5a3ae8 8af0ff"),
    "water": ("06041c 2a1478 ff2bd6",),
    "wave": ("2a1463 1ee3ff e8ffff", "7a2bff ff2bd6 ffd0f0"),
    "far": ("0c0628 3a1a8c 1ee3ff", "160a3a 6a1fb0 ff2bd6"),
    "any": (
        "08051c 7a2bff ff2bd6",
        "06062c 1a4ad0 1ee3ff",
        "1c0630 d02b9a ff9a5a",
        "08051c 2a1463 b07aff",
        "200a1c ff5a3d ffe08a",
    ),
}
TROPIC = {
    "sky": ("1c0838 7a1a8c ff8a6a",),
    "sun": ("c0206a ff7a4a ffe890",),
    "cloud": ("5a1a8c ff4f79 ffc0a0",),
    "far": ("1c0a4a 1464f4 00e0d0", "2a0a4c a01f9a ff8ab0"),
    "water": ("0a0a3c 0a5ab8 00e8d0",),
    "wave": ("0a3a8c 00c9b7 d8fff0", "5a1a8c ff4f79 ffe0c0"),
    "any": (
        "4a0a4a ff4f79 ffd0a0",
        "06143a 00b0a8 a0ffe0",
        "1c0838 6a2ad8 c8a0ff",
        "5a1404 ff9f1c fff4a0",
        "0a1c1a 5ab81c e8ff70",
        "060a3c 1464f4 80e8ff",
    ),
}


def traced(scene: Scene, pitch: float) -> Picture:
    """Every shape in lines of light, as on an oscilloscope: thick and bright where it is light, thin where dark."""
    sheet = scene.sheet
    scene.relight(1.1, 0.04)
    wave = 0.5 + 0.5 * np.cos(2 * np.pi * scene.across / pitch)
    thin = 0.75 - 0.5 * scene.tone
    line = smooth(wave, thin - 0.18, thin + 0.18)
    between, lit = (scene.colours(np.clip(scene.tone + shift, 0, 1)) for shift in (-0.16, 0.2))
    light = line[..., None] * lit
    return mix(between, lit, line) * 0.92 + bloom(sheet, light, ((0.003, 0.10), (0.012, 0.08)))


def night_drive(sheet: Sheet) -> Picture:
    """Sun and clouds over a bay, in lines of light."""
    return exposed(sheet, traced(seen(sheet, NIGHT, coast, line=0.0, smallest=0.018), 1 / 62))


def night_shapes(sheet: Sheet) -> Picture:
    """No things: rounds, ribbons and leaves in lines of light."""
    return exposed(sheet, traced(seen(sheet, NIGHT, forms, line=0.0, smallest=0.018), 1 / 56))


def sequined(scene: Scene, pitch: float) -> Picture:
    """The scene in overlapping sequins: each a wet disc that fades to its shaded side and has a lit rim."""
    sheet, rng = scene.sheet, scene.sheet.rng
    scene.relight(1.2, 0.08)
    laid = layer(scene, pitch, 1.15, 0.12)
    colour = chosen(scene, laid, 0.06)[laid.label]
    hue = (colour + rng.normal(0, 0.05, (len(laid.at), 3)).astype(np.float32)[laid.label]).clip(0, 1)
    down = laid.across / pitch
    round_ = np.hypot(laid.along, laid.across) / pitch
    rim = np.exp(-(((round_ - 0.42) / 0.10) ** 2)) * smooth(-down, -0.15, 0.45)
    seam = smooth(laid.border, 0, 0.10 * pitch)
    body = hue * ((0.82 - 0.42 * down) * (0.55 + 0.45 * seam))[..., None]
    glint = np.clip(rng.normal(0, 1, len(laid.at)) - 1.3, 0, 1).astype(np.float32)[laid.label]
    spark = glint * np.exp(-((round_ / 0.3) ** 2))
    picture = body + (0.32 * rim[..., None] * (0.4 + 0.6 * hue)) + 0.5 * spark[..., None]
    return picture + bloom(sheet, np.clip(picture - 0.7, 0, 1), ((0.004, 0.16), (0.015, 0.12)))


def lagoon(sheet: Sheet) -> Picture:
    """A bay under a coral sky, in sequins."""
    return exposed(sheet, sequined(seen(sheet, TROPIC, coast, smallest=0.01), 1 / 46))


def hothouse(sheet: Sheet) -> Picture:
    """Palms and flowers in club light, in sequins."""
    return exposed(sheet, sequined(seen(sheet, TROPIC, jungle, smallest=0.01), 1 / 42))
