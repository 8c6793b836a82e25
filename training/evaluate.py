"""Figures and a sheet of pictures for the exported weights: ``python evaluate.py`` -> ``runs/sheet.jpg``.

The pictures are held-out ones: neither network has seen them. Rows are pictures, columns the styles of the book.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from clavilux.imagine.painters.conditions import mean_colour, standardised_luma
from clavilux.imagine.painters.lumia import LumiaPainter
from clavilux.imagine.styles import StyleBook
from clavilux.types import Brief
from pictures import HERE, load_pictures, split

SIDE = 384


def square(picture: np.ndarray) -> np.ndarray:
    """The centre, SIDE x SIDE."""
    top, left = ((n - min(picture.shape[:2])) // 2 for n in picture.shape[:2])
    side = min(picture.shape[:2])
    return np.asarray(Image.fromarray(picture[top : top + side, left : left + side]).resize((SIDE, SIDE)))


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    """Peak signal-to-noise ratio of two uint8 pictures, dB."""
    return float(10 * np.log10(255**2 / np.square(a.astype(float) - b).mean()))


def likeness(a: np.ndarray, b: np.ndarray) -> float:
    """Correlation of the blurred luma of two pictures."""
    smooth = [ndimage.gaussian_filter(standardised_luma(mean_colour(p)), 2).ravel() for p in (a, b)]
    return float(np.corrcoef(*smooth)[0, 1])


def main() -> None:
    """Print the figures, save the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--rows", type=int, default=5)
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    args = parser.parse_args()
    names, pictures = load_pictures(args.data / "pictures")
    _, held_out = split(names, list(zip(names, pictures, strict=True)))
    unseen = [square(picture) for name, picture in held_out if "--" not in name]
    painter, styles = LumiaPainter(), list(StyleBook.load().styles.values())
    print(f"reconstruction: {np.mean([psnr(painter.decode(painter.encode(p)[None])[0], p) for p in unseen]):.2f} dB")

    rows, alike, begin = [], [], time.perf_counter()
    for artwork in unseen[:: len(unseen) // args.rows][: args.rows]:
        painted = [painter.paint(Brief(artwork=artwork, style=style, seed=3)) for style in styles]
        alike += [likeness(artwork, p) for p in painted]
        rows.append(np.concatenate([artwork, *painted], axis=1))
    print(f"a {SIDE}x{SIDE} picture: {(time.perf_counter() - begin) / len(alike):.2f} s")
    print(f"likeness of structure to the artwork: mean {np.mean(alike):.2f}, least {np.min(alike):.2f}")
    for strength in (0.0, 0.25, 0.5, 0.75, 1.0):
        briefs = [Brief(artwork=unseen[0], style=s, seed=3, strength=strength) for s in styles[::4]]
        print(
            f"likeness at strength {strength}: {np.mean([likeness(unseen[0], painter.paint(b)) for b in briefs]):.2f}"
        )
    Image.fromarray(np.concatenate(rows)).save(args.runs / "sheet.jpg", quality=90)


if __name__ == "__main__":
    main()
