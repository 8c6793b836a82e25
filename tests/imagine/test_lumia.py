"""What only Lumia promises; the laws of every painter stand in tests/conformance."""

import gc
import time
import weakref
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from artworks import fitted
from clavilux.errors import UnknownName
from clavilux.imagine import exemplars
from clavilux.imagine.exemplars import Exemplar
from clavilux.imagine.painters.lumia.hand import Dials, Hand, part
from clavilux.imagine.painters.lumia.painter import LumiaPainter
from clavilux.imagine.painters.lumia.palette import Palette
from clavilux.kernel.colour import as_bytes, as_floats, luma
from clavilux.kernel.oklab import oklab
from clavilux.kernel.resize import blurred
from clavilux.kernel.subjects import find
from clavilux.styles import StyleBook
from clavilux.values import PaintRequest

SIZE = (128, 96)
FACE_FILE = Path(__file__).parents[1] / "kernel" / "data" / "face.jpg"
FACE = fitted(FACE_FILE, (160, 160))
"""An exemplar that is much darker than the artwork, and of other colours."""
BOOK = StyleBook.load()


def hand(picture):
    """The style of a picture's hand."""
    return replace(BOOK.style("woodcut"), exemplars=(), picture=picture)


@pytest.fixture(scope="module")
def painter():
    return LumiaPainter()


@pytest.fixture
def wanted(artwork):
    return PaintRequest(artwork=fitted(artwork, SIZE), style=hand(FACE), seed=1, strength=0.5, guidance=3.0, steps=5)


def light(picture):
    """Light and shade without what is finer, one value per pixel."""
    return blurred(luma(as_floats(picture)), min(picture.shape[:2]) / 16).ravel()


def fine(picture):
    """What is finer than light and shade."""
    values = luma(as_floats(picture))
    return values - blurred(values, min(picture.shape[:2]) / 48)


def likeness(one, other):
    return np.corrcoef(one.ravel(), other.ravel())[0, 1]


def chroma(picture):
    """Mean of green-red and blue-yellow."""
    return oklab(as_floats(picture))[..., 1:].reshape(-1, 2).mean(0)


def difference(one, other):
    return np.abs(one.astype(float) - other).mean()


def lost(picture):
    """Share of the pixels that are burnt out or crushed."""
    return np.mean((picture >= 253).all(-1) | (picture <= 2).all(-1))


def painted(wanted, **dials):
    return LumiaPainter(**dials).paint(wanted)


def test_every_exemplar_of_the_book_ships():
    named = {name for style in BOOK.styles.values() for name in style.exemplars}
    assert named <= set(exemplars.names())
    assert all(style.exemplars for style in BOOK.styles.values())


def test_an_unknown_exemplar_is_told(painter, wanted):
    with pytest.raises(UnknownName, match="exemplar"):
        painter.paint(replace(wanted, style=replace(wanted.style, picture=None, exemplars=("mona-lisa",))))


def test_same_request_same_bytes_whoever_paints_and_whatever_came_before(painter, wanted):
    before = painter.paint(wanted)
    painter.paint(replace(wanted, seed=2, style=None))
    np.testing.assert_array_equal(painter.paint(wanted), before)
    np.testing.assert_array_equal(LumiaPainter().paint(wanted), before)


def test_other_seed_other_picture(painter, wanted):
    for style in (None, wanted.style):
        one, other = (painter.paint(replace(wanted, style=style, seed=seed)) for seed in (1, 2))
        assert difference(one, other) > 5


def test_without_style_and_strength_it_is_the_artwork(painter, wanted):
    same = painter.paint(replace(wanted, style=None, strength=0.0))
    assert np.abs(same.astype(int) - wanted.artwork).max() <= 2


def test_strength_leads_away_from_the_artwork(painter, wanted):
    alike = [
        likeness(light(painter.paint(replace(wanted, strength=strength))), light(wanted.artwork))
        for strength in (0.0, 0.6, 1.0)
    ]
    assert alike[0] > alike[1] > alike[2]


