"""What a thing is made of and printed with: paper, ink, canvas, light on relief, bloom."""

from __future__ import annotations

import numpy as np

from sheet import Field, Picture, Sheet, smooth


def paper(sheet: Sheet, picture: Picture, strength: float = 1.0) -> Picture:
    """The tooth and the fibres of paper, and a sheet that has yellowed unevenly."""
    tooth = 0.007 * sheet.noise(0.0030) + 0.004 * sheet.noise(0.0022, 5) + 0.008 * sheet.cloudy(0.3)
    return picture * (1 + strength * tooth)[..., None]


def starved(sheet: Sheet, ink: Field, amount: float = 1.0) -> Field:
    """Ink that did not take everywhere: thinner clouds and pinholes, [h, w]."""
    thin = 1 - amount * (0.05 + 0.05 * np.clip(sheet.cloudy(0.08), -1, 2))
    holes = smooth(sheet.noise(0.003) + 0.5 * sheet.noise(0.05), 2.6, 3.0)
    return ink * np.clip(thin - 0.6 * amount * holes, 0, 1)


def relief(sheet: Sheet, height: Field, strength: float, angle: float = -2.2) -> Field:
    """Light from one side on a relief: a factor around 1, [h, w]."""
    gy, gx = np.gradient(height * np.float32(sheet.height / 1080))
    slope = gx * np.cos(angle) + gy * np.sin(angle)
    return 1 + np.clip(strength * slope, -0.5, 0.6)


def bloom(sheet: Sheet, light: Picture, sizes: tuple[tuple[float, float], ...]) -> Picture:
    """The halo of bright things: (size in heights, share) each."""
    return np.sum([share * sheet.blur(light, size) for size, share in sizes], 0)


def canvas(sheet: Sheet, threads: float = 210) -> Field:
    """The weave of a cloth, mean 0, [h, w]."""
    over = np.sin(2 * np.pi * threads * sheet.x + 0.6 * sheet.noise(0.05))
    under = np.sin(2 * np.pi * threads * sheet.y + 0.6 * sheet.noise(0.05))
    return 0.5 * (over * (under > 0) + under * (under <= 0)).astype(np.float32) + 0.2 * sheet.noise(0.004)
