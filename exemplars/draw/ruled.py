"""Op art and Bauhaus: drawn with compass and ruler, then printed."""

from __future__ import annotations

import numpy as np

from material import paper, starved
from places import Paints, breakers, forms, swatches, whole
from scene import Light, Scene
from shapes import box, ellipse, ribbon
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


def airbrushed(scene: Scene) -> Picture:
    """Matte colour on paper, shaded as with an airbrush: there are calm places of every hue and tone."""
    soft = scene.sheet.blur(scene.tone, 0.0012)
    return np.clip(paper(scene.sheet, scene.colours(soft), 1.2), 0, 1)


def construct(scene: Scene, paint: Paints, tilt: float) -> None:
    """Discs, rings, bars, quarters and triangles balanced on a slanting axis."""
    rng, wide = scene.sheet.rng, scene.sheet.wide
    scene.add(whole(scene), paint("ground"), Light(0.6, 0.5, 0.8), 0)
    for _ in range(6):
        at = rng.uniform(0.1, 0.9), rng.uniform(0.1, wide - 0.1)
        scene.add(
            box(*at, rng.uniform(0.16, 0.4), rng.uniform(0.2, 0.5), tilt),
            paint("any"),
            Light(0.5, 1.0, rng.uniform(-3, 3)),
            0,
        )
    for k in range(30):
        at = rng.uniform(0, 1), rng.uniform(0, wide)
        size = 0.24 * (1 - k / 30) + 0.03
        light = Light(rng.uniform(0.25, 0.75), rng.uniform(0.5, 1.1), rng.uniform(-3, 3))
        kind, turn = rng.integers(5), tilt + rng.integers(4) * np.pi / 2
        if kind == 0:
            for ring in (1.0, 0.66, 0.33)[: rng.integers(1, 4)]:
                scene.add(ellipse(*at, size * ring), paint("any"), light, 0)
        elif kind == 1:
            part = np.r_[[at], arc(*at, 1.2 * size, turn, np.pi / rng.choice([1, 2]))]
            scene.add(part, paint("any"), light, 0)
        elif kind == 2:
            corners = turn + np.array([0, 2.1, 4.2])
            scene.add(
                np.stack([at[0] + 1.2 * size * np.sin(corners), at[1] + 1.2 * size * np.cos(corners)], 1),
                paint("any"),
                light,
                0,
            )
        elif kind == 3:
            scene.add(box(*at, size * 0.3, size * 3.4, turn), paint("any"), light, 0)
        else:
            scene.add(ribbon(arc(*at, size, turn, rng.uniform(2, 5)), size * 0.28), paint("any"), light, 0)


PRIMARY = (
    "5a0f0a d7301f f08a6a",
    "0c1c3c 1d4e9e 7aa8d8",
    "8a5a04 f2b705 fbe69a",
    "0a0a0a 161616 5a5650",
    "3c504e 8aa6a3 d0dcd4",
    "8a8270 e6dcc4 fbf6ea",
)


def weimar(sheet: Sheet) -> Picture:
    """Primaries on warm paper."""
    paint = Paints(
        sheet.rng,
        {
            "ground": swatches("b8a888 f1e9d6 fbf7ec"),
            "any": swatches(*PRIMARY),
        },
    )
    scene = Scene(sheet, paint("ground"))
    construct(scene, paint, -0.42)
    return airbrushed(scene)


def dessau(sheet: Sheet) -> Picture:
    """A pattern of quarter discs, half discs, bars and gables in square fields."""
    rng, field = sheet.rng, 1 / 5
    paint = Paints(rng, {"any": swatches(*PRIMARY, "7a4a3a e8b8a0 fbe4d8")})
    scene = Scene(sheet, paint("any"))
    for row, column in np.ndindex(5, int(sheet.wide / field) + 1):
        y, x = field * (row + 0.5), field * (column + 0.5)
        turns = rng.integers(4, size=2) * np.pi / 2
        ground = Light(rng.uniform(0.35, 0.65), rng.uniform(0.2, 1.0), turns[0])
        scene.add(box(y, x, field * 1.01, field * 1.01), paint("any"), ground, 0)
        kind = int(rng.integers(6))
        for step, size in enumerate((1.0, 0.68, 0.36)[: rng.integers(1, 4)]):
            light = Light(rng.uniform(0.3, 0.7), rng.uniform(0.4, 1.1), rng.uniform(-3, 3))
            scene.add(motif(kind, (y, x), field, size, float(turns[1]), step), paint("any"), light, 0)
    return airbrushed(scene)


def motif(kind: int, middle: tuple[float, float], field: float, size: float, turn: float, step: int) -> np.ndarray:
    """A figure that fills `size` of a square field: quarter disc, half disc, disc, triangle or bars."""
    (y, x), half = middle, field / 2
    c, s = np.cos(turn), np.sin(turn)
    if kind in (0, 1):
        corner = y - half * (s + c), x - half * (c - s)
        return np.r_[[corner], arc(*corner, field * size, turn, np.pi / 2)]
    if kind == 2:
        return arc(y - half * c, x + half * s, half * size, turn, np.pi)
    if kind == 3:
        return ellipse(y, x, half * 0.9 * size)
    if kind == 4:
        away = turn + np.array([1, -1, 3]) * np.pi / 4
        return np.stack([y + field * 0.7 * size * np.sin(away), x + field * 0.7 * size * np.cos(away)], 1)
    shift = field * (step - 1) / 3
    return box(y + shift * c, x - shift * s, field * 0.14, field * 0.98, turn)


def arc(cy: float, cx: float, radius: float, start: float, sweep: float) -> np.ndarray:
    """Points along part of a circle."""
    t = np.linspace(start, start + sweep, 60)
    return np.stack([cy + radius * np.sin(t), cx + radius * np.cos(t)], 1)


def night_rounds(sheet: Sheet) -> Picture:
    """Discs and bars on black."""
    paint = Paints(
        sheet.rng,
        {
            "ground": swatches("060606 1a1a1e 4a4844"),
            "any": swatches(*PRIMARY, "2a0f2c 7a3a6a c898b8"),
        },
    )
    scene = Scene(sheet, paint("ground"))
    construct(scene, paint, 0.7)
    return airbrushed(scene)
