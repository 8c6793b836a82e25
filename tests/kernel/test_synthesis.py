"""Laws of pictures that are made of other pictures' patches."""

from itertools import pairwise
from math import prod

import numpy as np
import pytest
from PIL import Image as Pillow
from scipy import ndimage
from scipy.spatial import cKDTree
from scipy.stats import pearsonr

from clavilux.examples import ARTWORK
from clavilux.kernel.atlas import SEARCHED, Atlas, Source, ladder
from clavilux.kernel.patches import SIDE, Features, covered, improved, seams, voted
from clavilux.kernel.resize import blurred, resized
from clavilux.kernel.synthesis import Effort, Kept, synthesise


@pytest.fixture(scope="module")
def art() -> np.ndarray:
    picture = Pillow.open(ARTWORK).convert("RGB").resize((150, 140))
    return np.asarray(picture, np.float32) / 255


def identity(shape: tuple[int, int]) -> np.ndarray:
    rows, columns = (n - SIDE + 1 for n in shape)
    return np.moveaxis(np.mgrid[:rows, :columns], 0, -1).astype(np.int32)


def made(sources, size, start, *, look=None, own=1.0, **more) -> np.ndarray:
    *_, last = synthesise(Atlas(sources, size, look=look, own=own), start, **more)
    return last.picture


def test_a_picture_reproduces_itself_from_its_own_field(art) -> None:
    begin = identity(ladder(art.shape[:2])[0])
    out = made([Source(picture=art)], art.shape[:2], art, begin=begin)
    np.testing.assert_allclose(out, art, atol=1e-5)


def test_a_constant_source_gives_a_constant_picture(art) -> None:
    colour = np.array([0.25, 0.5, 0.75], np.float32)
    out = made([Source(picture=np.broadcast_to(colour, art.shape).copy())], (96, 120), art)
    np.testing.assert_allclose(out, np.broadcast_to(colour, out.shape), atol=1e-6)


def test_no_channel_leaves_the_range_of_the_source(art) -> None:
    dark = 0.2 + 0.3 * art
    out = made([Source(picture=dark)], (96, 130), 1 - art)
    assert (out.reshape(-1, 3).min(0) >= dark.reshape(-1, 3).min(0) - 1e-6).all()
    assert (out.reshape(-1, 3).max(0) <= dark.reshape(-1, 3).max(0) + 1e-6).all()


def test_every_patch_has_a_like_in_the_source(art) -> None:
    out = made([Source(picture=art)], (120, 150), art[::-1, ::-1])
    means = [ndimage.uniform_filter(picture, (SIDE, SIDE, 1))[2:-2, 2:-2].reshape(-1, 3) for picture in (out, art)]
    away, _ = cKDTree(means[1]).query(means[0], p=np.inf)
    assert 255 * np.quantile(away, 0.99) <= 3
    assert 255 * away.max() <= 11


def test_what_is_kept_is_untouched(art) -> None:
    mask = np.zeros(art.shape[:2], bool)
    mask[40:90, 30:80] = True
    out = made([Source(picture=art, allowed=~mask)], art.shape[:2], art[:, ::-1], kept=Kept(mask=mask))
    np.testing.assert_allclose(out[mask], art[mask], atol=1e-6)
    assert np.abs(out[~mask] - art[~mask]).mean() > 0.01


def test_nothing_is_taken_from_where_it_must_not_be(art) -> None:
    marked = art.copy()
    marked[:, :60] = (1, 0, 1)
    allowed = np.ones(art.shape[:2], bool)
    allowed[:, :60] = False
    out = made([Source(picture=marked, allowed=allowed)], (100, 140), marked)
    assert not ((out[..., 0] > 0.95) & (out[..., 1] < 0.05)).any()


def test_a_dear_source_is_not_used(art) -> None:
    other = np.zeros((60, 200, 3), np.float32)
    alone = made([Source(picture=art)], (96, 100), art)
    both = made([Source(picture=art), Source(picture=other)], (96, 100), art, tolls=(0, 1e6))
    assert np.abs(both - resized(art, (96, 100))).mean() < 1.5 * np.abs(alone - resized(art, (96, 100))).mean()


