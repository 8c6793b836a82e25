"""What the laws of effects and transitions are tried with."""

from __future__ import annotations

import numpy as np

from clavilux.values import Image

__all__ = ["SIZES", "noise"]

SIZES = ((64, 64), (48, 96), (37, 51), (4, 4))
"""Heights and widths of frames."""


def noise(size: tuple[int, int] = (64, 64), n: int = 3) -> list[Image]:
    """Frames of noise that cannot be changed."""
    values = np.random.default_rng(0).integers(0, 256, (n, *size, 3), np.uint8)
    values.flags.writeable = False
    return list(values)
