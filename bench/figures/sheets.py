"""Sheets of labelled pictures, as the gallery and the paper's figures show them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from clavilux.values import Image

__all__ = ["sheet"]


def sheet(rows: Sequence[Sequence[tuple[Image, str]]], side: int, file: Path) -> None:
    """Labelled pictures of one shape in rows, each `side` wide."""
    height, width = rows[0][0][0].shape[:2]
    tall = round(side * height / width)
    out = Pillow.new("RGB", (side * max(map(len, rows)), tall * len(rows)), "white")
    draw, font = ImageDraw.Draw(out), ImageFont.load_default(size=side / 14)
    for y, row in enumerate(rows):
        for x, (picture, label) in enumerate(row):
            small = Pillow.fromarray(picture).resize((side, tall), Pillow.Resampling.LANCZOS)
            out.paste(small, (x * side, y * tall))
            at = (x * side + side / 32, y * tall + side / 40)
            draw.text(at, label, fill="white", stroke_fill="black", stroke_width=2, font=font)
    out.save(file, quality=72, optimize=True)
