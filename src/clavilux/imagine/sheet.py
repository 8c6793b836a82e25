"""Contact sheets: many pictures side by side, each with its name."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from clavilux.values import Image

__all__ = ["contact_sheet"]

SHAPE = 16 / 10
"""Width over height of a sheet, about."""
PAPER, INK = (24, 24, 26), (226, 226, 220)
GAP, LETTERS = 0.03, 0.055
"""Between pictures, and height of the letters, as shares of the mean side of a picture."""


def contact_sheet(pictures: Sequence[tuple[str, Image]]) -> Image:
    """Lay pictures out in rows, each above its name.

    Parameters
    ----------
    pictures : sequence of (str, ndarray)
        Names and pictures, uint8 [height, width, 3], all of one size.

    Returns
    -------
    ndarray
        uint8, [height, width, 3].
    """
    height, width = pictures[0][1].shape[:2]
    side = sqrt(width * height)
    gap, size = max(2, round(GAP * side)), max(9, round(LETTERS * side))
    across, down = width + gap, height + 2 * gap + size
    columns = min(len(pictures), max(1, round(sqrt(len(pictures) * SHAPE * down / across))))
    columns = ceil(len(pictures) / ceil(len(pictures) / columns))  # no emptier last row than need be
    rows = ceil(len(pictures) / columns)
    sheet = Pillow.new("RGB", (columns * across + gap, rows * down + gap), PAPER)
    pen = ImageDraw.Draw(sheet)
    for index, (name, picture) in enumerate(pictures):
        left, top = gap + index % columns * across, gap + index // columns * down
        sheet.paste(Pillow.fromarray(picture), (left, top))
        pen.text((left, top + height + gap / 2), name, fill=INK, font=_fitting(name, size, width))
    return np.asarray(sheet)


def _fitting(name: str, size: int, width: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, as large as lets the name go under its picture."""
    font = ImageFont.load_default(size)
    length = font.getlength(name)
    return font if length <= width else ImageFont.load_default(max(6, int(size * width / length)))
