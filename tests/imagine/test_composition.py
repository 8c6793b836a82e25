"""What a camera should not cut, in a film of any shape."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from clavilux.imagine.composition import composition
from clavilux.imagine.finding import found_in
from clavilux.imagine.framing import Fit, Framed, framed
from clavilux.values import Image

EVEN_64 = np.full((64, 64), 1 / 64**2, np.float32)
FACE = Path(__file__).parents[1] / "kernel" / "data" / "face.jpg"


@pytest.fixture(scope="module")
def cover() -> Image:
    """A square with a small face in its left half, too small to be found in a frame three times as wide."""
    with Pillow.open(FACE) as file:
        image = Pillow.new("RGB", (480, 480), file.convert("RGB").getpixel((4, 4)))
        image.paste(file.convert("RGB").resize((84, 95)), (60, 170))
    return np.array(image)


def test_a_small_face_of_a_square_cover_is_whole_in_a_wide_film(cover: Image) -> None:
    seen = composition(framed(cover, (960, 320), "reframe"))
    assert any(0.2 < left < right < 0.5 and 0.2 < top < bottom < 0.8 for left, top, right, bottom in seen.whole)


def pixels(box: tuple[float, float, float, float], picture: Image) -> tuple[float, float, float, float]:
    height, width = picture.shape[:2]
    return box[0] * width, box[1] * height, box[2] * width, box[3] * height


@pytest.mark.parametrize("fit", ["crop", "reframe", "contain"])
def test_pieces_lie_in_the_frame_where_they_are_seen(cover: Image, fit: Fit) -> None:
    whole = framed(cover, (480, 480), "crop")
    own = framed(cover, (640, 240), fit)
    (face,) = (box for kind, box in whole.pieces if kind == "face")
    (seen,) = (box for kind, box in own.pieces if kind == "face")
    parts = [
        np.asarray(Pillow.fromarray(at.picture).resize((24, 24), box=pixels(box, at.picture)), np.float32)
        for at, box in ((whole, face), (own, seen))
    ]
    assert np.corrcoef(parts[0].ravel(), parts[1].ravel())[0, 1] > 0.95


def test_what_is_cut_off_is_not_seen(cover: Image) -> None:
    keep = np.zeros(cover.shape[:2], bool)
    keep[440:, 200:300] = True
    assert not any(kind == "face" for kind, _ in framed(cover, (480, 96), "crop", keep).pieces)


@pytest.mark.parametrize("fit", ["crop", "reframe", "contain"])
def test_what_is_seen_is_the_same_in_a_film_of_any_size(cover: Image, fit: Fit) -> None:
    small, large = (
        composition(
            framed(np.array(Pillow.fromarray(cover).resize((side, side))), size, fit, found=found_in(cover, None))
        )
        for side, size in ((320, (320, 180)), (640, (1280, 720)))
    )
    assert small.whole
    assert small.whole == large.whole
    np.testing.assert_array_equal(small.interest, large.interest)


def test_what_goes_on_beyond_the_picture_is_of_no_interest(cover: Image) -> None:
    whole = framed(cover, (480, 480), "crop")
    wide = framed(cover, (960, 320), "contain")
    columns = wide.interest.shape[1]
    middle = wide.interest[:, columns // 3 + 1 : 2 * columns // 3 - 1]
    assert not wide.interest[:, : columns // 3 - 1].any()
    assert middle.sum() > 0.9 * wide.interest.sum()
    row, column = np.unravel_index(whole.interest.argmax(), whole.interest.shape)
    found, across = np.unravel_index(wide.interest.argmax(), wide.interest.shape)
    assert (found, 3 * (across - columns / 3)) == pytest.approx((row, column), abs=3)


def test_faces_draw_the_eye_and_lettering_is_never_mirrored() -> None:
    picture = np.full((90, 160, 3), 128, np.uint8)
    seen = composition(
        Framed(
            picture,
            np.zeros((90, 160), bool),
            (("face", (0.1, 0.2, 0.2, 0.3)), ("lettering", (0.6, 0.7, 0.9, 0.9))),
            EVEN_64,
        )
    )
    head, title = seen.whole
    assert head == pytest.approx((0.08, 0.15, 0.22, 0.3))  # with hair and ears
    assert title == (0.6, 0.7, 0.9, 0.9)
    assert seen.lettered
    rows, columns = seen.interest.shape
    assert seen.interest[: rows // 2, : columns // 2].sum() > 0.6
