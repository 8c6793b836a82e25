"""Op art: drawn with compass and ruler, then printed."""

from __future__ import annotations

import numpy as np

from material import paper, starved
from places import Paints, breakers, forms, swatches
from scene import Scene
from sheet import Field, Picture, Sheet, hexes, mix, smooth

BLACK, WHITE, RED, BLUE = hexes("0a0a0a", "fafafa", "e6352b", "1746a2")


def bands(sheet: Sheet, phase: Field, share: Field) -> Field:
    """Hard-edged bands: one a unit of phase, covering that share of it, [h, w]."""
    gy, gx = np.gradient(phase)
    steep = np.clip(np.hypot(gy, gx) * sheet.height, 1, sheet.height / 3)
    ridge = 2 * np.abs(phase % 1 - 0.5)
    return sheet.edge((share - ridge) / (2 * steep))


def silkscreen(sheet: Sheet, ink: Field, colour: np.ndarray) -> Picture:
    """Ink on white card: crisp, a shade uneven."""
    ground = np.broadcast_to(WHITE, (*ink.shape, 3))
    return np.clip(paper(sheet, mix(ground, colour, starved(sheet, ink, 0.45)), 0.6), 0, 1)


def zebra(sheet: Sheet) -> Picture:
    """Rounds and ribbons, each ruled in its own direction; its light is the width of its bands."""
    paint = Paints(sheet.rng, {"any": swatches("0a0a0a 8c8c8c fafafa")})
    scene = Scene(sheet, paint("any"))
    forms(scene, paint)
    share = np.clip(1.02 - 1.04 * scene.tone, 0, 1)
    ink = bands(sheet, scene.across * 58, share)
    return silkscreen(sheet, ink, BLACK)


def current(sheet: Sheet) -> Picture:
    """Waves after waves that tighten, swell and pale."""
    y, x = sheet.y, sheet.x
    swell = 0.055 * np.sin(7.5 * y + 1.2 * np.sin(3.1 * x)) + 0.03 * np.sin(13 * y + 5 * x) * smooth(y, 0.2, 0.9)
    phase = 44 * (x + swell + 0.05 * np.sin(4.2 * x + 2.5 * y))
    light = 0.5 + 0.30 * np.sin(5.3 * y + 2.2 * np.sin(2.4 * x) + 0.7) + 0.26 * np.sin(4.1 * x - 2.6 * y)
    return silkscreen(sheet, bands(sheet, phase, np.clip(1 - light, 0.0, 1)), BLACK)


def swell(sheet: Sheet) -> Picture:
    """A sea of nothing but bands, with one red accent."""
    paint = Paints(sheet.rng, {"any": swatches("0a0a0a 8c8c8c fafafa"), "sun": swatches("e6352b e6352b fafafa")})
    scene = Scene(sheet, paint("any"), 0.004)
    breakers(scene, paint)
    share = np.clip(1.03 - 1.06 * scene.tone, 0, 1)
    ink = np.maximum(bands(sheet, scene.across * 64, share), smooth(scene.line, 0.3, 0.7))
    picture = silkscreen(sheet, ink, BLACK)
    accent = silkscreen(sheet, ink, RED)
    red = (scene.swatches[..., 1, 0] - scene.swatches[..., 1, 2])[..., None]
    return picture + (accent - picture) * np.clip(red * 2, 0, 1)
