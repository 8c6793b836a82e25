"""One artwork in ten styles, for the README: ``python docs/make_styles.py examples/art.jpg docs/styles.jpg``."""

from __future__ import annotations

import sys

import numpy as np
from PIL import Image

from clavilux.imagine.painters.lumia import LumiaPainter
from clavilux.imagine.pictures import load
from clavilux.imagine.styles import StyleBook
from clavilux.types import Brief

GENRES = ("pop", "rock", "punk", "indie", "folk", "electronic", "techno", "gospel", "latin", "reggaeton")
COLUMNS, SIDE = 5, 256


def main(artwork: str, picture: str) -> None:
    """Paint and lay out, in the order of `GENRES`."""
    book, painter, image = StyleBook.load(), LumiaPainter(), load(artwork, (384, 384))
    painted = [painter.paint(Brief(artwork=image, style=book.for_genre(g), seed=4)) for g in GENRES]
    small = [np.asarray(Image.fromarray(p).resize((SIDE, SIDE), Image.Resampling.LANCZOS)) for p in painted]
    rows = [np.concatenate(small[i : i + COLUMNS], axis=1) for i in range(0, len(small), COLUMNS)]
    Image.fromarray(np.concatenate(rows)).save(picture, quality=88)


if __name__ == "__main__":
    main(*sys.argv[1:])
