"""Pictures made by hand, and effects upon them."""

from typing import Any

import numpy as np

from clavilux import plugins


def smooth(height=90, width=160):
    """Waves of colour, the same at any size, with dark and bright ones."""
    y, x = np.mgrid[:height, :width] + 0.5
    x, y = x / height, y / height
    waves = [np.sin(6 * x + n) * np.cos(5 * y - n) for n in range(3)]
    return np.rint(127.5 + 110 * np.stack(waves, -1)).astype(np.uint8)


def flat(level, height=90, width=160):
    """One colour."""
    return np.full((height, width, 3), level, np.uint8)


def places():
    """A picture whose red and green tell where a pixel is."""
    ramp = np.repeat(np.arange(240, dtype=np.uint8)[None], 240, 0)
    return np.dstack([ramp, ramp.T, ramp])


def spot(height=90, width=160):
    """A white spot on black, in the middle."""
    picture = flat(0, height, width)
    picture[height // 2 - 5 : height // 2 + 5, width // 2 - 5 : width // 2 + 5] = 255
    return picture


def shown(use, frame, state=None, *, options=None, **controls):
    """What an effect makes of a frame; its other controls are 0."""
    effect = plugins.configured("effects", {"use": use} | (options or {}))
    still = dict.fromkeys(type(effect).__struct_fields__, 0.0)
    memory: dict[str, Any] = {} if state is None else state
    return effect.apply(frame, still | controls, memory)


def change(one, other):
    """Mean absolute difference, in levels."""
    return float(np.abs(one.astype(float) - other).mean())
