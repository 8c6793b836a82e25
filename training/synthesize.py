"""Exemplars of movements for which no open pictures exist: filters that repaint an open picture in one manner.

``python synthesize.py`` reads the pictures of ``data/pictures/open`` that were chosen by eye and writes
``data/pictures/synthetic/<manner>-<n>--<source>.jpg``: the source in the name lets the diffusion model learn from
source to manner. More of them leave the first ones as they were. Every function takes a picture, float32 [h, w, 3] in
[0, 1], and a seeded generator, and returns the same shape.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.spatial import cKDTree

Picture = np.ndarray
HERE = Path(__file__).parent


def luminance(picture: Picture) -> np.ndarray:
    """Rec. 709 luma stretched to the full range, [h, w]."""
    grey = picture @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    low, high = np.percentile(grey, (1, 99))
    return np.clip((grey - low) / max(high - low, 1e-3), 0, 1)


def blur(array: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian over the two picture axes."""
    return ndimage.gaussian_filter(array, (sigma, sigma, 0)[: array.ndim])


def edges(grey: np.ndarray, sigma: float) -> np.ndarray:
    """Strength of the outlines in [0, 1], [h, w]."""
    strength = np.hypot(ndimage.gaussian_filter(grey, sigma, (0, 1)), ndimage.gaussian_filter(grey, sigma, (1, 0)))
    return np.clip(strength / (np.percentile(strength, 98) + 1e-6), 0, 1)


def flat_colours(grey: np.ndarray, colours: Picture) -> Picture:
    """Posterise by rank: equally many pixels get each colour, darkest first."""
    borders = np.quantile(grey, np.linspace(0, 1, len(colours) + 1)[1:-1])
    return colours[np.searchsorted(borders, grey)]


def hexes(*codes: str) -> Picture:
    """Colours from hex codes, [k, 3]."""
    return np.array([[int(c[i : i + 2], 16) / 255 for i in (0, 2, 4)] for c in codes], np.float32)


def lerp(a: np.ndarray, b: np.ndarray, share: np.ndarray) -> np.ndarray:
    """From a to b; `share` is [h, w]."""
    return a + (b - a) * share[..., None]


