"""What a camera should not cut, in a film of any shape."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from clavilux.imagine.composition import composition
from clavilux.imagine.framing import Framed, framed
from clavilux.kernel.boxes import Box
from clavilux.values import Image

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


@pytest.mark.parametrize("fit", ["crop", "reframe", "contain"])
def test_pieces_lie_in_the_frame_where_they_are_seen(cover: Image, fit: str) -> None:
    whole = framed(cover, (480, 480), "crop")
    own = framed(cover, (640, 240), fit)  # type: ignore[arg-type]
    (face,) = (box for kind, box in whole.pieces if kind == "face")
    (seen,) = (box for kind, box in own.pieces if kind == "face")
    parts = [
        np.asarray(Pillow.fromarray(at.picture).crop(box).resize((24, 24)), np.float32)
        for at, box in ((whole, face), (own, seen))
    ]
    assert np.corrcoef(parts[0].ravel(), parts[1].ravel())[0, 1] > 0.95


def test_what_is_cut_off_is_not_seen(cover: Image) -> None:
    keep = np.zeros(cover.shape[:2], bool)
    keep[440:, 200:300] = True
    assert not any(kind == "face" for kind, _ in framed(cover, (480, 96), "crop", keep).pieces)


def test_faces_draw_the_eye_and_lettering_is_never_mirrored() -> None:
    picture = np.full((90, 160, 3), 128, np.uint8)
    seen = composition(
        Framed(picture, np.zeros((90, 160), bool), (("face", Box(16, 9, 32, 27)), ("lettering", Box(96, 63, 144, 81))))
    )
    assert seen.whole == ((0.1, 0.1, 0.2, 0.3), (0.6, 0.7, 0.9, 0.9))
    assert seen.lettered
    rows, columns = seen.interest.shape
    assert seen.interest[: rows // 2, : columns // 2].sum() > 0.6