def test_same_seed_same_bytes_for_any_number_of_threads(art) -> None:
    one, three = (made([Source(picture=art)], (110, 170), art, seed=5, threads=n) for n in (1, 3))
    assert one.tobytes() == three.tobytes()
    assert one.tobytes() != made([Source(picture=art)], (110, 170), art, seed=6).tobytes()


def test_a_guide_is_followed(art) -> None:
    def look(picture, size, short):
        light = resized(picture.mean(-1), size)
        return light, 10 * blurred(light, 2)[..., None]

    guide = art[:, ::-1]
    out = made([Source(picture=art)], art.shape[:2], art, guide=guide, look=look, own=0.5)
    one, two = (blurred(picture.mean(-1), 4).ravel() for picture in (out, guide))
    assert pearsonr(one, two).statistic > 0.95


def test_a_price_spreads_what_is_used(art) -> None:
    flat = np.full_like(art, art.mean((0, 1)))

    def used(price: float) -> int:
        *_, last = synthesise(Atlas([Source(picture=art)], (96, 140)), flat, effort=Effort(price=price))
        return len(np.unique(last.field.reshape(-1, 2), axis=0))

    assert used(0.05) > 2 * used(0.0)


def test_a_picture_begun_from_the_one_before_is_near_to_it(art) -> None:
    first = list(synthesise(Atlas([Source(picture=art)], art.shape[:2]), art[:, ::-1]))
    near = art[:, ::-1] + 0.01
    calm = made([Source(picture=art)], art.shape[:2], near, before=first)
    anew = made([Source(picture=art)], art.shape[:2], near, seed=9)
    assert np.abs(calm - first[-1].picture).mean() < 0.7 * np.abs(anew - first[-1].picture).mean()


@pytest.fixture(scope="module")
def begun(art):
    """A picture that is larger than what is searched on a way, and a start that is another on its left."""
    large = resized(art, (420, 450))
    atlas = Atlas([Source(picture=large)], (420, 450))
    start = large[:, ::-1].copy()
    first = list(synthesise(atlas, start))
    start[:, :200] = start[::-1, :200]
    return atlas, start, first


def test_a_large_picture_begun_from_the_one_before_changes_where_it_must(begun) -> None:
    atlas, start, first = begun
    *_, last = synthesise(atlas, start, before=first)
    change = np.abs(last.picture - first[-1].picture).mean((0, 2))
    assert change[:200].mean() > 5 * change[250:].mean()
    assert (last.field == first[-1].field).all(-1)[:, 250:].mean() > 0.9


def test_a_picture_begun_from_the_one_before_has_the_same_bytes_for_any_number_of_threads(begun) -> None:
    atlas, start, first = begun
    one, three = (list(synthesise(atlas, start, before=first, threads=n))[-1] for n in (1, 3))
    assert one.picture.tobytes() == three.picture.tobytes()
    assert one.field.tobytes() == three.field.tobytes()


def test_what_is_kept_is_untouched_on_a_way(begun) -> None:
    atlas, start, first = begun
    mask = np.zeros(start.shape[:2], bool)
    mask[100:200, 100:200] = True
    large = atlas.levels[-1].picture[..., :3]
    *_, last = synthesise(atlas, start, before=first, kept=Kept(mask=mask))
    np.testing.assert_allclose(last.picture[mask], large[mask], atol=1e-6)


def test_rungs_are_the_same_for_every_size() -> None:
    assert ladder((512, 910))[:4] == ladder((1536, 2731))[:4] == [(48, 85), (96, 170), (192, 340), (384, 680)]
    for size in [
        (20, 20),
        (64, 64),
        (512, 512),
        (720, 1280),
        (1080, 1920),
        (2160, 3840),
        (1920, 1080),
        (100, 1000),
        (64, 8192),
    ]:
        rungs = ladder(size)
        assert prod(rungs[0]) <= 7000  # or the exact score would take minutes
        assert rungs[-1] == size
        assert all(1 < min(b) / min(a) < 2.2 for a, b in pairwise(rungs))


