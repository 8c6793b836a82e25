"""Fauvism: short dabs of a flat brush, each of one load of paint."""

from __future__ import annotations

import cv2
import numpy as np

from cells import rows
from material import canvas, relief
from places import coast, forms, seen
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
) -> None:
    """Put one stroke down, turned, on picture and relief."""
    cover, thick = stamp
    h, w = cover.shape
    size = int(np.hypot(h, w)) + 3
    c, s = np.cos(angle), np.sin(angle)
    centre = np.array([w / 2, h / 2])
    turn = np.array([[c, -s], [s, c]])
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


def dabbed(
    scene: Scene, ground: Picture, length: float, width: float, turn: float, hue: float, thick: float
) -> Picture:
    """Dabs in rows over a ground that shows between them.

    Parameters
    ----------
    length, width : of a dab, heights
    turn : deviation of their directions, radians
    hue : deviation of their colours
    thick : how much the paint stands out
    """
    sheet, rng = scene.sheet, scene.sheet.rng
    weave, clean, sway = canvas(sheet), scene.colours(), 0.2 * sheet.noise(0.15)
    picture, height = (ground * (1 + 0.03 * weave)[..., None]).astype(np.float32), 0.12 * weave
    bank = stamps(sheet, length, width)
    at, angle = rows(scene, width * 1.06, 0.86 * length / width, turn)
    for k in rng.permutation(len(at)):
        y, x = at[k].tolist()
        colour = clean[y, x] + rng.normal(0, 0.07) + rng.normal(0, hue, 3)
        way = float(angle[k] + sway[y, x] + np.pi * rng.integers(0, 2))
        lay(picture, height, bank[k % len(bank)], (y, x), way, np.clip(colour, 0, 1).astype(np.float32))
    light = relief(sheet, thick * sheet.blur(height, 0.0006), 0.16)
    return np.clip(picture * light[..., None] + 0.25 * np.clip(light - 1.12, 0, 1)[..., None], 0, 1)


def on_canvas(scene: Scene, length: float, width: float) -> Picture:
    """Broad dabs straight from the tube with bare canvas between them, and night between those of shadows."""
    scene.relight(1.35, 0.0)
    night, linen = hexes("1c1a4a", "f6ead0")
    pale = smooth(scene.sheet.blur(scene.tone, 0.01), 0.3, 0.45)
    return dabbed(scene, mix(night, linen, pale), length, width, turn=0.12, hue=0.10, thick=2.0)


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


def harbour(sheet: Sheet) -> Picture:
    """A southern bay at noon, in broad dabs."""
    return on_canvas(seen(sheet, WILD, coast, 0.0, 0.02), 1 / 13, 1 / 34)


def patches(sheet: Sheet) -> Picture:
    """No things: rounds and ribbons in broad dabs of pure colour."""
    return on_canvas(seen(sheet, WILD, forms, 0.0, 0.02), 1 / 13, 1 / 34)
