"""Street art: cans and stencils on concrete, with overspray and fades.

No drips: in a painting they would run down from anywhere.
"""

from __future__ import annotations

import numpy as np

from material import relief
from places import UP, Paints, bouquet, breakers, swatches, whole
from scene import Light, Scene
from shapes import blob, curve, ribbon, scallops
from sheet import Field, Picture, Sheet, hexes, mix, smooth


def concrete(sheet: Sheet) -> Picture:
    """A wall: pores, stains that ran down, seams of the boards and a crack or two."""
    tone = 0.56 + 0.03 * sheet.cloudy(0.4) + 0.022 * sheet.noise(0.004) + 0.02 * sheet.noise(0.01)
    run = sheet.noise(0.02, 0.2) * smooth(sheet.noise(0.3, 2), 0, 1.5)
    tone = tone - 0.03 * np.clip(run, 0, 2)
    pores = smooth(sheet.noise(0.006), 2.3, 2.7)
    seam = np.abs((sheet.y * 3 + 0.003 * sheet.noise(0.1)) % 1 - 0.5) < 0.003
    crack = np.abs(sheet.cloudy(0.5, 5) + 0.3) < 0.006
    tone = tone * (1 - 0.35 * pores) * (1 - 0.3 * seam) * (1 - 0.35 * crack * (sheet.noise(0.3) > 0.4))
    bumps = relief(sheet, 8 * sheet.noise(0.004) * 0.3 - 4 * pores, 0.06)
    return (tone * bumps)[..., None] * hexes("f6f2ea")[0]


def mist(sheet: Sheet, mask: Field, reach: float, strength: float) -> Field:
    """Overspray: a soft edge, then single droplets that thin out, [h, w]."""
    soft = sheet.blur(mask, 0.0022)
    far = sheet.blur(mask, reach)
    drop = np.clip(0.5 + 0.3 * sheet.noise(0.0042), 0, 1)
    dots = sheet.edge(strength * far - 0.10 - drop, 0.12)
    return np.clip(np.maximum(soft, 0.35 * far * strength + 0.55 * dots), 0, 1)


def sprayed(scene: Scene, wall: Picture, cover: float) -> Picture:
    """Bodies filled with fades, then black outlines with overspray and highlights."""
    sheet = scene.sheet
    grit = 0.05 * sheet.noise(0.0036) + 0.06 * sheet.noise(0.0075)
    body = scene.colours(np.clip(scene.tone + grit, 0, 1))
    fill = np.clip(cover + 0.10 * sheet.cloudy(0.12) + 0.05 * sheet.noise(0.003), 0, 1)
    texture = wall.mean(-1, keepdims=True) / 0.56
    picture = mix(wall, np.clip(body * (0.72 + 0.28 * texture), 0, 1), fill)
    solid = smooth(scene.line, 0.2, 0.8)
    halo = mist(sheet, solid, 0.010, 0.62)
    black = hexes("15161a")[0] * (0.8 + 0.3 * texture)
    picture = mix(picture, black, np.clip(halo, 0, 0.96))
    glint = smooth(scene.tone, 0.86, 0.95) * smooth(scene.depth, 0.010, 0.016) * (scene.depth < 0.030)
    return np.clip(mix(picture, hexes("fbfaf4")[0], 0.9 * mist(sheet, glint, 0.006, 0.5)), 0, 1)


def throw_up(scene: Scene, paint: Paints) -> None:
    """Fat bubbles, bent tubes, arrows and stars, piled up as letters are that nobody can read."""
    rng, wide = scene.sheet.rng, scene.sheet.wide
    scene.add(whole(scene), paint("cloud"), Light(0.6, 0.9, UP), 0.8)
    for _ in range(20):
        at = rng.uniform(0.1, 0.95), rng.uniform(0, wide)
        size = rng.uniform(0.12, 0.26)
        scene.add(
            scallops(rng, *at, size * 0.7, size, int(rng.integers(5, 9))),
            paint("cloud"),
            Light(rng.uniform(0.3, 0.7), 0.9, rng.uniform(-3, 3)),
            0.8,
        )
    for k in range(24):
        row, column = divmod(k, 8)
        x = wide * (column + 0.5 + 0.5 * (row % 2)) / 8.2 + rng.normal(0, 0.02)
        path = curve(
            (0.5 + 0.24 * row, x),
            UP + rng.normal(0, 0.5),
            rng.uniform(0.26, 0.38),
            rng.choice([-1, 1]) * rng.uniform(1.0, 4.0),
            70,
        )
        width = rng.uniform(0.11, 0.15) * (1 + 0.25 * np.sin(np.linspace(0, 6, 70) + k))
        outline = ribbon(path, width * np.sqrt(np.sin(np.linspace(0.06, 3.08, 70))))
        scene.add(outline + np.array([0.018, 0.018]), swatches("08080a 15161a 3a3c44")[0], Light(0.3, 0.4, 0.8), 1.2)
        scene.add(
            outline, paint("letter"), Light(rng.uniform(0.4, 0.6), 1.0, rng.choice([UP, UP + 0.6, 0.3]), 0.15), 1.3
        )
    for _ in range(22):
        at = rng.uniform(0.05, 0.95), rng.uniform(0, wide)
        scene.add(blob(rng, *at, rng.uniform(0.012, 0.035)), paint("spark"), Light(0.7, 0.7, UP), 0.7)


