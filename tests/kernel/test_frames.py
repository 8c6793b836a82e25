"""Frames that were drawn around a picture are found to the pixel; pictures without one keep all."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from clavilux.examples import ARTWORK
from clavilux.kernel.frames import Margins, margins

NONE = Margins(0, 0, 0, 0)


@pytest.fixture(scope="module")
def artwork():
    with Image.open(ARTWORK) as image:
        return np.asarray(image.convert("RGB"))


def surrounded(picture, top, right, bottom, left, colour):
    height, width = picture.shape[:2]
    whole = np.empty((top + height + bottom, left + width + right, 3), np.uint8)
    whole[:] = colour
    whole[top : top + height, left : left + width] = picture
    return whole


def test_a_picture_without_a_frame_keeps_all(artwork):
    assert margins(artwork) == NONE


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (240, 232, 215)])
@pytest.mark.parametrize("widths", [(40, 40, 40, 40), (30, 0, 30, 0), (0, 25, 0, 25), (20, 30, 40, 50)])
def test_bars_and_passe_partouts_are_found_to_the_pixel(artwork, widths, colour):
    top, right, bottom, left = widths
    assert margins(surrounded(artwork, top, right, bottom, left, colour)) == widths


def test_a_moulding_is_found(artwork):
    outer = surrounded(artwork, 8, 8, 8, 8, (120, 80, 40))
    whole = surrounded(outer, 14, 14, 14, 14, (60, 40, 20))
    assert margins(whole) == (22, 22, 22, 22)


def test_a_gilded_edge_within_the_edge_of_a_scan_is_found():
    """Not all sides of the outer one are to be seen."""
    gilded = surrounded(np.full((850, 1050, 3), 190, np.uint8), 9, 9, 9, 9, (190, 120, 40))
    rough = gilded + np.random.default_rng(0).integers(0, 40, gilded.shape, np.uint8)
    assert margins(surrounded(rough, 3, 4, 3, 3, (10, 10, 10))) == pytest.approx((12, 13, 12, 12), abs=1)


def test_the_edge_of_a_scan_is_found(artwork):
    assert margins(surrounded(artwork, 0, 5, 0, 0, (20, 16, 12))) == (0, 5, 0, 0)


@pytest.mark.parametrize("ground", ["black", "white", "#304060"])
def test_a_logo_on_a_flat_ground_is_no_picture_in_a_frame(ground):
    image = Image.new("RGB", (400, 400), ground)
    ImageDraw.Draw(image).ellipse((30, 30, 370, 370), fill="red")
    assert margins(np.asarray(image)) == NONE
    assert margins(np.asarray(Image.new("RGB", (400, 400), ground))) == NONE


def test_a_band_that_is_deeper_than_a_frame_is_kept(artwork):
    assert margins(surrounded(artwork, 90, 0, 90, 0, (0, 0, 0))) == NONE


def test_a_horizon_near_the_bottom_is_kept():
    picture = np.full((300, 400, 3), (150, 180, 220), np.uint8)
    picture[270:] = (40, 60, 90)
    assert margins(picture) == NONE


def test_bars_with_a_title_are_kept(artwork):
    whole = Image.fromarray(surrounded(artwork, 52, 0, 52, 0, (0, 0, 0)))
    ImageDraw.Draw(whole).text((235, 26), "THE MUSICIANS", fill="white", font=ImageFont.load_default(26), anchor="mm")
    assert margins(np.asarray(whole)) == NONE


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 50, 3), (50, 2, 3), (9, 9, 3)])
def test_a_tiny_picture_keeps_all(shape):
    assert margins(np.random.default_rng(0).integers(0, 256, shape, np.uint8)) == NONE