def test_what_is_kept_is_untouched_in_the_artworks_own_hand(painter, wanted):
    kept = np.zeros(SIZE[::-1], bool)
    kept[30:60, 40:90] = True
    picture = painter.paint(replace(wanted, style=None, strength=1.0, kept=kept))
    np.testing.assert_array_equal(picture[kept], wanted.artwork[kept])
    assert difference(picture[~kept], wanted.artwork[~kept]) > 5


def test_what_is_kept_is_recognised_in_another_hand(wanted):
    """Its outlines and some of its colours are spared, and nothing else is."""
    kept = np.zeros(SIZE[::-1], bool)
    kept[30:60, 40:90] = True
    still = replace(wanted, strength=0.0)
    spared, plain = (painted(replace(still, kept=mask), detail=0.0) for mask in (kept, None))
    alike = [likeness(fine(picture)[kept], fine(wanted.artwork)[kept]) for picture in (spared, plain)]
    assert alike[0] > alike[1] + 0.2
    own = chroma(wanted.artwork[kept])
    assert np.linalg.norm(chroma(spared[kept]) - own) < 0.7 * np.linalg.norm(chroma(plain[kept]) - own)
    assert difference(spared[~kept], plain[~kept]) < 0.5 * difference(spared[kept], plain[kept])


def test_a_face_is_one_in_the_loudest_hand(painter, wanted):
    stripes = np.where(np.arange(160) % 8 < 4, 0, 255).astype(np.uint8)
    loud = hand(np.broadcast_to(stripes[None, :, None], (160, 160, 3)).copy())
    (face,) = (piece for piece in find(as_floats(FACE)).pieces if piece.kind == "face")
    spared, plain = (
        painter.paint(replace(wanted, artwork=FACE, style=loud, strength=0.0, kept=mask, known=mask))
        for mask in (face.mask, None)
    )
    alike = [likeness(fine(picture)[face.mask], fine(FACE)[face.mask]) for picture in (spared, plain)]
    assert alike[0] > 0.8
    assert alike[0] > alike[1] + 0.2


@pytest.mark.parametrize("style", ["op-art", "dark-romanticism", "stained-glass"])
def test_a_sky_stays_a_sky_in_any_hand(style):
    """Strokes stand out less over what is calm than over what is not, and nowhere much more than that does itself."""
    ground = np.random.default_rng(1).integers(40, 216, (12, 32)).repeat(8, 0).repeat(8, 1)
    scene = np.vstack([np.full((96, 256), 150), ground])[..., None].repeat(3, 2).astype(np.uint8)
    strokes = np.abs(fine(as_bytes(in_the_hand_of(style, as_floats(scene)).picture))).mean(axis=1)
    assert strokes[16:80].mean() < 0.5 * strokes[112:].mean()
    assert strokes[16:80].mean() < 12


def test_where_something_is_kept_the_take_stays(painter, wanted):
    kept = np.zeros(SIZE[::-1], bool)
    kept[30:60, 40:90] = True
    original = fine(wanted.artwork)[kept]
    with_it, without = (fine(painter.paint(replace(wanted, strength=1.0, kept=mask)))[kept] for mask in (kept, None))
    assert likeness(with_it, original) > 0.7
    assert likeness(without, original) < 0.4


@pytest.mark.parametrize("strength", [0.5, 1.0])
def test_light_and_shade_are_those_of_the_take(painter, wanted, strength):
    take = painter.paint(replace(wanted, style=None, strength=strength))
    for picture in (FACE, 255 - FACE):
        painting = painter.paint(replace(wanted, style=hand(picture), strength=strength))
        assert likeness(light(painting), light(take)) > 0.85


def test_palette_says_whose_colours(wanted):
    own, half, other = (chroma(painted(wanted, palette=share)) for share in (0.0, 0.5, 1.0))
    assert own == pytest.approx(chroma(wanted.artwork), abs=0.004)
    assert other == pytest.approx(chroma(FACE), abs=0.004)
    assert half == pytest.approx((own + other) / 2, abs=0.006)