def wild_style(sheet: Sheet) -> Picture:
    """A whole piece: red to yellow tubes on turquoise clouds."""
    paint = Paints(
        sheet.rng,
        {
            "cloud": swatches("062a3a 18b5c9 d8f8fa", "0a1440 2a6ad0 a8e0ff", "1c0a3c 6a3ac8 d0b8ff"),
            "letter": swatches(
                "7a0a1c e5202b ffd23a", "c0300a ff8a1c fff08a", "4a0a3a e02a8a ffc0dc", "5a3a00 f5c400 fffbe0"
            ),
            "spark": swatches("f5c400 fff0a0 ffffff", "e5202b ff8a6a ffffff", "18b5c9 a8f0f8 ffffff"),
            "any": swatches("22242a 8b8f94 f4f1ea"),
        },
    )
    scene = Scene(sheet, paint("any"), 0.0115)
    throw_up(scene, paint)
    return sprayed(scene, concrete(sheet), 0.94)


def stencil(scene: Scene, inks: np.ndarray, wall: Picture) -> Picture:
    """Layers cut from card, dark over light, each with a soft halo and a little beside its place."""
    sheet, rng = scene.sheet, scene.sheet.rng
    picture = wall
    levels = np.linspace(0.84, 0.14, len(inks))
    tone = sheet.blur(scene.tone, 0.0015) + 0.02 * sheet.noise(0.03)
    for level, ink in zip(levels, inks, strict=True):
        cut = sheet.edge((level - tone) * 0.05, 0.0015)
        fade = np.clip(0.93 + 0.10 * sheet.cloudy(0.15), 0, 1)
        soft = smooth(level + 0.17 - tone, 0, 0.17)
        grain = sheet.edge(soft - 0.12 - np.clip(0.6 + 0.3 * sheet.noise(0.0058), 0, 1), 0.2)
        mask = np.maximum(mist(sheet, cut, 0.008, 0.5), 0.9 * grain) * fade
        mask = sheet.moved(mask, *rng.normal(0, 0.0015, 2))
        picture = mix(picture, ink * (0.75 + 0.25 * wall / 0.56), mask)
    return np.clip(picture, 0, 1)


def stencil_surf(sheet: Sheet) -> Picture:
    """A wave in yellow, orange, reds and black."""
    paint = Paints(sheet.rng, {"any": swatches("22242a e5202b f4f1ea")})
    scene = Scene(sheet, paint("any"), 0.006)
    breakers(scene, paint)
    scene.tone[:] = scene.tone * (1 - 0.9 * smooth(scene.line, 0.2, 0.8))
    wall = mix(concrete(sheet), hexes("f4f1ea")[0], 0.85 * smooth(sheet.cloudy(0.3) + 1.2, 0, 0.4))
    return stencil(scene, hexes("f5c400", "f0602a", "d01f2a", "6a1420", "15161a"), wall)


def stencil_flowers(sheet: Sheet) -> Picture:
    """Flowers in rose, turquoise, blues and black."""
    paint = Paints(sheet.rng, {"any": swatches("22242a e5202b f4f1ea")})
    scene = Scene(sheet, paint("any"), 0.006)
    bouquet(scene, paint, 1.4)
    scene.tone[:] = scene.tone * (1 - 0.9 * smooth(scene.line, 0.2, 0.8))
    wall = mix(concrete(sheet), hexes("f4f1ea")[0], 0.85 * smooth(sheet.cloudy(0.3) + 1.2, 0, 0.4))
    return stencil(scene, hexes("ff8fb0", "18b5c9", "1a6ab8", "22306a", "15161a"), wall)
