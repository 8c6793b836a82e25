"""Laws of the computed score: what any such sampler must do, whatever its pictures."""

import numpy as np
import pytest
from PIL import Image

from clavilux import examples
from clavilux.kernel.posterior import Guides, Posterior, Source, contrast, halved
from clavilux.kernel.score import FULL, LEAST, nearest, noise_levels, sample

NO_GUIDES = Guides(0, 0)


def shrunk(width: int, height: int):
    with Image.open(examples.ARTWORK) as art:
        return np.asarray(art.convert("RGB").resize((width, height), Image.Resampling.LANCZOS), np.float32) / 255


def source(picture, allowed=None, weight=1.0):
    return Source(picture, np.ones(picture.shape[:2], bool) if allowed is None else allowed, weight)


def noise(seed, shape):
    return np.random.default_rng(seed).standard_normal(shape, np.float32)


def last(*args, **settings):
    *_, picture = sample(*args, **settings)
    return picture


ARTWORK = shrunk(32, 27)
SUNSET = np.linspace([1, 0.8, 0.4], [0, 0.1, 0.3], 24, dtype=np.float32)[:, None].repeat(32, 1)
SUNSET = np.clip(SUNSET + 0.02 * noise(9, SUNSET.shape), 0, 1)


def test_noise_falls_in_geometric_progression_from_the_strength():
    levels = noise_levels(5.0)
    assert levels[0] == 5
    assert levels[-1] == pytest.approx(LEAST)
    np.testing.assert_allclose(levels[1:] / levels[:-1], levels[1] / levels[0])
    assert len(noise_levels(FULL, 12)) == 12
    assert len(noise_levels(1.0, 12)) < 12
    assert len(noise_levels(LEAST / 2)) == 0


def test_without_strength_the_start_comes_back():
    pictures = list(sample([source(SUNSET)], ARTWORK, noise(0, ARTWORK.shape), 0))
    assert len(pictures) == 1
    np.testing.assert_array_equal(pictures[0], ARTWORK)


@pytest.mark.parametrize("shape", [(27, 32), (18, 41)])
def test_a_picture_after_every_level_each_within_the_range_of_the_source(shape):
    start = shrunk(*shape[::-1])
    pictures = list(sample([source(SUNSET)], start, noise(1, start.shape), 6.0))
    assert len(pictures) == len(noise_levels(6.0))
    for picture in pictures:
        assert picture.shape == start.shape
        assert picture.dtype == np.float32
        assert (picture >= SUNSET.min((0, 1)) - 1e-6).all()
        assert (picture <= SUNSET.max((0, 1)) + 1e-6).all()


def test_little_strength_changes_little_and_much_changes_much():
    far = [np.abs(last([source(ARTWORK)], ARTWORK, noise(1, ARTWORK.shape), s) - ARTWORK).mean() for s in (1, 4, FULL)]
    assert far[0] < far[1] < far[2]
    assert far[0] < 0.05


def test_a_held_pixel_is_not_touched_at_any_step():
    strength = np.full(ARTWORK.shape[:2], 10.0)
    strength[8:20, 10:22] = 0
    for picture in sample([source(ARTWORK)], ARTWORK, noise(2, ARTWORK.shape), strength):
        np.testing.assert_array_equal(picture[8:20, 10:22], ARTWORK[8:20, 10:22])
    assert np.abs(picture - ARTWORK)[strength > 0].mean() > 0.02


def test_a_pixel_is_held_until_the_noise_has_fallen_to_its_strength():
    strength = np.full(ARTWORK.shape[:2], FULL)
    strength[:, 16:] = 1.0
    pictures = list(sample([source(ARTWORK)], ARTWORK, noise(2, ARTWORK.shape), strength))
    for level, picture in zip(noise_levels(FULL), pictures, strict=True):
        assert np.array_equal(picture[:, 16:], ARTWORK[:, 16:]) == (level > 1)


def test_a_constant_source_gives_a_constant_picture():
    colour = np.array([0.2, 0.5, 0.9], np.float32)
    picture = last([source(np.tile(colour, (20, 24, 1)))], ARTWORK, noise(3, ARTWORK.shape), 5.0)
    np.testing.assert_allclose(picture, np.broadcast_to(colour, picture.shape), atol=1e-6)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (5, 2)])
def test_pictures_smaller_than_a_patch(shape):
    tiny = ARTWORK[: shape[0], : shape[1]]
    assert last([source(tiny)], tiny, noise(3, tiny.shape), 5.0).shape == tiny.shape
    assert last([source(tiny)], ARTWORK, noise(3, ARTWORK.shape), 5.0).shape == ARTWORK.shape


def test_a_forbidden_patch_never_contributes():
    picture = ARTWORK.copy()
    allowed = np.ones(picture.shape[:2], bool)
    allowed[5:14, 7:18] = False  # of odd edges, so that it cuts through the pixels of half resolution
    picture[~allowed] = [1, 0, 1]
    start = np.where(allowed[..., None], picture, 0.5).astype(np.float32)
    rest = picture[allowed]
    for step in sample([source(picture, allowed)], start, noise(4, start.shape), FULL):
        assert (step >= rest.min(0) - 1e-6).all()
        assert (step <= rest.max(0) + 1e-6).all()
    index, y, x = np.moveaxis(nearest([source(picture, allowed)], start), -1, 0)
    assert (index == 0).all()
    assert allowed[y, x].all()


