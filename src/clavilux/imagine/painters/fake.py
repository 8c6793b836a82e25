"""A painter without a model, for tests, previews and as a pattern for painters of one's own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clavilux.kernel.colour import LUMA
from clavilux.values import Defaults, FloatArray, Image, PaintRequest

__all__ = ["FakePainter"]

PATCH = 32
"""Size of the cloudy patches, pixels."""


class FakePainter:
    """Dyes the artwork in the palette of the style and lays seeded clouds over it.

    It obeys every law of a painter, needs no weights, and takes milliseconds. The prompt and the
    number of steps make no difference to it. Its latent is the picture itself, scaled to [-1, 1].
    """

    name = "fake"
    licence = "Apache-2.0"
    multiple = 8
    defaults = Defaults(strength=0.4, guidance=2.5, steps=1)
    batch = 1
    sees_styles = False

    def paint(self, request: PaintRequest) -> Image:
        """Dye by brightness; guidance says how thoroughly, strength how cloudy."""
        artwork = request.artwork.astype(np.float32) / 255
        clouds = (request.strength * _clouds(artwork.shape[:2], request.seed))[..., None]
        if request.style is None:
            return _bytes(artwork + clouds)
        dye = _dyed(artwork @ LUMA + clouds[..., 0], request.style.palette)
        share = request.guidance / (1 + request.guidance)
        return _bytes(artwork + share * (dye - artwork))

    def encode(self, image: Image) -> NDArray[np.float32]:
        """The picture as float32 [3, height, width] in [-1, 1]."""
        return np.ascontiguousarray(image.transpose(2, 0, 1), dtype=np.float32) / 127.5 - 1

    def decode(self, latents: NDArray[np.float32]) -> Image:
        """The inverse of `encode`, for a batch; what lies outside [-1, 1] is clipped."""
        levels = np.clip(latents * 127.5 + 127.5, 0, 255)
        return np.ascontiguousarray(np.rint(levels).astype(np.uint8).transpose(0, 2, 3, 1))


def _clouds(shape: tuple[int, ...], seed: int) -> FloatArray:
    """Smooth noise [height, width] in [-0.5, 0.5]."""
    height, width = shape
    coarse = np.random.default_rng(seed).uniform(-0.5, 0.5, (height // PATCH + 2, width // PATCH + 2))
    smooth = Pillow.fromarray(coarse.astype(np.float32)).resize((width, height), Pillow.Resampling.BICUBIC)
    return np.asarray(smooth, dtype=np.float32).clip(-0.5, 0.5)


def _dyed(brightness: FloatArray, palette: NDArray[np.uint8]) -> FloatArray:
    """Map brightness [height, width] to the palette's colours from dark to light, [height, width, 3] in [0, 1]."""
    colours = palette[np.argsort(palette @ LUMA)] / np.float32(255)
    places = np.linspace(0, 1, len(colours))
    return np.stack([np.interp(brightness, places, channel) for channel in colours.T], axis=-1).astype(np.float32)


def _bytes(picture: FloatArray) -> Image:
    """[0, 1] -> uint8, rounded; values outside are clipped."""
    return np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
