"""Psychedelia: liquid bands that echo every outline, rainbow-rolled inks, a dark key line."""

from __future__ import annotations

import cv2
import numpy as np

from material import paper, starved
from places import Paints, breakers, forms, swatches
from scene import Scene
from sheet import Picture, Sheet, hexes, mix, smooth


def stirred(scene: Scene, amount: float) -> tuple[np.ndarray, np.ndarray]:
    """Places from which a stirred liquid brought its colours: turned by eddies (y, x)."""
    sheet, rng = scene.sheet, scene.sheet.rng
    y, x = sheet.y, sheet.x
    for _ in range(16):
        cy, cx, size = rng.uniform(0, 1), rng.uniform(0, sheet.wide), rng.uniform(0.08, 0.24)
        dy, dx = y - cy, x - cx
        turn = amount * rng.choice([-1, 1]) * np.exp(-(dy**2 + dx**2) / size**2)
        c, s = np.cos(turn), np.sin(turn)
        y, x = cy + c * dy + s * dx, cx + c * dx - s * dy
    return y.astype(np.float32), x.astype(np.float32)


def poured(scene: Scene, inks: np.ndarray, pitch: float, bands: float, amount: float) -> Picture:
    """Inks [k, 3] from dark to light by tone, pushed up and down in bands that follow the outlines."""
    sheet = scene.sheet
    y, x = stirred(scene, amount)
    inside = np.ones(scene.piece.shape, np.uint8)
    inside[1:][np.diff(scene.piece, axis=0) != 0] = 0
    inside[:, 1:][np.diff(scene.piece, axis=1) != 0] = 0
    far = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) / np.float32(sheet.height)
    echo = sheet.blur(far, 0.008) + 0.03 * sheet.noise(0.25)
    wave = np.cos(2 * np.pi * echo / pitch)
    level = sheet.blur(np.clip(scene.tone, 0, 1), 0.004) * (len(inks) - 1) + bands * wave
    level = sheet.blur(sheet.sample(level.astype(np.float32), y, x), 0.0025)
    level = np.clip(level, 0, len(inks) - 1)
    line = sheet.sample(scene.line, y, x)
    low = np.floor(level + 0.5).astype(int)
    over = level + 0.5 - low
    flat = inks[np.clip(low, 0, len(inks) - 1)]
    near = inks[np.clip(low + 1, 0, len(inks) - 1)]
    roll = mix(flat, near, 0.30 * smooth(over, 0.35, 1.0))
    gy, gx = np.gradient(level)
    steep = np.hypot(gy, gx) * sheet.height + 0.6
    edge = np.minimum(over, 1 - over) / steep
    key = np.maximum(sheet.edge(0.0016 - edge), smooth(line, 0.3, 0.7))
    key = key * (1 - 0.2 * smooth(sheet.noise(0.004), 1.4, 2.2))
    picture = mix(roll, inks[0] * 0.5, starved(sheet, key, 0.5))
    mottle = 1 + 0.03 * sheet.noise(0.006) + 0.035 * sheet.cloudy(0.2)
    return np.clip(paper(sheet, picture * mottle[..., None], 1.3), 0, 1)


def drops(sheet: Sheet) -> Picture:
    """Oil on water: violet, magenta, orange, gold."""
    paint = Paints(sheet.rng, {"any": swatches("1a0a4a f26a1b ffd23f")})
    scene = Scene(sheet, paint("any"), 0.007, smallest=0.012)
    forms(scene, paint)
    inks = hexes("17083f", "3a1290", "6a1fb0", "c0208e", "f52f5e", "f26a1b", "ff9f2a", "ffd23f", "fff2b8")
    return poured(scene, inks, 1 / 21, 0.85, 0.7)


def surf(sheet: Sheet) -> Picture:
    """A wave of every colour."""
    paint = Paints(sheet.rng, {"any": swatches("1a0a4a f26a1b ffd23f")})
    scene = Scene(sheet, paint("any"), 0.006, smallest=0.01)
    breakers(scene, paint)
    inks = hexes("1c0a2a", "6a1040", "d01f4a", "f26a1b", "ffa81f", "9fd02a", "30c8a0", "8ae8e0", "fdf6d8")
    return poured(scene, inks, 1 / 23, 0.85, 0.8)