def test_what_is_searched_does_not_depend_on_the_size(art) -> None:
    one, other = (Atlas([Source(picture=art, scale=(k, k))], (round(440 * k), round(500 * k))) for k in (1.0, 1.3))
    for small, large in zip(one.levels[:4], other.levels[:4], strict=True):
        np.testing.assert_array_equal(small.features.pixels, large.features.pixels)


def test_search_finds_the_nearest_patch_there_is() -> None:
    rng = np.random.default_rng(0)
    pixels = np.zeros((24, 26, 4), np.float32)
    pixels[..., :3] = rng.random((24, 26, 3))
    source = Features(pixels, None)
    field = np.zeros((20, 22, 2), np.int32)
    toll = np.zeros((20, 22), np.float32)
    for turn in range(30):
        field, distance = improved(field, source, source, toll, dear=toll, steps=(1, 4), tries=12, key=turn)
    assert (field == identity((24, 26))).all()
    assert distance.max() == 0
    np.testing.assert_allclose(voted(field, pixels, (24, 26), sharpness=1), pixels, atol=1e-6)


def test_search_finds_what_lies_just_beside() -> None:
    pixels = np.zeros((90, 100, 4), np.float32)
    pixels[..., :3] = np.random.default_rng(0).random((90, 100, 3))
    source, toll = Features(blurred(pixels, 2), None), np.zeros((86, 96), np.float32)
    field = np.clip(identity((90, 100)) + 1, 0, (85, 95)).astype(np.int32)
    for turn in range(6):
        field, _ = improved(field, source, source, toll, dear=toll, steps=(1,), tries=1, key=turn)
    assert (field == identity((90, 100))).all(-1).mean() > 0.95


def test_seams_are_where_patches_come_from_elsewhere_than_their_neighbours() -> None:
    field = identity((20, 24))
    assert not seams(field).any()
    field[:, 12:, 0] += 3
    torn = seams(field, threads=2)
    assert torn[:, 11:13].all()
    assert torn.sum() == 2 * len(field)
    np.testing.assert_array_equal(covered(torn), np.pad(np.ones((20, 6), bool), ((0, 0), (11, 7))))


def test_a_vote_is_the_mean_of_what_all_patches_say(art) -> None:
    """Also where they all say the same."""
    source, field = np.pad(art[:30, :30], ((0, 0), (0, 0), (0, 1))), identity((20, 24))
    field[8:, 10:] += (5, 2)
    sums, counts = np.zeros((20, 24, 4)), np.zeros((20, 24, 1))
    for y, x in np.ndindex(field.shape[:2]):
        v, u = field[y, x]
        sums[y : y + SIDE, x : x + SIDE] += source[v : v + SIDE, u : u + SIDE]
        counts[y : y + SIDE, x : x + SIDE] += 1
    np.testing.assert_allclose(voted(field, source, (20, 24), sharpness=0), sums / counts, atol=1e-6)


def test_large_sizes_are_compared_by_their_colours_alone(art) -> None:
    def seen(picture, size, _):
        return resized(picture[..., 0], size), resized(picture, size)

    atlas = Atlas([Source(picture=art)], (700, 750), look=seen, own=2.0)
    guided = [(min(level.shape) <= SEARCHED, level.own) for level in atlas.levels if level.features.guides is not None]
    assert guided
    assert set(guided) == {(True, 2.0)}
    assert atlas.levels[-1].own == 1
    assert atlas.seen(resized(art, (700, 750)), art).guides is None


def test_sources_of_which_nothing_may_be_taken_are_refused(art) -> None:
    with pytest.raises(ValueError, match="nothing"):
        Atlas([Source(picture=art, allowed=np.zeros(art.shape[:2], bool))], (96, 100))


@pytest.mark.parametrize("sigma", [5.0, 11.3, 30.0])
def test_a_wide_blur_is_like_an_exact_one(art, sigma) -> None:
    exact = ndimage.gaussian_filter(art, (sigma, sigma, 0), mode="reflect")
    assert np.abs(blurred(art, sigma) - exact).max() < 0.02