def test_stroke_says_how_large_the_marks_are(wanted):
    stripes = np.repeat(128 + 60 * np.sin(np.arange(96) * 2 * np.pi / 8), 3).reshape(1, 96, 3)
    flat = np.full_like(wanted.artwork, 128)
    ruled = replace(wanted, artwork=flat, style=hand(np.broadcast_to(stripes, (96, 96, 3)).astype(np.uint8)))

    def period(stroke):
        rows = luma(as_floats(painted(ruled, stroke=stroke)))
        spectrum = np.abs(np.fft.rfft(rows - rows.mean(1, keepdims=True))).mean(0)
        return rows.shape[1] / spectrum.argmax()

    assert period(0.5) == pytest.approx(4, rel=0.15)
    assert period(1.0) == pytest.approx(8, rel=0.15)


def test_detail_says_how_much_of_the_fine_structure_is_kept(wanted):
    still = replace(wanted, strength=0.0)
    alike = [likeness(fine(painted(still, detail=share)), fine(wanted.artwork)) for share in (0.0, 0.4, 1.0)]
    assert alike[0] + 0.1 < alike[1] < alike[2] - 0.05
    assert alike[2] > 0.85


def test_guidance_makes_the_marks_follow_the_picture(wanted):
    still = replace(wanted, strength=0.0)
    loose, firm = (
        likeness(fine(painted(replace(still, guidance=guidance), detail=0)), fine(wanted.artwork))
        for guidance in (0, 6)
    )
    assert loose < firm


def test_nothing_burns_out_or_is_crushed(painter, wanted):
    contrast = np.where(FACE > 100, 255, 0).astype(np.uint8)
    for picture in (FACE, 255 - FACE, contrast):
        painting = painter.paint(replace(wanted, style=hand(picture)))
        assert lost(painting) <= max(lost(wanted.artwork), lost(picture)) + 0.02


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (300, 300)])
def test_any_picture_can_be_a_hand(painter, wanted, shape):
    """Also one of a single colour: then nothing but light, and some detail, is left of the artwork."""
    painting = painter.paint(replace(wanted, strength=0.2, style=hand(np.full((*shape, 3), (200, 60, 60), np.uint8))))
    assert painting.shape == wanted.artwork.shape
    assert likeness(light(painting), light(wanted.artwork)) > 0.85
    assert chroma(painting)[0] > 0.02  # towards red


@pytest.mark.parametrize("level", [0, 255])
def test_a_flat_artwork_keeps_its_tone_as_far_as_the_exemplar_has_it(painter, wanted, level):
    flat = replace(wanted, artwork=np.full_like(wanted.artwork, level))
    np.testing.assert_array_equal(painter.paint(replace(flat, style=None)), flat.artwork)
    assert abs(painter.paint(flat).mean() - level) < 60


def in_the_hand_of(style, picture):
    dials = Dials(palette=0.6, stroke=1.2, detail=0.85, guidance=5.0)
    return Hand(exemplars.load(BOOK.style(style).exemplars[0]), picture, picture, None, dials).paint(picture, seed=1)


@pytest.mark.parametrize(("style", "least"), [("naive", 0.22), ("fauvism", 0.3), ("dark-romanticism", 0.15)])
def test_a_skyline_in_haze_is_seen_in_the_largest_marks(style, least):
    """Its towers are half as wide as a mark."""
    haze = np.full((256, 256, 3), 0.6, np.float32)
    for left, top in ((40, 120), (90, 80), (150, 100), (200, 130)):
        haze[top:, left : left + 7] -= 0.1
    out = in_the_hand_of(style, haze).picture
    assert likeness(fine(as_bytes(out)), fine(as_bytes(haze))) > least


@pytest.mark.parametrize("style", ["tropical-neon", "luminism"])
def test_black_has_no_specks(style):
    light = luma(in_the_hand_of(style, np.zeros((256, 256, 3), np.float32)).picture)
    assert np.ptp(light) < 0.04


def stands_out(plane, period):
    """Power at a period of pixels along rows or columns, over the median of its surroundings."""
    power = np.abs(np.fft.fft2((plane - plane.mean()) * np.outer(*2 * [np.hanning(len(plane))]))) ** 2
    k = len(plane) // period
    return max(p[k - 1 : k + 2].max() / np.median(p[k - 12 : k + 13]) for p in (power[:, :3], power.T[:, :3]))