def grid(shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of every pixel, float32."""
    return tuple(np.mgrid[: shape[0], : shape[1]].astype(np.float32))  # type: ignore[return-value]


def smooth_noise(rng: np.random.Generator, shape: tuple[int, ...], sigma: float) -> np.ndarray:
    """Gaussian-filtered noise of unit standard deviation, [h, w]."""
    noise = ndimage.gaussian_filter(rng.standard_normal(shape[:2]).astype(np.float32), sigma)
    return noise / noise.std()


def pop_art(picture: Picture, rng: np.random.Generator) -> Picture:
    """Flat screaming colours, Ben-Day dots in the mid tones, black outlines."""
    sets = (
        hexes("1b1b3a", "e8175d", "ffd400", "fff6e0"),
        hexes("101010", "0057b8", "ff3b3f", "ffe74c", "ffffff"),
        hexes("2d0a4e", "ff2e93", "00b4d8", "ffe45e"),
        hexes("14213d", "f72585", "fca311", "b5e48c", "ffffff"),
    )
    colours = sets[rng.integers(len(sets))]
    grey = blur(luminance(picture), 2)
    out = blur(flat_colours(grey, colours), 0.7)
    y, x = grid(grey.shape)
    angle, pitch = rng.uniform(0.3, 1.2), rng.uniform(6, 10)
    u, v = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    dots = np.cos(2 * np.pi * u / pitch) + np.cos(2 * np.pi * v / pitch)
    ink = 1 / (1 + np.exp(-6 * (dots - 2.6 * grey + 0.2)))
    out = lerp(out, colours[1] * np.ones(3, np.float32), ink * (grey > 0.35) * 0.9)
    return lerp(out, colours[0], np.clip(edges(grey, 1.5) * 3 - 1.6, 0, 1))


def neon(picture: Picture, rng: np.random.Generator) -> Picture:
    """Glowing tubes along the outlines, on a night-blue ground with a faint grid."""
    grey = blur(luminance(picture), 1.5)
    y, x = grid(grey.shape)
    hues = hexes("ff2bd6", "00e5ff", "7b2dff", "ff9a3c", "39ff88")[rng.permutation(5)[:3]]
    line = np.clip(edges(grey, 2) * 2.5 - 0.9, 0, 1)
    mix = np.clip((smooth_noise(rng, grey.shape, 40) + 1) / 2, 0, 1)
    tube = lerp(lerp(hues[0], hues[1], mix), hues[2], np.clip(y / len(y) - 0.3, 0, 1))
    night = lerp(hexes("05021a")[0], hexes("2a0a4a")[0], 0.6 * grey)
    pitch = rng.uniform(24, 44)
    mesh = np.maximum(np.cos(2 * np.pi * x / pitch), np.cos(2 * np.pi * y / pitch)) > 0.985
    glow = sum(blur(tube * line[..., None], s) * g for s, g in ((2, 0.9), (6, 0.9), (16, 0.9)))
    out = night + glow + blur(tube * (0.35 * mesh)[..., None], 0.7) + 0.9 * np.clip(line - 0.55, 0, 1)[..., None]
    return np.clip(out, 0, 1)


def graffiti(picture: Picture, rng: np.random.Generator) -> Picture:
    """Stencil layers sprayed on a rough wall: soft over-spray, speckle, drips."""
    grey = blur(luminance(picture), 2)
    wall = hexes("8d8a85", "b9b2a6", "5e6472", "a4785c")[rng.integers(4)]
    out = (
        wall + 0.04 * smooth_noise(rng, grey.shape, 1)[..., None] + 0.05 * smooth_noise(rng, grey.shape, 25)[..., None]
    )
    colours = hexes("ff4f00", "00a6a6", "ffd500", "e6007e", "2b59c3", "7ac74f", "ffffff")[rng.permutation(7)[:3]]
    for level, colour in zip((0.72, 0.5), colours, strict=False):
        mask = blur((grey < level).astype(np.float32), rng.uniform(1.5, 4))
        mist = rng.random(grey.shape) < blur(mask, 9) * 0.55
        out = lerp(out, colour, np.clip(mask + 0.45 * mist * (1 - mask), 0, 1) * 0.95)
    black = (grey < 0.27).astype(np.float32)
    drips = ndimage.maximum_filter1d(black * (rng.random(grey.shape[1]) < 0.03), 60, axis=0, origin=-29)
    out = lerp(out, hexes("111111")[0], blur(np.maximum(black, drips), 0.9))
    light = blur((grey > 0.9).astype(np.float32), 1)
    return np.clip(lerp(out, colours[2], light * 0.9), 0, 1)


def cells(picture: Picture, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Voronoi cells of [k, 2] points: the index of each pixel's cell and how near (pixels) it is to the border."""
    y, x = grid(picture.shape)
    distance, index = cKDTree(points).query(np.stack([y, x], -1).reshape(-1, 2), k=2)
    return index[:, 0].reshape(y.shape), (distance[:, 1] - distance[:, 0]).reshape(y.shape)


def cell_means(picture: Picture, index: np.ndarray) -> Picture:
    """Mean colour of each cell, [cells, 3]."""
    count = np.maximum(np.bincount(index.ravel()), 1)
    return np.stack([np.bincount(index.ravel(), picture[..., c].ravel()) / count for c in range(3)], -1).astype(
        np.float32
    )


def saturate(picture: Picture, amount: float) -> Picture:
    """Push colours away from grey."""
    grey = picture.mean(-1, keepdims=True)
    return np.clip(grey + (picture - grey) * amount, 0, 1)


def stained_glass(picture: Picture, rng: np.random.Generator) -> Picture:
    """Jewel-coloured panes in lead, lit from behind."""
    h, w = picture.shape[:2]
    index, border = cells(picture, rng.random((int(h * w / rng.uniform(500, 1400)), 2)) * (h, w))
    means = np.clip(saturate(cell_means(picture, index), 2.6) * 1.15, 0.03, 1)
    means += rng.normal(0, 0.06, means.shape).astype(np.float32)
    light = 0.85 + 0.12 * smooth_noise(rng, picture.shape, 6) + 0.1 * np.clip(border / 12, 0, 1)
    glass = np.clip(means[index] * light[..., None], 0, 1)
    return lerp(hexes("0b0a10")[0], glass, np.clip((border - 2) / 1.5, 0, 1))


def woodcut(picture: Picture, rng: np.random.Generator) -> Picture:
    """Gouged lines that swell with the shadow, black ink on cream paper."""
    grey = blur(luminance(picture), 1.5)
    y, x = grid(grey.shape)
    angle = rng.uniform(0, np.pi)
    pitch = rng.uniform(5, 8)
    bend = 6 * blur(grey, 6) * pitch + 2 * smooth_noise(rng, grey.shape, 20)
    wave = np.cos(2 * np.pi * (np.cos(angle) * x + np.sin(angle) * y + bend) / pitch)
    ink = 1 / (1 + np.exp(-5 * (wave + 1.5 - 3.3 * grey)))
    ink = np.maximum(ink, np.clip(edges(grey, 1.2) * 3 - 1.5, 0, 1))
    paper = hexes("efe3c8", "f4ecd8", "e8d9b5")[rng.integers(3)] + 0.015 * smooth_noise(rng, grey.shape, 1)[..., None]
    inks = hexes("15120f", "1d1a2b", "3a1410")
    out = lerp(paper, inks[rng.integers(3)], ink)
    if rng.random() < 0.4:
        block = hexes("b5432a", "2f6f73", "c98f2b")[rng.integers(3)]
        out = lerp(out, out * block, blur(((grey > 0.35) & (grey < 0.65)).astype(np.float32), 1) * 0.9)
    return np.clip(out, 0, 1)


def psychedelic(picture: Picture, rng: np.random.Generator) -> Picture:
    """Rainbow contour bands that flow around the shapes."""
    grey = blur(luminance(picture), 5)
    field = 1.2 * grey + 0.22 * smooth_noise(rng, grey.shape, 30)
    y, x = grid(grey.shape)
    push = rng.uniform(8, 22)
    field = ndimage.map_coordinates(
        field, [y + push * np.sin(6 * field + x / 60), x + push * np.cos(6 * field + y / 60)], order=1, mode="reflect"
    )
    sets = (
        hexes("ff0f7b", "f89b29", "ffee32", "06d6a0", "118ab2", "8338ec"),
        hexes("ff5400", "ffbd00", "9e0059", "390099", "00c2d1"),
    )
    colours = sets[rng.integers(len(sets))]
    phase = (field * rng.uniform(5, 9)) % 1 * len(colours)
    out = colours[phase.astype(int) % len(colours)]
    return np.clip(blur(out, 0.8) * (0.6 + 0.5 * luminance(picture)[..., None]), 0, 1)


def constructivist(picture: Picture, rng: np.random.Generator) -> Picture:
    """Flat angular planes in red, black, cream and one more colour."""
    h, w = picture.shape[:2]
    index, _ = cells(picture, rng.random((int(h * w / rng.uniform(1500, 5000)), 2)) * (h, w))
    shades = cell_means(np.repeat(luminance(picture)[..., None], 3, -1), index)[:, 0]
    extra = hexes("1d4e89", "e9a820", "5b8e7d", "7d7468")[rng.integers(4)]
    colours = np.stack([*hexes("141414", "c8102e"), extra, *hexes("e8dcc0", "f6efdf")])
    out = flat_colours(shades, colours)[index]
    y, x = grid(out.shape)
    for _ in range(rng.integers(1, 4)):
        angle, offset = rng.uniform(0, np.pi), rng.uniform(0.2, 0.8)
        band = np.abs(np.cos(angle) * (x - offset * w) + np.sin(angle) * (y - offset * h))
        out = lerp(out, colours[rng.integers(5)], (band < rng.uniform(2, 14)).astype(np.float32))
    return np.clip(blur(out, 0.6) + 0.012 * rng.standard_normal(out.shape), 0, 1)


def op_art(picture: Picture, rng: np.random.Generator) -> Picture:
    """Black and white stripes that the shapes bend."""
    grey = blur(luminance(picture), 4)
    y, x = grid(grey.shape)
    angle, pitch = rng.uniform(0, np.pi), rng.uniform(10, 20)
    wave = np.cos(2 * np.pi * (np.cos(angle) * x + np.sin(angle) * y + 5 * pitch * grey) / pitch)
    share = 1 / (1 + np.exp(-8 * (wave + 1.6 * (grey - 0.5))))
    dark, light = hexes("0a0a0a", "f7f5ef")
    if rng.random() < 0.35:
        dark, light = hexes("1a1a6c", "ff4d2e", "004e64", "ffd23f")[rng.permutation(4)[:2]]
    return lerp(dark, light, share)


def mosaic(picture: Picture, rng: np.random.Generator) -> Picture:
    """Small tesserae with gold among them, dark grout."""
    h, w = picture.shape[:2]
    pitch = rng.uniform(8, 14)
    y, x = np.mgrid[0:h:pitch, 0:w:pitch]
    points = np.stack([y, x], -1).reshape(-1, 2) + rng.normal(0, pitch * 0.13, (y.size, 2))
    index, border = cells(picture, points)
    means = saturate(cell_means(picture, index), 1.5) + rng.normal(0, 0.05, (index.max() + 1, 1)).astype(np.float32)
    gold = np.clip(means.mean(-1) * 1.5 - 0.25, 0, 1)
    means = lerp(means, hexes("e3b23c")[0] * (0.7 + 0.5 * rng.random((len(means), 1))), gold * rng.uniform(0.5, 1))
    tiles = np.clip(means, 0, 1)[index] * (0.88 + 0.12 * np.clip(border / pitch, 0, 1))[..., None]
    return np.clip(lerp(hexes("2b2118")[0], tiles, np.clip(border - 0.7, 0, 1)), 0, 1).astype(np.float32)


def ink_wash(picture: Picture, rng: np.random.Generator) -> Picture:
    """Grey washes that bleed on rice paper, a few dark strokes."""
    grey = ndimage.median_filter(luminance(picture), 7)
    bleed = blur(grey, 3) + 0.06 * smooth_noise(rng, grey.shape, 4) + 0.05 * smooth_noise(rng, grey.shape, 18)
    wash = np.round(np.clip(bleed, 0, 1) * 5) / 5 * 0.5 + np.clip(bleed, 0, 1) * 0.5
    stroke = np.clip(edges(blur(grey, 1), 2) * 2.2 - 1.1, 0, 1) * (
        0.7 + 0.3 * np.clip(smooth_noise(rng, grey.shape, 5), -1, 1)
    )
    tone = np.clip(0.18 + 0.82 * blur(wash, 1.2) - 0.75 * np.clip(stroke, 0, 1), 0.05, 1)
    paper = hexes("f3ead7", "efe6d5", "f6f1e4")[rng.integers(3)]
    return np.clip(paper * tone[..., None] + 0.01 * smooth_noise(rng, grey.shape, 1)[..., None], 0, 1)


def pointillism(picture: Picture, rng: np.random.Generator) -> Picture:
    """Round dabs of pure colour, complementary ones among them."""
    h, w = picture.shape[:2]
    out = np.ones_like(picture) * hexes("efe6cf")[0]
    for pitch in (9.0, 6.5, 5.0):
        points = rng.random((int(2.2 * h * w / pitch**2), 2)) * (h, w)
        index, _ = cells(picture, points)
        y, x = grid(picture.shape)
        distance = np.hypot(y - points[index, 0], x - points[index, 1])
        colours = saturate(picture[points[:, 0].astype(int), points[:, 1].astype(int)], 1.7)
        colours = np.clip(colours + rng.normal(0, 0.11, colours.shape), 0, 1).astype(np.float32)
        out = lerp(out, colours[index], np.clip(pitch * 0.55 - distance, 0, 1))
    return out


def fauvist(picture: Picture, rng: np.random.Generator) -> Picture:
    """Broad flat strokes in wild, clashing hues."""
    turn = np.roll(np.eye(3, dtype=np.float32), rng.integers(0, 3), axis=1) * 0.55 + np.eye(3, dtype=np.float32) * 0.45
    wild = saturate(np.stack([ndimage.median_filter(c, 9) for c in np.moveaxis(picture @ turn, -1, 0)], -1), 2.8)
    grey = luminance(picture)
    wild = np.clip(wild * (0.55 + 0.75 * grey[..., None]), 0, 1)
    angle = smooth_noise(rng, grey.shape, 35) * 1.5
    y, x = grid(grey.shape)
    noise = smooth_noise(rng, grey.shape, 0.8)
    stroke = sum(
        ndimage.map_coordinates(noise, [y + s * np.sin(angle), x + s * np.cos(angle)], order=1, mode="reflect")
        for s in range(-9, 10, 2)
    )
    out = wild + 0.035 * np.asarray(stroke)[..., None]
    return np.clip(lerp(out, hexes("1a1030")[0], np.clip(edges(blur(grey, 1), 2.5) * 2 - 1.15, 0, 0.85)), 0, 1)


MANNERS: dict[str, Callable[[Picture, np.random.Generator], Picture]] = {
    "pop-art": pop_art,
    "neon": neon,
    "graffiti": graffiti,
    "stained-glass": stained_glass,
    "woodcut": woodcut,
    "psychedelic": psychedelic,
    "constructivist": constructivist,
    "op-art": op_art,
    "mosaic": mosaic,
    "ink-wash": ink_wash,
    "pointillism": pointillism,
    "fauvist": fauvist,
}


def chosen_by_eye(folder: Path) -> list[Path]:
    """The pictures of the packages that sources.toml calls looked at, in order."""
    packages = tomllib.loads((HERE / "sources.toml").read_text())["package"]
    names = tuple(f"{p['name']}-" for p in packages if p.get("looked_at"))
    return [f for f in sorted(folder.rglob("*.jpg")) if f.name.startswith(names)]


def main() -> None:
    """Write the exemplars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE / "data" / "pictures")
    parser.add_argument("--each", type=int, default=150, help="pictures per manner")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    sources = chosen_by_eye(args.data / "open")
    (args.data / "synthetic").mkdir(exist_ok=True)
    for which, (name, manner) in enumerate(MANNERS.items()):
        rng = np.random.default_rng((args.seed, which))
        for n, source in enumerate(rng.permutation(np.array(sources, object))[: args.each]):
            picture = np.asarray(Image.open(source).convert("RGB"), np.float32) / 255
            result = np.clip(manner(picture, rng) * 255, 0, 255).astype(np.uint8)
            Image.fromarray(result).save(
                args.data / "synthetic" / f"{name}-{n:03}--{source.stem}.jpg", quality=95, subsampling=0
            )
        print(name, flush=True)


if __name__ == "__main__":
    main()
