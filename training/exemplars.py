"""The style book's exemplars, measured: VGG statistics and colours of the pictures that it names."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from clavilux.imagine.painters import conditions
from latents import STYLE_CROP
from nets import VGG, style_statistics
from pictures import HERE, random_crop, to_tensor
from synthesize import MANNERS

BOOK = HERE.parent / "src" / "clavilux" / "imagine" / "styles.toml"
LOOKS = 12

Measured = tuple[np.ndarray, np.ndarray, float]
"""VGG statistics [896]; colours [n, 3] in [-1, 1]; 1 where the artwork's colours stay."""


def as_known(measured: Measured, basis: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """What the painter is told: style vector, mean and deviation of the colour, 1 where the artwork's colours stay."""
    statistics, colour, kept = measured
    vector = (statistics - basis[0]) @ basis[1]
    return np.concatenate([vector, colour.mean(0), colour.std(0), [kept]]).astype(np.float32)


def book() -> list[str]:
    """Names of all exemplars of the style book."""
    styles = tomllib.loads(BOOK.read_text())["styles"].values()
    return sorted({name for style in styles for name in style["exemplars"]})


def statistics_of(data: Path, names: list[str]) -> dict[str, Measured]:
    """Means over `LOOKS` crops of the pictures of those names; synthetic manners bring colours of their own."""
    files = {f.stem.split("--")[0]: f for f in (data / "pictures").rglob("*.jpg")}
    vgg, out = VGG(data / "vgg19.pth"), {}
    for name in names:
        rng = np.random.default_rng(0)  # anew for each, so that none depends on which others are in the book
        picture = np.asarray(Image.open(files[name]).convert("RGB"))
        crops = [random_crop(picture, STYLE_CROP, rng).copy() for _ in range(LOOKS)]
        with torch.inference_mode():
            statistics = style_statistics(vgg(to_tensor(crops))).numpy().mean(0)
        height, width = (n // conditions.STRIDE * conditions.STRIDE for n in picture.shape[:2])
        colour = conditions.mean_colour(picture[:height, :width]).reshape(-1, 3)
        out[name] = statistics, colour, float(not name.startswith(tuple(MANNERS)))
    return out
