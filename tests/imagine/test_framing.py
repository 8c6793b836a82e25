"""Any shape from any picture."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw

from clavilux.errors import UserError
from clavilux.examples import ARTWORK
from clavilux.imagine.finding import found_in, part_of
from clavilux.imagine.framing import Fit, framed
from clavilux.kernel.boxes import Box
from clavilux.kernel.subjects import Kind, Piece
from clavilux.media.pictures import load
from clavilux.values import Image

WIDE, TALL = (112, 64), (64, 112)
INK, PAPER = (20, 40, 90), (240, 230, 210)


@pytest.fixture(scope="module")
def square() -> Image:
    return np.array(Pillow.fromarray(load(ARTWORK, 200)).resize((96, 96)))


@pytest.fixture(scope="module")
def wide(square: Image) -> Image:
    """The picture, painted further out to both sides: 27 columns each."""
    return framed(square, (150, 96), "reframe").picture


def sign(ground: tuple[int, int, int] = PAPER, side: int = 120) -> Image:
    """A disc in the middle of a flat ground."""
    image = Pillow.new("RGB", (side, side), ground)
    ImageDraw.Draw(image).ellipse((0.4 * side, 0.4 * side, 0.6 * side, 0.6 * side), fill=(200, 50, 20))
    return np.array(image)


def filled(box: Box) -> NDArray[np.bool_]:
    """A box in a picture of 96 x 96 pixels."""
    mask = np.zeros((96, 96), bool)
    mask[box.top : box.bottom, box.left : box.right] = True
    return mask


def disc(shape: tuple[int, int], row: float, column: float, radius: float) -> NDArray[np.bool_]:
    y, x = np.ogrid[: shape[0], : shape[1]]
    return np.asarray(np.hypot(y - row, x - column) <= radius)


@pytest.mark.parametrize(
    ("fit", "side", "size"),
    [
        ("reframe", (61, 97), WIDE),
        ("reframe", (160, 23), TALL),
        ("reframe", (2, 240), (67, 51)),
        ("crop", (61, 97), (67, 51)),
        ("crop", (300, 1), TALL),
        ("contain", (97, 61), (67, 51)),
        ("contain", (2, 240), WIDE),
        (None, (1, 1), WIDE),
        (None, (300, 1), TALL),
    ],
)
def test_the_size_is_the_one_wanted(
    square: Image, fit: Fit | None, side: tuple[int, int], size: tuple[int, int]
) -> None:
    picture = np.array(Pillow.fromarray(square).resize(side))
    out = framed(picture, size, fit)
    assert out.picture.shape == (size[1], size[0], 3)
    assert out.picture.dtype == np.uint8
    assert out.kept.shape == (size[1], size[0])
    assert out.kept.dtype == np.bool_


@pytest.mark.parametrize("fit", ["reframe", "crop", "contain", None])
def test_a_picture_of_that_size_is_left_as_it_is(square: Image, fit: Fit | None) -> None:
    np.testing.assert_array_equal(framed(square, (96, 96), fit).picture, square)


def test_shapes_that_differ_by_more_than_a_tenth_are_reframed(square: Image, wide: Image) -> None:
    near = 104, 96
    np.testing.assert_array_equal(framed(square, near).picture, framed(square, near, "crop").picture)
    np.testing.assert_array_equal(framed(square, (150, 96)).picture, wide)


def test_a_reframed_picture_is_the_artworks_own_in_the_middle(square: Image, wide: Image) -> None:
    np.testing.assert_array_equal(wide[:, 27 + 6 : 123 - 6], square[:, 6:-6])
    tall = framed(square, (96, 150), "reframe").picture
    np.testing.assert_array_equal(tall[27 + 6 : 123 - 6], square[6:-6])


def test_the_sides_are_of_the_pictures_own_colours(square: Image, wide: Image) -> None:
    assert (wide.min((0, 1)) >= square.min((0, 1))).all()
    assert (wide.max((0, 1)) <= square.max((0, 1))).all()
    for side in (wide[:, :27], wide[:, -27:]):
        assert side.std() > 15
        np.testing.assert_allclose(side[:30].mean((0, 1)), square[:30].mean((0, 1)), atol=30)


def test_the_seam_is_not_to_be_seen(wide: Image) -> None:
    steps = np.abs(np.diff(wide.astype(float), axis=1)).mean((0, 2))
    within = steps[40:110].mean()
    assert steps[23:31].max() < 2 * within
    assert steps[119:127].max() < 2 * within


@pytest.mark.parametrize("ground", [(0, 0, 0), (255, 255, 255), PAPER])
@pytest.mark.parametrize("size", [(190, 120), (120, 190)])
def test_a_flat_ground_stays_flat(ground: tuple[int, int, int], size: tuple[int, int]) -> None:
    out = framed(sign(ground), size, "reframe").picture
    top, left = (size[1] - 120) // 2, (size[0] - 120) // 2
    sides = np.ones(out.shape[:2], bool)
    sides[top : top + 120, left : left + 120] = False
    np.testing.assert_array_equal(out[sides], np.broadcast_to(ground, out[sides].shape))
    assert (out[~sides] != ground).any()


def test_bands_of_flat_colour_go_on() -> None:
    picture = sign()
    picture[80:] = INK
    out = framed(picture, (190, 120), "reframe").picture
    np.testing.assert_array_equal(out[:78, :35], np.broadcast_to(PAPER, (78, 35, 3)))
    np.testing.assert_array_equal(out[83:, -35:], np.broadcast_to(INK, (37, 35, 3)))


def test_same_seed_same_picture_whatever_the_number_of_threads(square: Image, wide: Image) -> None:
    one, two = (framed(square, (150, 96), seed=seed, threads=2).picture for seed in (0, 1))
    np.testing.assert_array_equal(one, wide)
    assert (two != wide).any()


@pytest.mark.parametrize("size", [(150, 96), (96, 150)])
@pytest.mark.parametrize("fit", ["reframe", "contain"])
def test_what_the_user_keeps_moves_along(square: Image, size: tuple[int, int], fit: Fit) -> None:
    keep = disc((96, 96), 40, 3, 12)
    out = framed(square, size, fit, keep)
    top, left = (size[1] - 96) // 2, (size[0] - 96) // 2
    moved = np.zeros(out.kept.shape, bool)
    moved[top : top + 96, left : left + 96] = keep
    np.testing.assert_array_equal(out.kept, moved)
    np.testing.assert_array_equal(out.picture[moved], square[keep])  # even at the edge


def test_what_is_kept_is_not_repeated() -> None:
    rng = np.random.default_rng(0)
    picture = rng.integers(60, 120, (96, 96, 3), np.uint8)
    keep = disc((96, 96), 48, 6, 20)
    picture[keep] = (255, 0, 0)
    out = framed(picture, (150, 96), "reframe", keep).picture
    red = (out[..., 0] > 200) & (out[..., 1] < 50)
    moved = np.zeros_like(red)
    moved[:, 27:123] = keep
    np.testing.assert_array_equal(red, moved)


def test_a_mask_replaces_the_search(square: Image) -> None:
    assert not framed(sign(), WIDE, "crop", np.zeros((120, 120), bool)).kept.any()
    assert framed(sign(), (100, 100), "crop").kept.any()


def test_a_mask_may_be_of_another_resolution(square: Image) -> None:
    keep = np.zeros((48, 48), bool)
    keep[:, 24:] = True
    kept = framed(square, (96, 96), "crop", keep).kept
    assert not kept[:, :46].any()
    assert kept[:, 50:].all()


def test_a_mask_of_another_shape_is_told(square: Image) -> None:
    with pytest.raises(UserError, match=r"another shape \(1.60 times as wide as high\) than the picture \(1.00\)"):
        framed(square, WIDE, keep=np.ones((60, 96), bool))


def test_where_all_is_kept_the_sides_are_calm(square: Image) -> None:
    everything = np.ones((96, 96), bool)
    np.testing.assert_array_equal(
        framed(square, WIDE, "reframe", everything).picture, framed(square, WIDE, "contain", everything).picture
    )


@pytest.mark.parametrize("column", [14, 48, 82])
def test_a_cut_spares_what_must_stay_whole(square: Image, column: int) -> None:
    out = framed(square, (48, 96), "crop", disc((96, 96), 30, column, 10))
    assert out.kept.sum() == pytest.approx(np.pi * 10**2, rel=0.1)


def test_a_cut_spares_a_face_rather_than_a_title(square: Image) -> None:
    """There is no room for both, and the title is larger."""
    boxes: dict[Kind, Box] = {"face": Box(40, 6, 56, 22), "lettering": Box(4, 66, 92, 90)}
    pieces = [Piece(kind=kind, box=box, mask=filled(box), confidence=1.0) for kind, box in boxes.items()]
    nothing = found_in(square, np.zeros((96, 96), bool))
    found = nothing._replace(pieces=pieces, parts=[part_of(piece) for piece in pieces])
    extents = dict(framed(square, (96, 54), "crop", found=found).pieces)
    left, top, right, bottom = extents["face"]
    assert (right - left, bottom - top) == pytest.approx((16 / 96, 16 / 54), abs=0.01)


def test_what_must_be_recognised_is_where_it_went_however_small_it_is_there(square: Image) -> None:
    """In a wide film a face of a square cover is too small to be found again."""
    boxes: dict[Kind, Box] = {"face": Box(40, 20, 56, 40), "person": Box(30, 10, 70, 90)}
    pieces = [Piece(kind=kind, box=box, mask=filled(box), confidence=1.0) for kind, box in boxes.items()]
    kept = filled(boxes["person"])
    found = found_in(square, kept)._replace(pieces=pieces, parts=[part_of(piece) for piece in pieces])
    out = framed(square, (192, 96), "contain", found=found)
    rows, columns = (np.flatnonzero(out.known.any(axis)) for axis in (1, 0))
    assert (rows[0], rows[-1] + 1) == (17, 43)  # with brow and chin
    assert (columns[0], columns[-1] + 1) == (48 + 37, 48 + 59)
    assert not (out.known & ~out.kept).any()


def test_a_cut_of_nothing_in_particular_is_centred(square: Image) -> None:
    nothing = np.zeros((96, 96), bool)
    np.testing.assert_array_equal(framed(square, (48, 96), "crop", nothing).picture, square[:, 24:72])


def test_a_strip_is_enlarged_to_cover_more(square: Image) -> None:
    strip = np.ascontiguousarray(square[30:50])
    out = framed(strip, (60, 100), "reframe", np.zeros(strip.shape[:2], bool)).picture
    # 60 of 100 rows: three times as large, so 20 of 96 columns are to be seen.
    middle = Pillow.fromarray(strip).resize((60, 60), Pillow.Resampling.LANCZOS, (38, 0, 58, 20))
    np.testing.assert_array_equal(out[26:74], np.asarray(middle)[6:54])


def test_it_is_not_enlarged_over_what_must_stay_whole(square: Image) -> None:
    strip = np.ascontiguousarray(square[30:50])
    ends = np.zeros(strip.shape[:2], bool)
    ends[5:15, 5:15] = ends[5:15, -15:-5] = True
    kept = framed(strip, (60, 100), "reframe", ends).kept
    assert kept.sum() == pytest.approx(200 * (60 / 96) ** 2, rel=0.4)
    assert kept[:, :30].sum() == pytest.approx(kept[:, 30:].sum(), rel=0.3)


def test_contained_it_is_whole_on_a_dimmer_ground(square: Image) -> None:
    out = framed(square, (150, 96), "contain").picture
    np.testing.assert_array_equal(out[:, 27:123], square)
    for ground in (out[:, :22], out[:, -22:]):
        assert 0.2 * square.mean() < ground.mean() < 0.9 * square.mean()
        assert np.abs(np.diff(ground.astype(int), axis=1)).max() < 12


def test_a_black_picture_stays_black() -> None:
    black = np.zeros((60, 60, 3), np.uint8)
    for fit in ("reframe", "crop", "contain"):
        assert not framed(black, WIDE, fit).picture.any()


def test_bars_are_cropped_first(square: Image) -> None:
    barred = np.pad(square, ((9, 9), (0, 0), (0, 0)))
    out = framed(barred, (96, 96)).picture
    assert np.abs(out.astype(int) - square).mean() < 6


@pytest.mark.parametrize(
    ("fit", "size", "window"),
    [
        ("crop", (96, 72), (0, 1 / 8, 1, 7 / 8)),
        ("crop", (48, 96), (1 / 4, 0, 3 / 4, 1)),
        ("contain", (192, 96), (-0.5, 0, 1.5, 1)),
        ("contain", (96, 144), (0, -0.25, 1, 1.25)),
    ],
)
def test_it_tells_what_is_seen_of_the_whole_picture(square: Image, fit: Fit, size: tuple[int, int], window) -> None:
    assert framed(square, size, fit).window == pytest.approx(window, abs=1e-3)  # to the pixel


def test_a_mask_reaches_over_bars(square: Image) -> None:
    barred = np.pad(square, ((9, 9), (0, 0), (0, 0)))
    keep = np.zeros(barred.shape[:2], bool)
    keep[2:20, 30:60] = True
    kept = framed(barred, (96, 114), "contain", keep).kept
    assert kept.sum() == pytest.approx(keep.sum(), rel=0.15)
