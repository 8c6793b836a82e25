"""The camera: what happens to a finished picture."""

from __future__ import annotations

import numpy as np
from PIL import Image as PillowImage

from clavilux.types import Image

__all__ = ["brighten", "zoom"]


def zoom(image: Image, factor: float) -> Image:
    """Magnify around the centre without moving the frame.

    Parameters
    ----------
    image : uint8, [h, w, 3]
    factor : float
        At least 1, so that no border ever shows; resampled bicubically, in fractions of a pixel.
    """
    if factor < 1:
        raise ValueError(f"factor {factor} would show the border")
    if factor == 1:
        return image
    height, width = image.shape[:2]
    inset_x, inset_y = (width - width / factor) / 2, (height - height / factor) / 2
    picture = PillowImage.fromarray(image)
    window = (inset_x, inset_y, width - inset_x, height - inset_y)
    resized = picture.resize((width, height), PillowImage.Resampling.BICUBIC, box=window)
    return np.asarray(resized)


def brighten(image: Image, amount: float) -> Image:
    """Multiply all values by 1 + `amount`, clipped at white."""
    if amount == 0:
        return image
    table = np.clip(np.rint(np.arange(256) * (1 + amount)), 0, 255).astype(np.uint8)
    return np.asarray(table[image])