@pytest.mark.parametrize(
    ("style", "level"), [("fauvism", 0.0), ("impressionism", 0.0), ("symbolism", 0.5), ("dark-romanticism", 0.5)]
)
def test_an_even_picture_has_no_grid(style, level):
    """Where all patches are about as good, nothing decides but how they were found."""
    flat = np.full((256, 256, 3), level, np.float32)
    painting = in_the_hand_of(style, flat)
    for period in (2, 4, 8, 16):
        assert stands_out(painting.picture.mean(-1), period) < 60


def test_a_palette_of_one_pixel_moves_colours_and_nothing_else():
    one, other = (oklab(as_floats(np.full((1, 1, 3), colour, np.uint8))) for colour in ((200, 30, 30), (30, 30, 200)))
    assert Palette(one, other)(one)[..., 1:] == pytest.approx(other[..., 1:], abs=1e-4)


def test_noise_is_not_made_visible():
    """A dark cover has little light, that of a JPEG's noise, but its exemplar may have all."""
    rng = np.random.default_rng(0)
    dark = rng.normal(0.1, 0.01, (64, 64, 3)).astype(np.float32)
    light = np.linspace(0, 1, 64 * 64, dtype=np.float32).reshape(64, 64, 1) * np.ones(3, np.float32)
    out = Palette(dark, light)(dark)
    assert out[..., 0].std() <= 2.01 * dark[..., 0].std()
    assert out[..., 0].mean() == pytest.approx(0.6 * 0.1 + 0.4 * 0.5, abs=0.01)  # it is brighter all the same


@pytest.mark.parametrize("shape", [(2, 400), (400, 2), (1, 8000)])
def test_a_very_long_picture_is_as_quick_a_hand_as_any(wanted, shape):
    picture = np.random.default_rng(0).integers(0, 255, (*shape, 3), np.uint8)
    begun = time.process_time()
    LumiaPainter().paint(replace(wanted, style=hand(picture)))
    assert time.process_time() - begun < 3


@pytest.mark.parametrize("stroke", [0.3, 1.2, 4.0])
def test_of_an_exemplar_no_more_is_used_than_need_be_and_what_may_be_taken(stroke):
    allowed = np.zeros((60, 900), bool)
    allowed[:, 700:800] = True
    rows, columns = part(Exemplar(picture=np.zeros((60, 900, 3), np.float32), allowed=allowed), stroke)
    assert (rows.stop - rows.start) * (columns.stop - columns.start) <= 6.1 * (60 / stroke) ** 2
    used = allowed[rows, columns]
    assert used.sum() == min(used.size, allowed.sum())


def test_a_usual_exemplar_is_used_whole():
    assert part(Exemplar(picture=np.zeros((60, 90, 3), np.float32)), 1.2) == (slice(0, 60), slice(0, 90))


def test_the_picture_is_the_same_at_any_size(painter, wanted, artwork):
    small, large = (painter.paint(replace(wanted, artwork=fitted(artwork, (n * 64, n * 48)))) for n in (2, 4))
    halved = large.reshape(96, 2, 128, 2, 3).mean((1, 3))
    assert likeness(light(halved.astype(np.uint8)), light(small)) > 0.97


def test_strokes_are_the_same_at_any_size(painter, wanted, artwork):
    """Where they are composed from the same sketch, which no size can tell from itself."""
    sketch = fitted(artwork, SIZE)
    small, large, odd = (
        painter.paint(replace(wanted, artwork=fitted(artwork, size), sketch=sketch, guidance=1.0))
        for size in (SIZE, (256, 192), (342, 256))
    )
    for other in (large, odd):
        assert likeness(fine(cv2.resize(other, SIZE, interpolation=cv2.INTER_AREA)), fine(small)) > 0.9


def test_small_pictures_are_larger_ones_made_smaller(painter, wanted):
    small, whole = (painter.paint(replace(wanted, artwork=fitted(FACE_FILE, size))) for size in ((66, 66), (96, 96)))
    assert likeness(fine(small), fine(cv2.resize(whole, (66, 66), interpolation=cv2.INTER_AREA))) > 0.9


def test_a_painter_that_is_let_go_takes_its_pictures_along(wanted):
    """What it remembers of requests is remembered with it."""
    painter = LumiaPainter()
    painter.paint(replace(wanted, style=None, strength=0.2))
    kept = weakref.ref(painter)
    del painter
    gc.collect()
    assert kept() is None
