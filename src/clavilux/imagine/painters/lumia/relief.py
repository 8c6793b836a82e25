"""Faint outlines drawn out, as on a poster: strokes would drown them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.resize import blurred, resized

__all__ = ["drawn_out"]

Array = NDArray[np.float32]

AROUND = 0.04
"""Deviation of the blur that tells what is drawn from light and shade, as a share of the short side."""
CLEAR = 0.12
"""Contrast, in lightness, of what is clear as it is: its standard deviation around a place."""
UNSEEN = 0.01
"""The same of what nobody sees, such as noise of a black sky: it stays unseen."""
POWER = 0.75
"""How far fainter contrasts go towards that which is clear: not at all (0), or all the way (1)."""
SEEN = 512
"""Short side, in pixels, at which contrast is looked for."""


def drawn_out(picture: Array) -> Array:
    """A picture whose faint outlines are clearer: a skyline in haze, a branch at night.

    Where light L differs from its surroundings B by s (standard deviation), it becomes B + g (L - B), with
    g = 1 + max(0, (c / s)^p - 1) s^2 / (s^2 + n^2), c being `CLEAR`, p `POWER` and n `UNSEEN`.

    Parameters
    ----------
    picture : ndarray, float32, [h, w, 3]
        In OKLab.

    Returns
    -------
    ndarray, float32, [h, w, 3]
        Lightness alone has changed.
    """
    light = picture[..., 0]
    shape = light.shape[0], light.shape[1]
    scale = min(1.0, SEEN / min(shape))
    small = max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))
    seen, around = resized(light, small), AROUND * min(small)
    broad = blurred(seen, around)
    power = blurred((seen - broad) ** 2, around) + np.float32(1e-12)
    closer = np.maximum(0, (CLEAR**2 / power) ** (POWER / 2) - 1)
    more = closer * power / (power + UNSEEN**2)
    out = picture.copy()
    out[..., 0] += resized(more, shape) * (light - resized(broad, shape))
    return out
