"""Pop art: flat inks, a dot screen that swells into the shadows, a brushed black key plate, out of register."""

from __future__ import annotations

import numpy as np

from material import paper, starved
from places import Paints, bouquet, breakers, coast, swatches
from scene import Scene
from sheet import Field, Picture, Sheet, hexes, mix, smooth


def screen(sheet: Sheet, coverage: Field, period: float, angle: float) -> Field:
    """Round dots that cover that share of the paper: apart when few, joined with round holes when many, [h, w]."""
    u, v = sheet.turned(angle)
    near = [np.abs((c / period) % 1 - 0.5) for c in (u, v)]
    ink, hole = np.hypot(*near), np.hypot(*(0.5 - n for n in near))
    dot = np.sqrt(np.clip(coverage, 0, 1) / np.pi) - ink
    gap = hole - np.sqrt(np.clip(1 - coverage, 0, 1) / np.pi)
    return sheet.edge(np.where(coverage < 0.5, dot, gap) * period)


def printed(scene: Scene, period: float, angle: float, black: np.ndarray, loose: float = 1.0) -> Picture:
    """Paper colour, a dotted colour ink, a dotted black ink for the depths, then the contours."""
    sheet, tone = scene.sheet, scene.tone
    light, body, dark = (scene.swatches[..., k, :] for k in (2, 1, 0))
    colour = np.clip((0.93 - tone) / 0.5, 0, 1)
    shade = np.clip((0.40 - tone) / 0.36, 0, 1)
    shift = loose * sheet.rng.normal(0, 0.0022, (3, 2))
    first = starved(sheet, sheet.moved(screen(sheet, colour, period, angle), *shift[0]), loose)
    second = starved(sheet, sheet.moved(screen(sheet, shade, period, angle + np.pi / 4), *shift[1]), loose)
    picture = mix(light, sheet.moved(body, *shift[0]), first)
    picture = mix(picture, dark, second)
    deep = sheet.edge(0.015 - tone, 0.004)
    rough = np.clip(scene.line + 0.10 * sheet.noise(0.004) * (scene.line > 0.02), 0, 1)
    key = sheet.moved(np.maximum(smooth(rough, 0.25, 0.75), deep), *shift[2])
    return np.clip(paper(sheet, mix(picture, black, starved(sheet, key, 0.6 * loose))), 0, 1)


def seaside(sheet: Sheet) -> Picture:
    """A bay in primary colours."""
    blue, red, yellow = "0b1a4a 0057b8 ffffff", "3a0710 e4002b ffffff", "e4002b f9d71c fff8d0"
    paints = Paints(
        sheet.rng,
        {
            "sky": swatches("0b1a4a 0a6fd0 fdfbf2"),
            "sun": swatches(yellow, "e4002b ff8a1c f9d71c"),
            "cloud": swatches("0b1a4a 58aee6 ffffff"),
            "far": swatches("0b1a4a 0057b8 ff9fc4", "2a0a3a e4002b ffd2de"),
            "water": swatches("08123a 0057b8 d8f0ff"),
            "wave": swatches(blue, "0057b8 7cc8ee ffffff"),
            "near": swatches("06301f 12a05a f9d71c", "7a0a14 ff8a1c f9d71c"),
            "leaf": swatches("06301f 12a05a f9d71c", "111111 0c7a48 bfe34a"),
            "wall": swatches(red, "58aee6 ffffff ffffff", "e4002b f9d71c ffffff"),
            "roof": swatches(red, "3a0710 c00024 ff8a1c"),
            "window": swatches("111111 0057b8 f9d71c"),
            "stem": swatches("111111 e4002b f9d71c"),
            "any": swatches(red, blue, yellow),
        },
    )
    scene = Scene(sheet, paints("sky"), 0.0095)
    coast(scene, paints)
    return printed(scene, 1 / 68, 0.3, hexes("111111")[0])


def great_wave(sheet: Sheet) -> Picture:
    """A wave that curls before a pink sky: light is pink and white, half-light red and sky blue, dark is navy."""
    paints = Paints(
        sheet.rng,
        {
            "sky": swatches("e4002b ff7f9c fff0ea"),
            "sun": swatches("e4002b f9d71c fffbe0"),
            "cloud": swatches("58aee6 c8e6fa ffffff"),
            "far": swatches("5a0818 e4002b ffb0bc"),
            "water": swatches("0b1a4a 0057b8 9fd4ff", "0b1a4a 1070c8 e8f4ff"),
            "wave": swatches("0057b8 7cc8ee ffffff", "0b1a4a 58aee6 ffffff"),
            "any": swatches("0b1a4a 58aee6 ffffff"),
        },
    )
    scene = Scene(sheet, paints("sky"), 0.0085)
    breakers(scene, paints)
    return printed(scene, 1 / 74, 0.26, hexes("111111")[0])


def still_life(sheet: Sheet) -> Picture:
    """Flowers from the silkscreen workshop: pinks, turquoise, acid green."""
    paints = Paints(
        sheet.rng,
        {
            "sky": swatches("3a0a5c f0308c ffd0e4", "06405c 12b0b8 e8fff8"),
            "cloud": swatches("5a0a6c ff5fa2 fff0f6", "0a4a6c 30c8d0 ffffff"),
            "near": swatches("0b1a6a 2858d8 a8d0ff"),
            "leaf": swatches("0a2a1a 16a04a d8f03c", "06301f 0c8a6a a8f0c0"),
            "wall": swatches("1a0a4a 6a3ad0 ffffff"),
            "flower": swatches(
                "8a0014 ff3a2c ffd820", "6a0a4a ff5fa2 ffffff", "b04a00 f9d71c fffbe0", "1a0a5c 5a5ae8 ffffff"
            ),
            "sun": swatches("111111 f9d71c ffffff"),
            "fruit": swatches("7a0a14 f03020 ffe04a", "6a3a00 ffb01c fff8c0", "0a3a1a 40b83c f0f8a0"),
            "any": swatches("111111 ff5fa2 ffffff"),
        },
    )
    scene = Scene(sheet, paints("sky"), 0.009)
    bouquet(scene, paints)
    return printed(scene, 1 / 64, 0.5, hexes("141018")[0], 1.6)
