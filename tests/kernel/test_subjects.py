"""What is found, that nothing is found where nothing is, and that the size of the picture does not matter."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from clavilux.examples import ARTWORK
from clavilux.kernel.colour import as_bytes
from clavilux.kernel.drawn import drawn
from clavilux.kernel.graphics import of_few_colours
from clavilux.kernel.subjects import find

FACE = Path(__file__).parent / "data" / "face.jpg"


def as_floats(image):
    return np.asarray(image.convert("RGB"), np.float32) / 255


def opened(path, width=None):
    with Image.open(path) as file:
        image = file.convert("RGB")
    if width:
        image = image.resize((width, round(width * image.height / image.width)), Image.Resampling.LANCZOS)
    return as_floats(image)


def kinds(picture):
    return [piece.kind for piece in find(picture).pieces]


def overlap(a, b):
    return (a & b).sum() / (a | b).sum()


def titled(background, text, size, colour, at):
    image = background.copy()
    pen = ImageDraw.Draw(image)
    pen.text(at, text, fill=colour, font=ImageFont.load_default(size), anchor="mm")
    return image


@pytest.fixture(scope="module")
def artwork():
    with Image.open(ARTWORK) as image:
        return image.convert("RGB")


@pytest.fixture(scope="module")
def portrait():
    return find(opened(FACE))


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_nothing_is_found_in_a_picture_of_one_colour(level):
    found = find(np.full((300, 400, 3), level, np.float32))
    assert found.pieces == ()
    assert found.mask.shape == (300, 400)
    assert not found.mask.any()


def test_nothing_is_found_in_noise():
    noise = np.random.default_rng(0).uniform(size=(384, 384, 3)).astype(np.float32)
    assert not {"face", "person", "lettering", "graphic"} & set(kinds(noise))


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 40, 3), (40, 2, 3), (8, 8, 3)])
def test_a_tiny_picture_is_no_error(shape):
    assert find(np.zeros(shape, np.float32)).mask.shape == shape[:2]


def test_no_one_and_nothing_written_in_a_landscape(artwork):
    assert not {"face", "person", "lettering", "graphic"} & set(kinds(as_floats(artwork)))


def test_a_painted_face_and_its_figure_are_found(portrait):
    assert [piece.kind for piece in portrait.pieces if piece.kind in ("face", "person")] == ["face", "person"]
    face, person = portrait.pieces[:2]
    assert 90 < (face.box.left + face.box.right) / 2 < 150  # of 256
    assert 90 < (face.box.top + face.box.bottom) / 2 < 160  # of 291
    assert person.mask[face.mask].mean() > 0.95
    assert person.mask.sum() > 2 * face.mask.sum()


def test_pieces_fit_their_boxes_and_make_up_the_mask(portrait):
    union = np.zeros_like(portrait.mask)
    for piece in portrait.pieces:
        left, top, right, bottom = piece.box
        assert piece.mask[top:bottom, left:right].sum() == piece.mask.sum() > 0
        assert piece.mask[top].any()
        assert piece.mask[bottom - 1].any()
        assert piece.mask[:, left].any()
        assert piece.mask[:, right - 1].any()
        assert 0.5 <= piece.confidence <= 1
        union |= piece.mask
    np.testing.assert_array_equal(union, portrait.mask)


def test_the_size_of_the_picture_does_not_matter():
    small, large = find(opened(FACE, 512)), find(opened(FACE, 1024))
    halved = np.asarray(Image.fromarray(large.mask).resize(small.mask.shape[::-1], Image.Resampling.NEAREST))
    assert overlap(small.mask, halved) > 0.9
    assert large.mask.sum() == pytest.approx(4 * small.mask.sum(), rel=0.1)


def test_the_same_picture_gives_the_same_pieces(portrait):
    again = find(opened(FACE))
    assert [(piece.kind, piece.box, piece.confidence) for piece in again.pieces] == [
        (piece.kind, piece.box, piece.confidence) for piece in portrait.pieces
    ]
    np.testing.assert_array_equal(again.mask, portrait.mask)


def test_a_mirrored_face_is_found_where_it_is(portrait):
    mirrored = find(np.ascontiguousarray(opened(FACE)[:, ::-1]))
    assert overlap(mirrored.pieces[0].mask[:, ::-1], portrait.pieces[0].mask) > 0.6


def test_a_face_with_a_title_keeps_both():
    with Image.open(FACE) as image:
        cover = titled(image.convert("RGB").resize((512, 582)), "MIDNIGHT", 70, "white", (256, 520))
    assert {"face", "person", "lettering"} <= set(kinds(as_floats(cover)))


def test_a_logo_on_a_flat_ground_is_kept_and_the_ground_is_not():
    image = Image.new("RGB", (400, 400), "black")
    pen = ImageDraw.Draw(image)
    pen.ellipse((150, 150, 250, 250), outline="white", width=12)
    found = find(as_floats(image))
    assert [piece.kind for piece in found.pieces] == ["graphic"]
    assert found.mask[150:251, 200].all()  # what the ring encloses too
    assert found.mask.mean() < 0.1


def test_flat_pictures_are_told_from_others():
    image = Image.new("RGB", (400, 400), "ivory")
    pen = ImageDraw.Draw(image)
    for i, colour in enumerate(("red", "navy", "teal")):
        pen.ellipse((40 + 90 * i, 90, 160 + 90 * i, 260), fill=colour)
    assert of_few_colours(np.asarray(image))
    assert not of_few_colours(as_bytes(opened(FACE)))


def test_subjects_are_drawn_on_the_picture(portrait):
    picture = opened(FACE)
    image = drawn(picture, portrait)
    assert (image.height, image.width) == picture.shape[:2]
    shown = np.asarray(image, np.float32) / 255
    assert shown[~portrait.mask].mean() < picture[~portrait.mask].mean()
    assert (np.asarray(image) == (255, 64, 64)).all(axis=-1).any()
