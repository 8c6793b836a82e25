"""Woodcut: a black block from which light is gouged in tapering cuts, over one or two tint blocks on cream paper."""

from __future__ import annotations

import numpy as np

from material import paper, starved
from places import Paints, coast, swatches, village
from scene import Scene
from sheet import Field, Picture, Sheet, hexes, mix, smooth

INK, PAPER = hexes("1a1613", "efe4cb")


def plank(sheet: Sheet) -> Field:
    """The grain of a plank: rings cut lengthwise, bent about a few knots, in [-1, 1]."""
    bend = sheet.y + 0.035 * sheet.noise(0.22, 3)
    for _ in range(3):
        y, x = sheet.rng.uniform(0.1, 0.9), sheet.rng.uniform(0.1, sheet.wide - 0.1)
        near = np.exp(-(((sheet.y - y) / 0.07) ** 2) - ((sheet.x - x) / 0.16) ** 2)
        bend = bend + 0.05 * near * np.sign(sheet.y - y)
    fine = sheet.noise(0.0022, 40)
    return np.sin(2 * np.pi * 34 * bend) * 0.5 + 0.35 * fine


def gouged(scene: Scene, pitch: float) -> Field:
    """Share of ink: black ridges left between cuts that follow the marks and taper, [h, w]."""
    sheet = scene.sheet
    unsteady = 0.07 * sheet.noise(0.04) + 0.10 * sheet.noise(0.15)
    ridge = 2 * np.abs((scene.across / pitch + unsteady) % 1 - 0.5)
    taper = sheet.streaked(scene.angle, 0.09, 14, 0.008)
    tone = np.clip(1.12 * scene.tone - 0.02, 0, 1)
    cut = tone + 0.24 * taper * np.sqrt(np.clip(4 * tone * (1 - tone), 0, 1))
    cut = np.where(tone < 0.10, cut - 0.6 * (0.10 - tone) / 0.10, cut)
    cut = np.where(tone > 0.90, cut + 4 * (tone - 0.90), cut)
    ragged = 0.04 * sheet.noise(0.004)
    return sheet.edge((ridge - cut + ragged) * pitch / 2)


def pulled(scene: Scene, pitch: float, tint: float) -> Picture:
    """The print: tint blocks a little beside their place, then the key block, pressed unevenly."""
    sheet = scene.sheet
    grain = plank(sheet)
    scene.relight(1.3, -0.07)
    ink = gouged(scene, pitch)
    around = sheet.blur(scene.tone, 0.012)
    contour = smooth(scene.line + 0.12 * sheet.noise(0.004) * (scene.line > 0.02), 0.3, 0.7)
    # Between two dark shapes the knife leaves a white line, elsewhere a black one.
    ink = np.where(around < 0.30, ink * (1 - contour), np.maximum(ink, contour))
    ink = ink * (1 - 0.85 * smooth(grain + 0.3 * sheet.noise(0.3), 0.95, 1.15))
    wash = sheet.moved(scene.swatches[..., 1, :], *sheet.rng.normal(0, 0.003, 2))
    pale = sheet.moved(smooth(scene.tone + 0.04 * sheet.noise(0.02), 0.80, 0.84), *sheet.rng.normal(0, 0.003, 2))
    cover = tint * (1 - pale) * (0.90 - 0.22 * smooth(grain, 0.2, 0.8))
    picture = mix(np.broadcast_to(PAPER, wash.shape), PAPER * 0.08 + wash * 0.92, starved(sheet, cover, 1.3))
    return np.clip(paper(sheet, mix(picture, INK, 0.965 * starved(sheet, ink, 0.8)), 1.6), 0, 1)


def one_block(sheet: Sheet) -> Picture:
    """A village in black and cream alone."""
    paints = Paints(sheet.rng, {"any": swatches("1a1613 efe4cb efe4cb")})
    scene = Scene(sheet, paints("any"), 0.008)
    village(scene, paints)
    return pulled(scene, 1 / 80, 0.0)


def two_tints(sheet: Sheet) -> Picture:
    """A bay with a block of rust and one of ochre."""
    rust, ochre, green = swatches("1a1613 a8402a efe4cb", "1a1613 c99a4b efe4cb", "1a1613 5d6b3c efe4cb")
    bare = swatches("1a1613 e6d8b8 efe4cb")
    paints = Paints(
        sheet.rng,
        {
            "any": bare,
            "sky": [ochre],
            "sun": [rust, *bare],
            "cloud": bare,
            "far": [green, rust],
            "water": [green],
            "wave": bare,
            "near": [ochre, green],
            "leaf": [green],
            "roof": [rust],
            "rock": [ochre, rust],
            "stem": [rust],
            "sail": [rust, *bare],
        },
    )
    scene = Scene(sheet, paints("sky"), 0.0085)
    coast(scene, paints)
    return pulled(scene, 1 / 72, 1.0)
