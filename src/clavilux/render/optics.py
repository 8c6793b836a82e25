"""What effects and transitions share: pictures made smaller and larger, light on them, and ways that wander.

Lengths are shares of a picture's short side, so a draft and the film itself look alike. What is soft is worked out at
the size of `shrunk`, so a large film costs hardly more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.bands import in_bands
from clavilux.values import FloatArray, Image

__all__ = [
    "PLAIN",
    "WORK",
    "Affine",
    "about_middle",
    "affine",
    "bent",
    "distance",
    "enlarged",
    "finely",
    "kept",
    "kernel_for",
    "middles",
    "places",
    "screened",
    "shrunk",
    "veiled",
    "wander",
    "zoomed",
]

Affine = tuple[float, float, float, float, float, float]
Map = NDArray[np.float32]
Kept = TypeVar("Kept")

PLAIN: Affine = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
"""Where a picture is sampled that stays as it is; see `about_middle`."""
WORK = 180
"""Short side, pixels, at which what is soft is worked out: a sixth of 1080, and less than twice that of other sizes."""
SMALL = 2**19
"""Pixels up to which frames are resampled bicubically. Larger ones have little detail as fine as a pixel: of paintings
at 1920x1080 bilinear makes the same to 51 dB, in a sixth of the time."""
OCTAVES = 4
"""Waves of `wander`, each about twice as fast and half as high as the one before: noise whose amplitude is 1/f."""


def kept(state: dict[str, Any], name: str, make: Callable[[], Kept]) -> Kept:
    """What an effect makes once a shot, such as a mask of the frame's size."""
    if name not in state:
        state[name] = make()
    found: Kept = state[name]
    return found


def shrunk(image: Image, side: int = WORK) -> Image:
    """A picture made so many whole times smaller that its short side is at least `side` pixels, of means of areas.

    The very same one if that is once. Only by whole numbers, as OpenCV takes many times as long for others.
    """
    height, width = image.shape[:2]
    times = min(height, width) // side
    if times <= 1:
        return image
    size = round(width / times), round(height / times)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def enlarged(image: NDArray[Any], like: Image) -> NDArray[Any]:
    """A picture, or float map, in the size of another; bilinear, as it is soft."""
    return np.asarray(cv2.resize(image, like.shape[1::-1], interpolation=cv2.INTER_LINEAR))


def screened(image: Image, light: Image) -> Image:
    """Light on a picture: what is dark gains most, and nothing is clipped at white. 255 - (255 - a) (255 - b) / 255."""
    gained = cv2.multiply(light, cv2.bitwise_not(image), scale=1 / 255)
    return np.asarray(cv2.add(image, gained), np.uint8)


def veiled(image: Image, light: Image, cover: Image) -> Image:
    """Light in front of a picture, which it covers: where `cover` is 255, the light alone is seen."""
    return np.asarray(cv2.add(cv2.subtract(image, cv2.multiply(image, cover, scale=1 / 255)), light), np.uint8)


def zoomed(image: Image, by: float, turn: float = 0.0) -> Image:
    """A picture magnified and turned about its middle, bilinear; beyond its borders it is mirrored.

    Parameters
    ----------
    image : uint8, [h, w, 3] or [h, w]
    by : float
        Magnification; below 1 it shrinks.
    turn : float
        Radians, clockwise.
    """
    return affine(image, about_middle((image.shape[1], image.shape[0]), by, turn))


def about_middle(size: tuple[int, int], by: float, turn: float) -> Affine:
    """Where a picture is sampled that is magnified and turned about its middle: x' = a x + b y + c, y' = d x + e y + f.

    Parameters
    ----------
    size : tuple of int
        Width and height, pixels.
    by : float
        Magnification.
    turn : float
        Radians, clockwise.

    Returns
    -------
    a, b, c, d, e, f : float
        With pixel centres at halves: the convention of Pillow's affine transform.
    """
    x, y = size[0] / 2, size[1] / 2
    cosine, sine = float(np.cos(turn)) / by, float(np.sin(turn)) / by
    return cosine, sine, x - cosine * x - sine * y, -sine, cosine, y + sine * x - cosine * y


