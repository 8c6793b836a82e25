"""Pictures enlarged with finer parts of their own."""

import numpy as np
import pytest
from PIL import Image as Pillow

from clavilux.examples import ARTWORK
from clavilux.kernel.detail import enlarged
from clavilux.kernel.resize import resized


@pytest.fixture(scope="module")
def art() -> np.ndarray:
    picture = Pillow.open(ARTWORK).convert("RGB").resize((96, 80))
    return np.asarray(picture, np.float32) / 255


def sharpness(picture: np.ndarray) -> float:
    return float(np.square(np.diff(picture, axis=1)).mean())


def test_it_is_crisper_than_what_is_only_enlarged_and_the_same_picture(art) -> None:
    shape = (200, 240)
    plain, fine = resized(art, shape), enlarged(art, shape)
    assert sharpness(fine) > 1.3 * sharpness(plain)
    small = resized(fine, art.shape[:2])
    assert np.corrcoef(small.ravel(), art.ravel())[0, 1] > 0.97


def test_no_channel_leaves_the_range_of_the_picture(art) -> None:
    out = enlarged(0.2 + 0.3 * art, (150, 180))
    assert (out.min((0, 1)) >= 0.2 + 0.3 * art.min((0, 1)) - 1e-6).all()
    assert (out.max((0, 1)) <= 0.2 + 0.3 * art.max((0, 1)) + 1e-6).all()


def test_an_even_picture_stays_even() -> None:
    out = enlarged(np.full((40, 50, 3), 0.3, np.float32), (90, 110))
    np.testing.assert_allclose(out, 0.3, atol=1e-6)


@pytest.mark.parametrize("shape", [(80, 96), (40, 48), (60, 96)])
def test_what_does_not_grow_gets_nothing(art, shape) -> None:
    np.testing.assert_array_equal(enlarged(art, shape), resized(art, shape))


def test_a_picture_of_a_few_pixels_has_no_finer_parts() -> None:
    tiny = np.random.default_rng(0).random((3, 7, 3), np.float32)
    np.testing.assert_array_equal(enlarged(tiny, (30, 70)), resized(tiny, (30, 70)))


def test_threads_make_no_difference(art) -> None:
    np.testing.assert_array_equal(enlarged(art, (150, 170)), enlarged(art, (150, 170), threads=3))
