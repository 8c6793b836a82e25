"""Lettering drawn by Pillow's own font is found, whatever its size and colour; foliage is not taken for it."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from clavilux.examples import ARTWORK
from clavilux.kernel.boxes import Box
from clavilux.kernel.lettering import lettering


def written(background, text, size, colour, at=(256, 256)):
    """The picture with a title, and the title's box."""
    image = background.copy()
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    pen.text(at, text, fill=colour, font=font, anchor="mm")
    return np.asarray(image), Box(*(round(edge) for edge in pen.textbbox(at, text, font=font, anchor="mm")))


def covers(lines, box):
    """Share of the box that lies in the lines."""
    return sum(line.box.shared(box) for line in lines) / box.area


@pytest.fixture(scope="module")
def wheat():
    with Image.open(ARTWORK) as image:
        return image.convert("RGB").resize((512, 495))


@pytest.mark.parametrize(("ground", "ink"), [("black", "white"), ("white", "black"), ("#e8d8b0", "#a02020")])
@pytest.mark.parametrize(("text", "size"), [("MIDNIGHT", 90), ("the slow tide", 24), ("volume three", 16)])
def test_on_a_flat_ground(ground, ink, text, size):
    picture, box = written(Image.new("RGB", (512, 512), ground), text, size, ink)
    lines = lettering(picture)
    assert covers(lines, box) > 0.95
    assert sum(line.box.area for line in lines) < 3 * box.area


@pytest.mark.parametrize("ink", ["white", "#ff3060"])
def test_on_a_painting(wheat, ink):
    picture, box = written(wheat, "MIDNIGHT", 80, ink, at=(256, 120))
    lines = lettering(picture)
    assert covers(lines, box) > 0.9
    assert all(line.box.shared(box) for line in lines)


def test_two_lines_are_two():
    picture, first = written(Image.new("RGB", (512, 512), "white"), "FIRST LINE", 40, "black", at=(256, 150))
    picture, second = written(Image.fromarray(picture), "another one", 40, "black", at=(256, 350))
    lines = lettering(picture)
    assert len(lines) == 2
    assert lines[0].box.shared(first)
    assert lines[1].box.shared(second)


def test_brushstrokes_are_no_letters(wheat):
    assert lettering(np.asarray(wheat)) == []


@pytest.mark.parametrize("seed", range(3))
def test_scattered_blots_are_no_letters(seed):
    dice = np.random.default_rng(seed)
    image = Image.new("RGB", (512, 512), "white")
    pen = ImageDraw.Draw(image)
    for x, y, radius in zip(*dice.uniform(30, 480, (2, 60)), dice.uniform(3, 25, 60), strict=True):
        pen.ellipse((x - radius, y - 0.6 * radius, x + radius, y + 0.6 * radius), fill="black")
    assert lettering(np.asarray(image)) == []