def affine(image: Image, inverse: Affine, kernel: int = cv2.INTER_LINEAR) -> Image:
    """A picture sampled as `about_middle` tells, with a kernel of OpenCV; beyond its borders it is mirrored."""
    a, b, c, d, e, f = inverse
    # OpenCV has pixel centres at whole numbers.
    matrix = np.array([[a, b, c + (a + b - 1) / 2], [d, e, f + (d + e - 1) / 2]])
    size, flags = image.shape[1::-1], kernel | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(image, matrix, size, flags=flags, borderMode=cv2.BORDER_REFLECT_101), np.uint8)


def finely(image: Image, inverse: Affine) -> Image:
    """As `affine`, with as fine a kernel as a frame of its size needs."""
    return affine(image, inverse, kernel_for(image))


def kernel_for(image: Image) -> int:
    """Of OpenCV, as fine as frames of that size need."""
    return cv2.INTER_CUBIC if image.shape[0] * image.shape[1] <= SMALL else cv2.INTER_LINEAR


def bent(
    image: Image,
    shifts: tuple[Map, Map],
    inverse: Affine = PLAIN,
    kernel: int = cv2.INTER_LINEAR,
    border: int = cv2.BORDER_REFLECT_101,
) -> Image:
    """A picture sampled beside where `affine` samples it.

    Parameters
    ----------
    image : uint8, [h, w, 3]
    shifts : tuple of two float32, [rows, columns]
        How far to the right and down, in pixels: on a coarse grid over the result.
    inverse : tuple of float
    kernel, border : int
        Of OpenCV.
    """
    height, width = image.shape[:2]
    a, b, c, d, e, f = inverse
    columns, rows = (middles(side, side) for side in (width, height))
    # OpenCV has pixel centres at whole numbers.
    along = [at.astype(np.float32) for at in (a * columns + (c - 0.5), d * columns + (f - 0.5))]
    beside = [at.astype(np.float32)[:, None] for at in (b * rows, e * rows)]
    fine = [cv2.resize(shift, (shift.shape[1], height)) for shift in shifts]
    shown = np.empty_like(image)

    def show(first: int, end: int) -> None:
        here = slice(first, end)
        size = width, end - first
        x_map, y_map = (np.asarray(cv2.resize(at[here], size), np.float32) for at in fine)  # linear
        for places, right, down in zip((x_map, y_map), along, beside, strict=True):
            places += right
            places += down[here]
        cv2.remap(image, x_map, y_map, kernel, dst=shown[here], borderMode=border)

    in_bands(show, height, threads=1)  # maps of a few rows stay in the processor's cache
    return shown


def middles(side: int, count: int) -> NDArray[np.float64]:
    """Where the middles of so many cells of a side are, in pixels from its beginning."""
    return np.asarray((np.arange(count) + 0.5) * (side / count))


def places(shape: tuple[int, ...], rows: int | None = None) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where pixels are, in short sides to the right of the middle, and below it: two arrays of [h, w].

    Parameters
    ----------
    shape : tuple of int
        Height and width of the picture.
    rows : int, optional
        Short side of a coarser grid over the same picture.
    """
    short = min(shape[:2])
    height, width = (round(side * (rows or short) / short) for side in shape[:2])
    across = ((np.arange(width) + 0.5) / width - 0.5) * shape[1] / short
    down = ((np.arange(height) + 0.5) / height - 0.5) * shape[0] / short
    x, y = np.meshgrid(across.astype(np.float32), down.astype(np.float32))
    return x, y


def distance(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """How far pixels are from the middle, in an ellipse that goes through the corners at 1: [h, w]."""
    height, width = shape[:2]
    across, down = (np.square((np.arange(side) + 0.5) / side * 2 - 1) for side in (width, height))
    return np.sqrt((across + down[:, None]) / 2).astype(np.float32)


def wander(phase: float, seed: int, n: int) -> FloatArray:
    """Ways that never repeat themselves, smooth and within [-1, 1]: n of them, at one moment.

    Parameters
    ----------
    phase : float
        How many rounds their slowest wave has gone.
    seed : int
        Same seed, same ways.
    n : int
        How many ways, each independent of the others.

    Returns
    -------
    float, [n]
        Noise with an amplitude of 1/f over `OCTAVES`.
    """
    rng = np.random.default_rng(seed)
    start, detune = rng.random((n, OCTAVES)), rng.uniform(0.8, 1.25, (n, OCTAVES))
    octave = 2.0 ** np.arange(OCTAVES)
    waves = np.sin(2 * np.pi * (phase * octave * detune + start)) / octave
    return np.asarray(waves.sum(axis=1) / (1 / octave).sum())
