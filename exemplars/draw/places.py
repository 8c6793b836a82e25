"""Places to draw: each fills a scene from back to front with things of many sizes, tones and directions.

A place asks its colours by what they are for ("sky", "leaf", ...); a style answers with its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from scene import Light, Scene, Swatch
from shapes import blob, box, curve, ellipse, flame, hill, leaf, peaks, ribbon, scallops, stem
from sheet import Sheet, hexes

UP, DOWN = -np.pi / 2, np.pi / 2


def swatches(*threes: str) -> list[np.ndarray]:
    """Shadow, body and light, three hex codes each: "111111 0057b8 ffffff"."""
    return [hexes(*three.split()) for three in threes]


class Paints:
    """The colours of a style by what they are for; several for one thing are taken by chance."""

    def __init__(self, rng: np.random.Generator, colours: Mapping[str, Sequence[Swatch]]) -> None:
        self.rng, self.colours = rng, colours

    def __call__(self, role: str) -> Swatch:
        """A colour for that."""
        choice = self.colours.get(role) or self.colours["any"]
        return choice[int(self.rng.integers(len(choice)))]


def paints(sheet: Sheet, colours: Mapping[str, Sequence[str]]) -> Paints:
    """The colours of a style, written as for `swatches`."""
    return Paints(sheet.rng, {role: swatches(*threes) for role, threes in colours.items()})


def seen(
    sheet: Sheet,
    colours: Mapping[str, Sequence[str]],
    place: Callable[[Scene, Paints], None],
    line: float = 0.008,
    smallest: float = 0.0,
) -> Scene:
    """A scene of one place in the colours of a style, on its sky."""
    paint = paints(sheet, colours)
    scene = Scene(sheet, paint("sky"), line, smallest)
    place(scene, paint)
    return scene


def whole(scene: Scene) -> np.ndarray:
    """The sheet with a margin."""
    return box(0.5, scene.sheet.wide / 2, 1.2, scene.sheet.wide + 0.2)


def sky(scene: Scene, paint: Paints, horizon: float, clouds: int = 7) -> None:
    """A sky that grows lighter downwards, a sun and clouds, small ones near the horizon."""
    rng, wide = scene.sheet.rng, scene.sheet.wide
    scene.add(box(horizon / 2 - 0.1, wide / 2, horizon + 0.4, wide + 0.2), paint("sky"), Light(0.5, 0.8, DOWN), 0, 0.0)
    sun = rng.uniform(0.3, 0.45), wide * rng.choice([0.3, 0.68])
    for radius in (0.26, 0.19, 0.13):
        scene.add(
            ellipse(sun[0] * horizon * 1.4, sun[1], radius), paint("sun"), Light(0.98 - 1.5 * radius, 0.35, UP), 0.6
        )
    for k in range(clouds):
        far = k / clouds
        size = 0.21 - 0.14 * far
        at = horizon * (0.1 + 0.8 * far) + rng.normal(0, 0.02), rng.uniform(0, wide)
        cloud = scallops(rng, *at, size * 0.42, size, int(rng.integers(5, 9)))
        scene.add(cloud, paint("cloud"), Light(0.72, 0.6, UP, 0.25))


def coast(scene: Scene, paint: Paints) -> None:
    """Sun and clouds over a bay with islands, a boat, cypresses, houses and rocks."""
    rng, wide = scene.sheet.rng, scene.sheet.wide
    horizon = rng.uniform(0.46, 0.54)
    sky(scene, paint, horizon)
    scene.add(peaks(rng, horizon, 0.16, wide, 5), paint("far"), Light(0.5, 0.8, -0.9))
    scene.add(hill(rng, horizon - 0.02, 0.03, wide), paint("far"), Light(0.45, 0.7, 2.4))
    scene.add(box(0.8, wide / 2, 2 * (0.8 - horizon), wide + 0.2), paint("water"), Light(0.5, 0.9, DOWN), marks=0.0)
    for k in range(16):
        near = (k / 16) ** 1.4
        y, x = horizon + 0.03 + 0.34 * near, rng.uniform(-0.1, wide)
        path = curve((y, x), rng.normal(0, 0.03), 0.12 + 0.35 * near, rng.normal(0, 0.15))
        thick = (0.008 + 0.03 * near) * np.sin(np.linspace(0, np.pi, 40))
        scene.add(ribbon(path, thick), paint("wave"), Light(rng.uniform(0.35, 0.95), 0.5, UP), 0.5)
    boat(scene, paint, horizon + 0.09, wide * rng.uniform(0.55, 0.7))
    shore(scene, paint, 0.78)


def boat(scene: Scene, paint: Paints, y: float, x: float, size: float = 0.16) -> None:
    """A small sailing boat."""
    hull = np.array([(0, -0.5), (0.03, 0.55), (0.2, 0.35), (0.2, -0.35)]) * size + (y, x)
    left = np.array([(-0.05, -0.4), (-0.95, 0.02), (-0.05, 0.02)]) * size + (y, x)
    right = np.array([(-0.05, 0.07), (-0.8, 0.07), (-0.05, 0.45)]) * size + (y, x)
    for part, role, tone in ((left, "sail", 0.85), (right, "sail", 0.6), (hull, "wall", 0.35)):
        scene.add(part, paint(role), Light(tone, 0.5, 0.3))


def shore(scene: Scene, paint: Paints, y: float) -> None:
    """Near ground with bushes, rocks and trees on it."""
    rng, wide = scene.sheet.rng, scene.sheet.wide
    scene.add(hill(rng, y + 0.03, 0.05, wide), paint("near"), Light(0.55, 0.9, 0.4))
    for x in np.sort(rng.uniform(0, wide, 5)):
        house(scene, paint, y + rng.uniform(0.02, 0.08), x, rng.uniform(0.07, 0.14))
    for x in rng.uniform(0, wide, 4):
        tree(scene, paint, y + rng.uniform(0.05, 0.12), x, rng.uniform(0.18, 0.34))
    scene.add(hill(rng, y + 0.1, 0.04, wide), paint("near"), Light(0.4, 0.9, 2.6))
    for _ in range(14):
        at = y + rng.uniform(0.1, 0.24), rng.uniform(0, wide)
        size = rng.uniform(0.02, 0.075)
        scene.add(
            blob(rng, *at, size * 0.7, size, 0.2), paint(rng.choice(["rock", "leaf"])), Light(0.5, 0.9, -0.9, 0.3)
        )
    for _ in range(40):
        at = y + rng.uniform(0.12, 0.3), rng.uniform(0, wide)
        blade = leaf(at, UP + rng.normal(0, 0.5), rng.uniform(0.04, 0.13), rng.uniform(0.012, 0.03), rng.normal(0, 0.6))
        scene.add(blade, paint("leaf"), Light(rng.uniform(0.25, 0.85), 0.5, 0.0), 0.6)


def house(scene: Scene, paint: Paints, y: float, x: float, size: float) -> None:
    """A gable, a roof, a door and windows."""
    rng = scene.sheet.rng
    tall = size * rng.uniform(0.8, 1.5)
    scene.add(box(y - tall / 2, x, tall, size), paint("wall"), Light(rng.uniform(0.6, 0.9), 0.4, np.pi), 1, UP)
    scene.add(box(y - tall / 2, x + 0.62 * size, tall, 0.3 * size), paint("wall"), Light(0.25, 0.3, UP), 1, UP)
    ridge = np.array([(0, -0.58), (-0.45, 0.0), (-0.45, 0.4), (0, 0.82)]) * size + (y - tall, x)
    scene.add(ridge, paint("roof"), Light(0.5, 0.6, -0.6), 1, 0.6)
    for dy, dx in ((0.3, -0.2), (0.3, 0.22), (0.75, 0.0)):
        scene.add(
            box(y - tall * (1 - dy), x + dx * size, 0.25 * tall, 0.2 * size), paint("window"), Light(0.15, 0.3), 0.6
        )


def tree(scene: Scene, paint: Paints, y: float, x: float, size: float) -> None:
    """A cypress or a tree with a crown of several rounds."""
    rng = scene.sheet.rng
    if rng.random() < 0.4:
        scene.add(flame(rng, y, x, size * 1.3, size * 0.3), paint("leaf"), Light(0.4, 0.8, 0.2, 0.2), marks=UP)
        return
    lean = UP + rng.normal(0, 0.15)
    scene.add(
        stem((y, x), lean, size * 0.7, size * 0.11, rng.normal(0, 0.4)), paint("stem"), Light(0.4, 0.7, 0.0), 1, UP
    )
    for dy, dx, r in ((-0.75, -0.22, 0.24), (-0.8, 0.24, 0.22), (-1.0, 0.02, 0.27), (-0.68, 0.04, 0.2)):
        crown = scallops(rng, y + dy * size, x + dx * size, r * size, r * size * 1.15, 7)
        scene.add(crown, paint("leaf"), Light(0.5, 0.8, -2.2, 0.2))


def village(scene: Scene, paint: Paints) -> None:
    """Houses on hills, rows of fields and a winding road under a broad sky."""
    rng, wide = scene.sheet.rng, scene.sheet.wide
    sky(scene, paint, 0.42, 8)
    scene.add(peaks(rng, 0.42, 0.14, wide, 4), paint("far"), Light(0.5, 0.8, -0.8))
    for k, y in enumerate((0.4, 0.5, 0.62, 0.78)):
        scene.add(hill(rng, y, 0.05, wide), paint("far" if k < 1 else "near"), Light(0.5, 0.9, rng.uniform(-2.8, 2.8)))
        if k == 2:
            path = np.stack([np.linspace(0.63, 1.1, 60), wide * 0.55 + 0.2 * np.sin(np.linspace(0, 5, 60))], 1)
            scene.add(ribbon(path, np.linspace(0.02, 0.2, 60)), paint("road"), Light(0.75, 0.5, 0.3), 1, UP)
        for x in rng.uniform(0, wide, 5 - k):
            house(scene, paint, y + 0.05 + 0.02 * k, x, 0.05 + 0.035 * k)
        for x in rng.uniform(0, wide, 5):
            tree(scene, paint, y + 0.07 + 0.03 * k, x, 0.09 + 0.06 * k)
    shore(scene, paint, 0.84)


def bouquet(scene: Scene, paint: Paints, big: float = 1.0) -> None:
    """Flowers, so many times bigger and fewer, leaves and fruit before a patterned wall and on a table."""
    rng, wide = scene.sheet.rng, scene.sheet.wide
    scene.add(whole(scene), paint("sky"), Light(0.5, 0.9, 0.6), 0, 0.4)
    for _ in range(9):
        at = rng.uniform(0, 0.7), rng.uniform(0, wide)
        scene.add(blob(rng, *at, rng.uniform(0.05, 0.14)), paint("cloud"), Light(0.55, 0.9, rng.uniform(-3, 3)), 0.6)
    scene.add(hill(rng, 0.74, 0.02, wide), paint("near"), Light(0.5, 0.8, 0.2), 1, 0.1)
    for k in range(26):
        angle = UP + rng.normal(0, 0.9)
        start = 0.66 + rng.normal(0, 0.05), wide / 2 + rng.normal(0, 0.14)
        long = rng.uniform(0.25, 0.6)
        scene.add(
            leaf(start, angle, long, long * 0.24, rng.normal(0, 0.7)),
            paint("leaf"),
            Light(0.2 + 0.6 * k / 26, 0.7, 0.5),
        )
    up = np.linspace(-0.17, 0.17, 50)
    side = np.interp(up, [-0.17, -0.13, -0.08, 0.0, 0.08, 0.17], [0.1, 0.066, 0.09, 0.15, 0.145, 0.085])
    side = np.convolve(np.pad(side, 4, "edge"), np.ones(9) / 9, "valid")
    vase = np.r_[np.stack([up, -side], 1), np.stack([up, side], 1)[::-1]]
    scene.add(vase * 1.2 + (0.8, wide / 2), paint("wall"), Light(0.5, 1.0, np.pi), 1.2)
    count = round(15 / big**1.3)
    for k in range(count):
        angle, reach = k * 2.4, 0.1 + 0.032 * (15 * k / count) ** 0.9
        at = 0.4 + 0.62 * reach * np.sin(angle), wide / 2 + 1.25 * reach * np.cos(angle)
        flower(scene, paint, *at, big * rng.uniform(0.07, 0.12))
    for x in rng.uniform(0, wide, 9):
        fruit = blob(rng, rng.uniform(0.84, 0.97), x, rng.uniform(0.045, 0.085), None, 0.05)
        scene.add(fruit, paint("fruit"), Light(0.5, 0.9, -2.2, 0.35))


def flower(scene: Scene, paint: Paints, y: float, x: float, size: float) -> None:
    """Petals in two rings about an eye."""
    rng = scene.sheet.rng
    colour, count = paint("flower"), rng.integers(6, 11)
    for ring, tone in ((1.0, 0.35), (0.66, 0.65)):
        for k in range(count):
            angle = 2 * np.pi * (k + ring) / count + rng.normal(0, 0.08)
            petal = leaf((y, x), angle, size * ring, size * ring * 0.62, rng.normal(0, 0.3))
            scene.add(petal, colour, Light(tone + rng.normal(0, 0.12), 0.6, angle), 0.8)
    scene.add(ellipse(y, x, size * 0.22), paint("sun"), Light(0.6, 0.8, -2.2), 0.8)


def jungle(scene: Scene, paint: Paints) -> None:
    """A moon over water, palms, big leaves and flowers from every side."""
    rng, wide = scene.sheet.rng, scene.sheet.wide
    sky(scene, paint, 0.6, 4)
    scene.add(peaks(rng, 0.58, 0.15, wide, 4), paint("far"), Light(0.45, 0.8, -0.8))
    scene.add(box(0.9, wide / 2, 0.66, wide + 0.2), paint("water"), Light(0.5, 0.9, DOWN), 1, 0.0)
    for k in range(12):
        path = curve((0.6 + 0.03 * k, rng.uniform(-0.1, wide)), rng.normal(0, 0.05), 0.3 + 0.02 * k, 0.0)
        thick = (0.006 + 0.002 * k) * np.sin(np.linspace(0, np.pi, 40))
        scene.add(ribbon(path, thick), paint("wave"), Light(rng.uniform(0.4, 0.95), 0.4, UP), 0.5)
    for x, size in ((0.12, 0.62), (0.33, 0.4), (0.76, 0.48), (0.93, 0.7)):
        palm(scene, paint, 0.95, wide * x, size)
    for k in range(34):
        x = rng.uniform(-0.05, wide + 0.05)
        start = 1.04 - 0.08 * rng.random(), x
        long = rng.uniform(0.16, 0.36)
        scene.add(
            leaf(start, UP + rng.normal(0, 0.6), long, long * rng.uniform(0.2, 0.42), rng.normal(0, 0.8)),
            paint("leaf"),
            Light(0.25 + 0.5 * k / 34, 0.8, rng.uniform(-3, 3)),
        )
    for x in rng.uniform(0, wide, 8):
        flower(scene, paint, rng.uniform(0.76, 0.97), x, rng.uniform(0.06, 0.11))


def palm(scene: Scene, paint: Paints, y: float, x: float, size: float) -> None:
    """A leaning trunk and a crown of feathered fronds."""
    rng = scene.sheet.rng
    path = curve((y, x), UP + rng.normal(0, 0.15), size, rng.normal(0, 0.5), 40)
    scene.add(ribbon(path, np.linspace(0.06, 0.03, 40) * (0.5 + size)), paint("stem"), Light(0.4, 0.9, 0.0), 1, 0.0)
    for angle in np.linspace(-2.9, 0.0, 9) + rng.normal(0, 0.12, 9):
        spine = curve(
            tuple(path[-1]),
            angle,
            size * rng.uniform(0.42, 0.6),
            rng.choice([0.6, 1.0]) * (1 if np.cos(angle) > 0 else -1),
            16,
        )
        tone, colour = rng.uniform(0.25, 0.75), paint("leaf")
        for k, (point, after) in enumerate(pairwise(spine[1:])):
            along = np.arctan2(*(after - point))
            for side in (-1, 1):
                blade = leaf(
                    tuple(point),
                    along + side * 0.8,
                    size * 0.2 * np.sin(np.pi * (k + 2) / 18),
                    size * 0.026,
                    side * -0.3,
                )
                scene.add(blade, colour, Light(tone + 0.12 * side, 0.5, along), 0.45)


def forms(scene: Scene, paint: Paints) -> None:
    """No things at all: rounds, ribbons and leaves that overlap, every tone and direction among them."""
    rng = scene.sheet.rng
    scene.add(whole(scene), paint("sky"), Light(0.5, 1.0, rng.uniform(-3, 3)), 0, rng.uniform(-1, 1))
    rounds(scene, paint, 44)


def rounds(scene: Scene, paint: Paints, count: int) -> None:
    """So many rounds, ribbons and leaves, smaller and smaller."""
    rng, wide = scene.sheet.rng, scene.sheet.wide
    for k in range(count):
        at = rng.uniform(-0.05, 1.05), rng.uniform(-0.05, wide + 0.05)
        size = 0.3 * (1 - k / count) ** 1.1 + 0.035
        light = Light(rng.uniform(0.15, 0.85), rng.uniform(0.3, 1.0), rng.uniform(-3, 3), rng.choice([0, 0.4]))
        kind = rng.integers(4)
        if kind == 0:
            points = blob(rng, *at, size * 0.8, size, 0.2)
        elif kind == 1:
            points = ellipse(*at, size * 0.75)
        elif kind == 2:
            path = curve(at, rng.uniform(-3, 3), size * 3.2, rng.normal(0, 3.0), 90)
            points = ribbon(path, size * 0.35 * np.sin(np.linspace(0.15, 3.0, 90)))
        else:
            points = leaf(at, rng.uniform(-3, 3), size * 1.9, size * 0.7, rng.normal(0, 1.0))
        scene.add(points, paint("any"), light)


def breakers(scene: Scene, paint: Paints) -> None:
    """A great wave that curls over a low sun: locks of water from thin to broad, foam in rounds."""
    rng, wide = scene.sheet.rng, scene.sheet.wide
    sky(scene, paint, 0.75, 5)
    scene.add(peaks(rng, 0.66, 0.2, wide, 3), paint("far"), Light(0.55, 0.8, -0.7))
    for row in range(7):
        y, swing = 0.56 + 0.075 * row, 0.05 + 0.012 * row
        scene.add(hill(rng, y, swing, wide), paint("water"), Light(0.5, 0.9, rng.uniform(0.6, 2.5)))
        for _ in range(5):
            crest = curve(
                (y + rng.uniform(0.0, 0.08), rng.uniform(-0.1, wide)),
                rng.uniform(-1.1, -0.4),
                0.2 + 0.03 * row,
                rng.uniform(1.5, 3.2),
                60,
            )
            thick = (0.025 + 0.006 * row) * np.sin(np.linspace(0.05, 3.1, 60))
            scene.add(ribbon(crest, thick), paint("wave"), Light(rng.uniform(0.35, 0.9), 0.7, UP), 0.8)
    for k in range(13):
        path = curve((1.12, wide * (0.0 + 0.03 * k)), UP + 0.35, 1.22 - 0.055 * k, 3.7 + 0.1 * k, 110, 2.0)
        width = (0.17 - 0.008 * k) * np.sin(np.linspace(0.6, 3.1, 110)) ** 0.8
        scene.add(ribbon(path, width), paint("water"), Light(0.25 + 0.045 * k, 0.8, 0.3 * k), 0.9)
        for size in rng.uniform(0.012, 0.04, 5):
            at = path[-1] + rng.normal(0, 0.035, 2)
            scene.add(blob(rng, float(at[0]), float(at[1]), size), paint("cloud"), Light(0.8, 0.6, UP, 0.2), 0.7)
    for _ in range(30):
        at = rng.uniform(0.3, 1.0), rng.uniform(0, wide)
        scene.add(ellipse(*at, rng.uniform(0.006, 0.018)), paint("cloud"), Light(0.85, 0.4), 0.6)
