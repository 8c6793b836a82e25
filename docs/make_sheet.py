"""A contact sheet of a video for the README: ``python docs/make_sheet.py demo.mp4 docs/demo.jpg``."""

from __future__ import annotations

import sys

import numpy as np
from PIL import Image

from clavilux.film.read import probe, read

ROWS, COLUMNS, SIDE = 2, 5, 256


def main(video: str, picture: str) -> None:
    """Frames at equal distances, from the first to the last."""
    wanted = np.linspace(0, probe(video).frames - 1, ROWS * COLUMNS).round().astype(int)
    shown = [Image.fromarray(frame) for i, (_, frame) in enumerate(read(video)) if i in wanted]
    sheet = Image.new("RGB", (COLUMNS * SIDE, ROWS * SIDE))
    for place, frame in enumerate(shown):
        small = frame.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        sheet.paste(small, (place % COLUMNS * SIDE, place // COLUMNS * SIDE))
    sheet.save(picture, quality=88)


if __name__ == "__main__":
    main(*sys.argv[1:])