def test_a_source_of_no_weight_is_not_there():
    start, field = ARTWORK, noise(5, ARTWORK.shape)
    alone = last([source(SUNSET)], start, field, 4.0)
    np.testing.assert_array_equal(last([source(ARTWORK, weight=0), source(SUNSET)], start, field, 4.0), alone)
    assert np.abs(last([source(ARTWORK), source(SUNSET)], start, field, 4.0) - alone).mean() > 0.02


def test_the_share_of_a_source_grows_with_its_weight():
    start = (np.full_like(ARTWORK, 0.5) + ARTWORK) / 2
    shares = []
    for weight in (0.01, 0.5, 0.99):
        both = [source(ARTWORK, weight=1 - weight), source(SUNSET, weight=weight)]
        shares.append((nearest(both, last(both, start, noise(6, start.shape), FULL))[..., 0] == 1).mean())
    assert shares[0] < shares[1] < shares[2]


def test_no_usable_patch_is_an_error():
    with pytest.raises(ValueError, match="No source has both"):
        last([source(ARTWORK, weight=0)], ARTWORK, noise(0, ARTWORK.shape), 1.0)
    with pytest.raises(ValueError, match="No source has both"):
        nearest([source(ARTWORK, np.zeros(ARTWORK.shape[:2], bool))], ARTWORK)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_same_bytes_for_any_number_of_threads(threads, monkeypatch):
    monkeypatch.setattr("clavilux.kernel.posterior.BLOCK", 2**15)  # several blocks in this little picture
    guided = {"start": ARTWORK, "noise": noise(7, ARTWORK.shape), "strength": 5.0}
    once = last([source(ARTWORK)], **guided, threads=1)
    np.testing.assert_array_equal(last([source(ARTWORK)], **guided, threads=threads), once)


def plain(noisy, picture, sigma, width):
    """The posterior mean as it is written, in double precision."""

    def patches(x):
        around = width // 2
        x = np.pad(x.astype(np.float64), ((around, around), (around, around), (0, 0)), mode="reflect")
        return np.lib.stride_tricks.sliding_window_view(x, (width, width), (0, 1)).reshape(-1, 3 * width**2)

    distances = ((patches(noisy)[:, None] - patches(picture)[None]) ** 2).sum(2)
    weights = np.exp(-(distances - distances.min(1, keepdims=True)) / (2 * sigma**2))
    return (weights @ picture.reshape(-1, 3) / weights.sum(1, keepdims=True)).reshape(noisy.shape)


@pytest.mark.parametrize("level", [0.1, 0.5, 4.0])
def test_principal_components_give_the_plain_formula(level):
    picture = ARTWORK[4:20, 4:24]
    sigma = level * contrast([source(picture)])
    noisy = picture[:, ::-1] + np.float32(sigma) * noise(8, picture.shape)
    error = Posterior([source(picture)], 5, NO_GUIDES).mean(noisy, picture, sigma) - plain(noisy, picture, sigma, 5)
    assert np.sqrt((error**2).mean()) < 0.01


def test_without_noise_the_mean_is_the_nearest_neighbour():
    other = SUNSET[::-1]
    mean = Posterior([source(ARTWORK)], 5, NO_GUIDES).mean(other, other, 1e-3)
    _, y, x = np.moveaxis(nearest([source(ARTWORK)], other), -1, 0)
    np.testing.assert_allclose(mean, ARTWORK[y, x], atol=1e-4)


def test_every_pixel_of_a_picture_is_nearest_to_itself():
    places = nearest([source(SUNSET), source(ARTWORK)], ARTWORK)
    y, x = np.indices(ARTWORK.shape[:2])
    np.testing.assert_array_equal(places, np.stack([np.ones_like(y), y, x], 2))


def test_a_darker_picture_is_treated_alike():
    field = noise(10, ARTWORK.shape)
    bright, dark = (last([source(k * ARTWORK)], k * ARTWORK, field, 4.0) for k in (np.float32(1), np.float32(0.25)))
    assert np.median(np.abs(4 * dark - bright)) < 1e-3


def top_over_bottom(start, guides):
    """How much brighter the upper third of samples is, whose source is bright above and dark below."""
    day = np.where(np.arange(36)[:, None, None] < 18, [0.9, 0.7, 0.5], [0.2, 0.2, 0.3]).astype(np.float32)
    day = np.clip(day + 0.03 * noise(9, (36, 24, 3)), 0, 1)
    pictures = [last([source(day)], start, noise(seed, start.shape), FULL, guides=guides) for seed in range(4)]
    return np.mean(pictures, (0, 2, 3))[:12].mean() - np.mean(pictures, (0, 2, 3))[-12:].mean()


def test_with_the_guide_of_height_the_top_stays_on_top():
    grey = np.full((36, 24, 3), 0.5, np.float32)
    assert top_over_bottom(grey, Guides(24, 0)) > max(0.4, top_over_bottom(grey, NO_GUIDES) + 0.1)


def test_with_the_guide_of_luma_light_stays_where_it_was():
    night = np.linspace(0, 1, 36, dtype=np.float32)[:, None, None].repeat(24, 1).repeat(3, 2)
    assert top_over_bottom(night, Guides(0, 4)) < min(-0.4, top_over_bottom(night, NO_GUIDES) - 0.1)


def test_half_resolution_is_the_mean_of_what_may_be_used():
    picture = np.arange(9, dtype=np.float32).reshape(3, 3, 1)
    np.testing.assert_array_equal(halved(picture)[..., 0], [[2, 3.5], [6.5, 8]])
    usable = np.array([[True, False, True], [False, False, True], [False, False, False]])
    np.testing.assert_array_equal(halved(picture, usable)[..., 0], [[0, 3.5], [6.5, 8]])
