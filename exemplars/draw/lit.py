"""Synthwave and tropical neon: airbrushed gradients, edges drawn in light, bloom on film."""

from __future__ import annotations

import numpy as np

from material import bloom
from places import DOWN, UP, Paints, breakers, forms, rounds, swatches, whole
from scene import Light, Scene
from shapes import blob, box, curve, ellipse, hill, leaf, peaks, ribbon, scallops
from sheet import Picture, Sheet, smooth


def exposed(sheet: Sheet, picture: Picture, lines: float = 0.0) -> Picture:
    """As photographed: bright light rolls off, scan lines, the grain of the airbrush and of the film."""
    picture = 1 - np.exp(-1.35 * np.clip(picture, 0, None) ** 1.06)
    picture = picture / (1 - np.exp(-1.35))
    grain = 0.007 * sheet.noise(0.0022) + 0.012 * sheet.noise(0.005)
    scan = 1 + lines * np.sin(2 * np.pi * sheet.y * 180)
    return np.clip(picture * (scan + grain)[..., None] + 0.25 * grain[..., None], 0, 1)


def tubes(scene: Scene, hue: Picture, core: float = 0.8) -> Picture:
    """Contours as light: a hot core and three halos, added to what lies below."""
    sheet = scene.sheet
    line = scene.line[..., None] * hue
    hot = smooth(sheet.blur(scene.line, 0.0012), 0.45, 0.95)[..., None]
    return (
        0.9 * line + core * hot * (0.35 + 0.65 * hue) + bloom(sheet, line, ((0.004, 0.7), (0.012, 0.6), (0.035, 0.5)))
    )


def neon(scene: Scene, glow: float, shade: float = 1.0) -> Picture:
    """Airbrushed bodies that darken away from their edges, and tubes of their light colour."""
    sheet = scene.sheet
    soft = np.clip(scene.tone + 0.02 * sheet.noise(0.003), 0, 1)
    body = shade * scene.colours(soft)
    hue = sheet.blur(scene.swatches[..., 2, :], 0.004)
    hue = np.clip(hue * 1.25 - 0.12, 0, 1)
    return body + glow * tubes(scene, hue)


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


def paints(sheet: Sheet, colours: dict[str, tuple[str, ...]]) -> Paints:
    """The table as swatches."""
    return Paints(sheet.rng, {role: swatches(*threes) for role, threes in colours.items()})


def dusk(scene: Scene, paint: Paints, hues: tuple[str, ...]) -> None:
    """A sky without a line, of all hues and all tones: bright calm places must find some, or take a tube for light."""
    sheet = scene.sheet
    scene.add(whole(scene), paint("sky"), Light(0.5, 0.0), 0, 0.0)
    for hue in swatches(*hues):
        share = smooth(sheet.cloudy(0.7, 3), 0.1, 1.1)[..., None, None]
        scene.swatches += (hue - scene.swatches) * share
    scene.tone[:] = np.clip(0.44 + 0.30 * sheet.cloudy(0.6, 3) + 0.10 * sheet.cloudy(0.2, 3), 0, 1)


AFTERGLOW = (
    "4a1420 f08a3a ffe0a0",
    "5a1fa8 e85ac0 ffd0c8",
    "1a2a9c 4a8af0 c8ecff",
    "7a1a9c ff6a9a ffe0b8",
    "2a1478 8a5af0 e8d0ff",
)


def neon_hills(sheet: Sheet) -> Picture:
    """Ridge behind ridge and towers, each with a lit edge, under an afterglow."""
    rng, wide = sheet.rng, sheet.wide
    paint = paints(sheet, NIGHT)
    scene = Scene(sheet, paint("sky"), 0.0045)
    dusk(scene, paint, AFTERGLOW)
    scene.add(ellipse(0.34, 0.62 * wide, 0.17), paint("sun"), Light(0.75, 0.9, UP), 0.8)
    for x in rng.uniform(0, wide, 9):
        tall, broad = rng.uniform(0.1, 0.26), rng.uniform(0.05, 0.13)
        scene.add(box(0.56 - tall / 2, x, tall + 0.2, broad), paint("any"), Light(0.2, 0.7, UP))
    for k, y in enumerate((0.46, 0.58, 0.70, 0.84)):
        ridge = peaks(rng, y + 0.02, 0.14, wide, 5) if k % 2 else hill(rng, y, 0.04, wide)
        scene.add(ridge, paint("any"), Light(0.35, 1.1, DOWN))
    return exposed(sheet, neon(scene, 0.6), 0.02)


