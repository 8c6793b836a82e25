"""What eyes object to in a picture's tones and textures, in figures. Pictures are uint8 [h, w, 3], sRGB."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from scipy.ndimage import gaussian_filter

from clavilux.kernel.colour import luma
from clavilux.values import Image

__all__ = ["agreement", "extreme", "grid", "light", "shrunk", "ssim", "top_octave"]

Plane = NDArray[np.floating[Any]]

WHITE, BLACK = 253, 2
"""All channels at or beyond: burnt out, crushed."""
REACH = 12
"""Frequencies to each side of a period among which its power is compared."""
STILL = 0.5
"""Levels: light that varies less has no shape that another could follow."""


def extreme(picture: Image) -> float:
    """Share of pixels that are burnt out or crushed."""
    return float(((picture <= BLACK).all(-1) | (picture >= WHITE).all(-1)).mean())


def levels(picture: Image) -> Plane:
    """Luma in [0, 255]."""
    return luma(picture.astype(np.float32))


def grid(picture: Image, period: int) -> float:
    """How far the power at a period stands out from its surroundings, along rows, columns and both (a checkerboard).

    The largest power at the period over the median of its surroundings, under a Hann window. Noise of any strength has
    about 10; rounding to whole levels counts as surroundings, so an even picture has no grid.

    Parameters
    ----------
    picture : uint8, [h, w, 3]
        As it was painted: resampling would hide what is looked for.
    period : int
        Pixels, at least 2.
    """
    y = levels(picture)
    window = np.outer(*(np.hanning(n) for n in y.shape))
    power = np.abs(np.fft.fft2((y - y.mean()) * window)) ** 2 + np.square(window).sum() / 12
    rows, columns = (round(n / period) for n in y.shape)
    return max(_stands_out(power, at) for at in ((rows, 0), (0, columns), (rows, columns)))


def _stands_out(power: Plane, at: tuple[int, int]) -> float:
    """Peak within a bin of that place over the median within `REACH` bins: along an axis, or around it elsewhere."""
    near = [range(k - 1, k + 2) for k in at]
    around = [range(k - 1, k + 2) if k == 0 else range(k - REACH, k + REACH + 1) for k in at]
    peak, rest = (power.take(rows, 0, mode="wrap").take(columns, 1, mode="wrap") for rows, columns in (near, around))
    return float(peak.max() / np.median(rest))


def light(picture: Image) -> Plane:
    """Light and shade without shapes: luma blurred by 1/16 of the short side."""
    y = levels(picture)
    return np.asarray(gaussian_filter(y, min(y.shape) / 16))


def agreement(one: Image, other: Image, ignored: NDArray[np.bool_] | None = None) -> float:
    """Correlation of the light of two pictures of one size, but for places that are ignored.

    Two pictures of even light agree (1); one of them alone agrees with nothing (0).
    """
    seen = slice(None) if ignored is None else ~ignored
    a, b = (light(picture)[seen].ravel() for picture in (one, other))
    still = [x.std() < STILL for x in (a, b)]
    return float(all(still)) if any(still) else float(np.corrcoef(a, b)[0, 1])


def shrunk(picture: Image, side: int) -> Image:
    """Brought to that short side."""
    height, width = picture.shape[:2]
    k = side / min(height, width)
    return np.asarray(
        Pillow.fromarray(picture).resize((round(width * k), round(height * k)), Pillow.Resampling.LANCZOS)
    )


def ssim(one: Image, other: Image) -> float:
    """Structural similarity of two pictures of one size (Wang et al., 2004), of luma, Gaussian window of 1.5 pixels."""
    x, y = (levels(picture).astype(np.float64) for picture in (one, other))

    def mean(z: Plane) -> Plane:
        return np.asarray(gaussian_filter(z, 1.5, truncate=3.5))

    mx, my = mean(x), mean(y)
    vx, vy, both = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    alike = (2 * mx * my + c1) * (2 * both + c2) / ((mx * mx + my * my + c1) * (vx + vy + c2))
    return float(alike[5:-5, 5:-5].mean())


def top_octave(picture: Image) -> float:
    """Gradient energy of the finest octave: mean square gradient of what half the size could not show, levels² / px².

    By Parseval's theorem, under a Hann window; the octave is all frequencies of at least a quarter per pixel along rows
    or columns.
    """
    y = levels(picture)
    window = np.outer(*(np.hanning(n) for n in y.shape))
    power = np.abs(np.fft.fft2((y - y.mean()) * window)) ** 2
    v, u = np.meshgrid(*(np.fft.fftfreq(n) for n in y.shape), indexing="ij")
    fine = np.maximum(np.abs(v), np.abs(u)) >= 0.25
    gradient = (2 * np.pi) ** 2 * (v * v + u * u) * power
    return float(gradient[fine].sum() / (y.size * np.square(window).sum()))
