"""Fauvism: broad strokes of colour straight from the tube, bare canvas between, supple dark outlines."""

from __future__ import annotations

import cv2
import numpy as np

from material import canvas, relief
from places import coast, forms, seen, village
from scene import Scene
from sheet import Field, Picture, Sheet, hexes, mix, smooth


def stamps(sheet: Sheet, length: float, width: float, count: int = 16) -> list[tuple[Field, Field]]:
    """Strokes of a flat bristle brush: coverage and thickness of paint, lying along x."""
    rng, h = sheet.rng, sheet.height
    long, broad = max(int(length * h), 6), max(int(width * h), 3)
    made = []
    t = np.linspace(0, 1, long)[None, :]
    v = np.linspace(-1, 1, broad)[:, None]
    for _ in range(count):
        bristles = cv2.GaussianBlur(rng.standard_normal((broad, 1)).astype(np.float32), (0, 0), max(h * 0.0007, 0.4))
        bristles = bristles / (bristles.std() + 1e-6)
        streak = bristles + 0.5 * cv2.resize(
            rng.standard_normal((broad, max(long // 8, 2))).astype(np.float32),
            (long, broad),
            interpolation=cv2.INTER_CUBIC,
        )
        end = 0.80 + 0.13 * bristles * 0.6
        body = np.clip((end - t) * 9, 0, 1) * np.clip((t - 0.02 - 0.02 * bristles) * 20, 0, 1)
        side = np.clip(
            (
                1.0
                - np.abs(v)
                - 0.10 * cv2.resize(rng.standard_normal((2, max(long // 12, 2))).astype(np.float32), (long, broad))
            )
            * broad
            / 3,
            0,
            1,
        )
        dry = smooth(0.9 * (1 - t) + 0.32 * streak + 0.45, 0.1, 0.45)
        made.append(
            ((body * side * dry).astype(np.float32), (0.5 + 0.22 * streak + 0.5 * np.abs(v) ** 4).astype(np.float32))
        )
    return made


def lay(
    picture: Picture,
    height: Field,
    stamp: tuple[Field, Field],
    at: tuple[int, int],
    angle: float,
    colour: np.ndarray,
    reach: float,
) -> None:
    """Put one stroke down, turned and shortened, on picture and relief."""
    cover, thick = stamp
    h, w = cover.shape
    size = int(np.hypot(h, w * reach)) + 3
    c, s = np.cos(angle), np.sin(angle)
    centre = np.array([w / 2, h / 2])
    turn = np.array([[c * reach, -s], [s * reach, c]])
    move = np.array([size / 2, size / 2]) - turn @ centre
    affine = np.c_[turn, move].astype(np.float32)
    y0, x0 = at[0] - size // 2, at[1] - size // 2
    top, left = max(-y0, 0), max(-x0, 0)
    y1, x1 = min(y0 + size, picture.shape[0]), min(x0 + size, picture.shape[1])
    if y1 <= y0 + top or x1 <= x0 + left:
        return
    mask = cv2.warpAffine(cover, affine, (size, size))[top : y1 - y0, left : x1 - x0]
    paint = cv2.warpAffine(thick, affine, (size, size))[top : y1 - y0, left : x1 - x0]
    window = (slice(y0 + top, y1), slice(x0 + left, x1))
    picture[window] += (colour * (0.93 + 0.14 * paint[..., None]) - picture[window]) * mask[..., None]
    height[window] += (paint + 0.3 * height[window] - height[window]) * mask


def stroked(scene: Scene, length: float, width: float, bare: float) -> Picture:
    """The scene in strokes, broad ones first, then small ones; outlines would be scratches in skies."""
    sheet, rng = scene.sheet, scene.sheet.rng
    weave = canvas(sheet)
    scene.relight(1.36, -0.16)
    linen = hexes("f3e6c6")[0] * (1 + 0.025 * weave)[..., None]
    clean, sway = scene.colours(), 0.25 * sheet.noise(0.12)
    # A thin wash first, so that what is left bare is bright but not white.
    picture, height = mix(linen, clean * linen, np.full_like(weave, 0.75)).astype(np.float32), 0.12 * weave
    for size, share in ((1.0, 1.0), (0.62, 0.8), (0.36, 0.45)):
        bank = stamps(sheet, length * size, width * size)
        count = int(share * 3.6 * sheet.wide / (length * width * size * size))
        y, x = (rng.random((2, count)) * [[sheet.height], [sheet.width]]).astype(int)
        near = scene.depth[y, x] / (width * size)
        fits = near > 0.25 if size > 0.5 else (near > 0.12) & (near < 3.0)
        skip = rng.random(count) < bare
        shift = rng.normal(0, 0.065, (count, 3)).astype(np.float32) + rng.normal(0, 0.05, (count, 1)).astype(np.float32)
        turn = scene.angle[y, x] + sway[y, x] + rng.normal(0, 0.16, count) + np.pi * rng.integers(0, 2, count)
        for k in np.flatnonzero(fits & ~skip):
            colour = np.clip(clean[y[k], x[k]] + shift[k], 0, 1)
            lay(
                picture,
                height,
                bank[k % len(bank)],
                (int(y[k]), int(x[k])),
                float(turn[k]),
                colour,
                float(np.clip(0.4 + 0.3 * near[k], 0.45, 1.1)),
            )
    light = relief(sheet, 2.2 * sheet.blur(height, 0.0006), 0.16)
    return np.clip(picture * light[..., None] + 0.25 * np.clip(light - 1.12, 0, 1)[..., None], 0, 1)


WILD = {
    "sky": ("1a3a9c 3a8ad0 f7b8c0",),
    "sun": ("e8452c f7a823 fff0a0",),
    "cloud": ("6a7ad0 f0b8cc fff6e4", "1f8a70 a8d8b8 fff6e4"),
    "far": ("2a2a8c 5a6ad8 c0a8f0", "5a1a6c c04a9a f7a8c0"),
    "water": ("142a7a 2353a6 4ac0b8",),
    "wave": ("1f8a70 8ad8c0 fff6e0", "e8452c f7a823 fde8a0", "2353a6 7ab0f0 ffffff"),
    "near": ("8a1a2a e8452c f7b04a", "a83a0a f7a823 fde8a0", "6a1a5c e86fa5 fbd0c0"),
    "leaf": ("0a2a5a 1f8a70 b0d850", "12305a 2a9a3a f0e060", "3a1a6c 2a6ab0 70d8b0"),
    "wall": ("5a4ab0 f0a8b8 fff0dc", "b0502a f7c86a fff6d8"),
    "roof": ("6a0a2a d8302a f7883a",),
    "window": ("142a5a 2353a6 7ac0d8",),
    "stem": ("3a0a4a c02a3a f78a3a", "1a2a7a 4a4ab8 b08ae0"),
    "road": ("b0407a f0a0b0 fde8d0",),
    "rock": ("3a1a6c 8a4ab0 f0a0a8", "7a0a2a e8452c f7b85a"),
    "sail": ("e8452c f7a823 fff6d8",),
    "flower": ("8a0a2a e8352c f79a7a", "9a1a5c e86fa5 fdd8dc", "b05a0a f7b823 fff6c0", "2a2a8c 5a7ae0 d0d8ff"),
    "fruit": ("8a0a2a e8452c f7b04a", "a83a0a f7a823 fff0a0", "0a4a3a 4aaa4a e0e870"),
    "any": ("8a1a2a e8452c f7b04a", "142a7a 2353a6 7ac8d8", "0a4a3a 1f8a70 b0e090"),
}


SMALLEST = 0.0145
"""Of a shape that is painted at all: below, a stroke covers it."""


def harbour(sheet: Sheet) -> Picture:
    """A southern bay at noon."""
    return stroked(seen(sheet, WILD, coast, 0.0075, SMALLEST), 1 / 9, 1 / 34, 0.02)


def hill_town(sheet: Sheet) -> Picture:
    """A town on red hills."""
    colours = {**WILD, "sky": ("1f7a8a f7c04a fff0b0",)}
    return stroked(seen(sheet, colours, village, 0.007, SMALLEST), 1 / 11, 1 / 40, 0.02)


def patches(sheet: Sheet) -> Picture:
    """No things: rounds, ribbons and leaves of pure colour."""
    every = tuple(three for threes in WILD.values() for three in threes)
    colours = {**WILD, "sky": ("7a0a3a e0402c f7a07a",), "any": every}
    return stroked(seen(sheet, colours, forms, 0.0055, SMALLEST), 1 / 8, 1 / 32, 0.02)


def streaked(scene: Scene, reach: float, width: float, depth: float) -> Picture:
    """Long strokes of a loaded brush that flow round every form, light beside dark in each."""
    sheet = scene.sheet
    scene.relight(1.3, 0.08)
    angle = scene.angle + 0.5 * sheet.noise(0.25) + 0.25 * sheet.noise(0.08)
    broad, fine = sheet.streaked(angle, reach, 24, width), sheet.streaked(angle, reach / 2, 16, width / 3)
    bristle = np.tanh(0.9 * broad) + 0.35 * np.tanh(fine)
    hue = sheet.streaked(angle, reach, 16, 1.4 * width)[..., None] * np.array([0.05, -0.01, -0.05], np.float32)
    picture = scene.colours(np.clip(scene.tone + depth * bristle, 0, 1)) + hue
    light = relief(sheet, 6 * width / 0.01 * sheet.blur(bristle, 0.0008), 0.10)
    return np.clip(picture * light[..., None], 0, 1).astype(np.float32)


SCREAM = {
    "sky": ("8a1a14 e0642a fbd070", "14284a 3a6a98 d8dcb8"),
    "sun": ("c83a1a f8a83a fff0a8",),
    "cloud": ("a8401a f0a04a fff0b8", "2a4a6a 8ab0b0 f4f0d0"),
    "far": ("101c3c 2a4a7a 8aacb8", "2a1438 6a3a68 d0909a"),
    "water": ("0a1834 1c4a70 8ac0b8",),
    "wave": ("1c4a70 70a8a8 f4ecc0", "8a2a1a e07a3a fce0a0"),
    "near": ("2a1c0a 7a5a1a e8c860", "5a140f b83a24 f4a868"),
    "leaf": ("0a2418 2a6a3a c0c850", "0c1c34 2a5a68 a0c8a0"),
    "any": (
        "5a0f0a c8341f f8a860",
        "0a1834 24568a 98c0d0",
        "5a3a04 d89a1a fce898",
        "0a2418 2f6f3f c0d068",
        "140c14 4a3038 b89a8a",
        "6a3a4a d08a7a fce0c8",
    ),
}
"""Fire, night and bile."""


def fjord(sheet: Sheet) -> Picture:
    """A bay under a burning sky."""
    return streaked(seen(sheet, {**WILD, **SCREAM}, coast, 0.0, SMALLEST), 0.10, 0.016, 0.16)


def unrest(sheet: Sheet) -> Picture:
    """No things: forms that flow into one another."""
    return streaked(seen(sheet, {**WILD, **SCREAM}, forms, 0.0, SMALLEST), 0.12, 0.018, 0.16)
