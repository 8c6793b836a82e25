"""The exemplars drawn by code: the same every time, of every tone, and those that ship are entered and listed."""

import hashlib
import sys
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter

from clavilux.styles import StyleBook

sys.path.insert(0, str(Path(__file__).parents[2] / "exemplars" / "draw"))

import draw

SHIPPED = Path(__file__).parents[2] / "src" / "clavilux" / "imagine" / "exemplars"
EIGHTH = draw.HEIGHT // 8
LUMA = (0.2126, 0.7152, 0.0722)
SPAN = (0.27, 0.7)
"""Blurred luma that a twentieth of a picture lies below, and another above."""
OTHER_SPANS = {
    "dark-romanticism": (0.1, 0.4),
    "luminism": (0.35, 0.7),
    "mosaic": (0.27, 0.55),
    "nocturne": (0.27, 0.6),
    "pointillism": (0.3, 0.7),
    "psychedelia": (0.27, 0.65),
    "woodcut": (0.33, 0.7),
}
"""What a style allows: the dark between cubes, shadows of pure colours, daylight, saturated inks, storms, nights,
and cream paper between cuts."""


@cache
def drawn(name: str) -> np.ndarray:
    return draw.draw(name, EIGHTH)


def manifest() -> dict[str, dict[str, str]]:
    """The entries of drawn pictures by name."""
    entries = tomllib.loads((SHIPPED / "exemplars.toml").read_text())
    return {name: entry for name, entry in entries.items() if entry["source"] == "drawn by exemplars/draw"}


@pytest.mark.parametrize("name", draw.DRAWINGS)
def test_a_drawing_is_a_picture_of_every_tone(name: str) -> None:
    picture = drawn(name)
    assert picture.shape == (EIGHTH, EIGHTH * 4 // 3, 3)
    tones = gaussian_filter(picture @ LUMA / 255, EIGHTH / 100)
    low, high = np.percentile(tones, (5, 95))
    darkest, lightest = OTHER_SPANS.get(name[:-2], SPAN)
    assert low < darkest
    assert high > lightest


@pytest.mark.parametrize("name", ["pop-art-1", "mosaic-1", "fauvism-1", "synthwave-1"])
def test_a_drawing_is_the_same_every_time(name: str) -> None:
    assert np.array_equal(drawn(name), draw.draw(name, EIGHTH))


def test_drawings_of_a_style_differ() -> None:
    small = {name: drawn(name).astype(float).ravel() for name in draw.DRAWINGS}
    for name, picture in small.items():
        for other in small:
            if name < other and name[:-2] == other[:-2]:
                assert np.corrcoef(picture, small[other])[0, 1] < 0.8, (name, other)


def test_every_drawing_ships_and_is_entered() -> None:
    assert set(manifest()) == set(draw.DRAWINGS)
    for name, entry in manifest().items():
        file = SHIPPED / f"{name}.webp"
        assert hashlib.sha256(file.read_bytes()).hexdigest() == entry["sha256"]
        with Image.open(file) as picture:
            assert min(picture.size) == draw.HEIGHT


def test_every_drawing_is_an_exemplar_of_its_style() -> None:
    for name in draw.DRAWINGS:
        assert name in StyleBook.load().style(name[:-2]).exemplars