def neon_forms(sheet: Sheet) -> Picture:
    """No things: a few rounds, ribbons and leaves with lit edges before an afterglow."""
    paint = paints(sheet, NIGHT)
    scene = Scene(sheet, paint("sky"), 0.0045)
    dusk(scene, paint, AFTERGLOW)
    rounds(scene, paint, 22)
    return exposed(sheet, neon(scene, 0.6), 0.02)


def glossy(scene: Scene) -> Picture:
    """Wet bodies: a glint along the lit side, an electric rim, glow into the night."""
    sheet = scene.sheet
    tone = np.clip(scene.tone + 0.012 * sheet.noise(0.02), 0, 1)
    body = scene.colours(smooth(tone, 0.02, 0.98))
    rim = np.exp(-scene.depth / 0.006) * (scene.depth < 0.06)
    edge = sheet.blur(np.roll(scene.swatches[..., 2, :], 1, -1), 0.003)
    edge = 0.5 * edge + 0.5 * scene.swatches[..., 2, :]
    wet = (
        smooth(tone + 0.05 * sheet.noise(0.05), 0.80, 0.94)
        * smooth(scene.depth, 0.004, 0.012)
        * smooth(0.028 - scene.depth, 0, 0.012)
    )
    lit = 0.55 * rim[..., None] * edge * smooth(scene.tone, 0.05, 0.6)[..., None] + 0.28 * wet[..., None]
    picture = 0.88 * body * (1 - 0.5 * scene.line[..., None]) + lit
    return picture + bloom(sheet, np.clip(picture - 0.62, 0, 1), ((0.006, 0.18), (0.02, 0.15), (0.06, 0.1)))


def petals(sheet: Sheet) -> Picture:
    """No things: swelling rounds, petals and ribbons, wet."""
    paint = paints(sheet, TROPIC)
    scene = Scene(sheet, paint("sky"), 0.004)
    forms(scene, paint)
    return exposed(sheet, glossy(scene))


def reef(sheet: Sheet) -> Picture:
    """Corals and anemones in club light."""
    rng, wide = sheet.rng, sheet.wide
    paint = paints(sheet, TROPIC)
    scene = Scene(sheet, paint("sky"), 0.004)
    scene.add(whole(scene), swatches("06062c 1238b0 20b8d8")[0], Light(0.35, 1.1, UP), 0)
    for k in range(150):
        near = k / 150
        base = 0.62 + 0.5 * near, rng.uniform(-0.05, wide + 0.05)
        kind, size = rng.integers(4), 0.08 + 0.1 * rng.random()
        light = Light(rng.uniform(0.1, 0.5), 0.9, rng.uniform(-2.8, -0.3), 0.25)
        if kind == 0:
            path = curve(base, UP + rng.normal(0, 0.4), size * 3, rng.normal(0, 1.3), 60)
            scene.add(ribbon(path, size * 0.3 * np.linspace(1, 0.5, 60)), paint("any"), light)
        elif kind == 1:
            colour = paint("any")
            for bend in np.linspace(-0.9, 0.9, 7):
                scene.add(leaf(base, UP + bend, size * 1.8, size * 0.42, bend * 0.5), colour, light)
        elif kind == 2:
            scene.add(scallops(rng, *base, size * 0.7, size, 8), paint("any"), light)
        else:
            scene.add(blob(rng, *base, size * 0.6, size * 0.7, 0.1), paint("any"), light)
    return exposed(sheet, glossy(scene))


def night_surf(sheet: Sheet) -> Picture:
    """A wave under a coral sky."""
    paint = paints(sheet, TROPIC)
    scene = Scene(sheet, paint("sky"), 0.004)
    breakers(scene, paint)
    return exposed(sheet, glossy(scene))
