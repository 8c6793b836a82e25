"""Artworks of the size that a test wants."""

from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps

from clavilux.values import Image


def fitted(path: Path, size: tuple[int, int]) -> Image:
    """The middle of a picture, of that width and height."""
    with Pillow.open(path) as picture:
        return np.array(ImageOps.fit(picture.convert("RGB"), size))
