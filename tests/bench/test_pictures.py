"""What eyes object to is measured right on pictures whose answer is known."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from clavilux.examples import ARTWORK

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def looks():
    sys.path.insert(0, str(ROOT / "bench"))
    from looks import repeats, subjects, tones

    yield {**vars(tones), **vars(repeats), **vars(subjects)}
    sys.path.remove(str(ROOT / "bench"))
    for name in [name for name in sys.modules if name.split(".")[0] == "looks"]:
        sys.modules.pop(name)


@pytest.fixture(scope="module")
def art():
    with Pillow.open(ARTWORK) as file:
        return np.asarray(file.convert("RGB").resize((384, 384)))


def grey(values):
    """A picture of one channel in [0, 255]."""
    return np.repeat(np.clip(np.rint(values), 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def noise(shape, spread=20, seed=0):
    return 128 + spread * np.random.default_rng(seed).standard_normal(shape)


def test_burnt_and_crushed_pixels_are_counted(looks):
    picture = np.full((10, 10, 3), 128, np.uint8)
    picture[0], picture[1] = 253, 2
    picture[2] = (255, 255, 252)
    picture[3] = (0, 0, 3)
    assert looks["extreme"](picture) == pytest.approx(0.2)


@pytest.mark.parametrize("period", [2, 4, 8, 16])
@pytest.mark.parametrize("shape", [(256, 256), (250, 331)])
def test_a_faint_grid_stands_out_and_noise_does_not(looks, period, shape):
    y, x = np.indices(shape)
    waves = np.cos(2 * np.pi * x / period), np.cos(2 * np.pi * y / period)
    checkered = np.cos(2 * np.pi * y / period) * np.cos(2 * np.pi * x / period)
    assert looks["grid"](grey(noise(shape)), period) < 40
    for wave in (*waves, checkered):
        assert looks["grid"](grey(noise(shape) + 6 * wave), period) > 100


def test_a_painting_and_an_even_picture_have_no_grid(looks, art):
    even = np.full((64, 64, 3), 17, np.uint8)
    assert all(looks["grid"](picture, n) < 60 for picture in (art, even) for n in (2, 4, 8, 16))


def test_light_agrees_whatever_the_texture(looks):
    y, x = np.indices((128, 128))
    slope = noise((128, 128), seed=1) + 0.5 * (x - 64)
    assert looks["agreement"](grey(slope), grey(slope + noise((128, 128), seed=2) - 128)) > 0.98
    assert looks["agreement"](grey(slope), grey(255 - slope)) < -0.98
    assert abs(looks["agreement"](grey(128 + 0.5 * (x - 64)), grey(128 + 0.5 * (y - 64)))) < 0.05


def test_what_is_ignored_does_not_count(looks):
    _, x = np.indices((128, 128))
    one, other = 128 + 0.5 * (x - 64), 128 - 0.5 * (x - 64)
    both = np.where(x < 64, one, other)
    assert looks["agreement"](grey(one), grey(both)) < 0.5
    assert looks["agreement"](grey(one), grey(both), x >= 40) > 0.99


def test_even_pictures_agree_with_each_other_alone(looks, art):
    black, white = np.zeros_like(art), np.full_like(art, 255)
    assert looks["agreement"](black, white) == 1
    assert looks["agreement"](black, art) == 0


def test_structural_similarity(looks, art):
    small = looks["shrunk"](art, 128)
    assert small.shape == (128, 128, 3)
    assert looks["ssim"](small, small) == pytest.approx(1)
    assert looks["ssim"](small, 255 - small) < 0.2
    shifted = np.clip(small.astype(int) + 3, 0, 255).astype(np.uint8)
    assert 0.9 < looks["ssim"](small, shifted) < 1


@pytest.mark.parametrize(("frequency", "seen"), [(3 / 8, True), (3 / 16, False)])
def test_the_finest_octave_has_the_gradient_of_its_waves(looks, frequency, seen):
    _, x = np.indices((256, 256))
    wave = grey(128 + 60 * np.cos(2 * np.pi * frequency * x))
    expected = (2 * np.pi * frequency * 60) ** 2 / 2
    assert looks["top_octave"](wave) == pytest.approx(expected if seen else 0, rel=0.01, abs=0.01 * expected)


def test_an_enlarged_picture_has_no_finest_octave(looks, art):
    twice = np.asarray(Pillow.fromarray(art).resize((768, 768), Pillow.Resampling.BICUBIC))
    assert looks["top_octave"](twice) < 0.1 * looks["top_octave"](art)


def test_a_comb_of_copies_is_seen(looks):
    picture = noise((288, 512), 40)
    for left in range(240, 480, 40):
        picture[120:160, left : left + 40] = picture[120:160, 200:240]
    assert looks["repeats"](grey(noise((288, 512), 40))).max() == 0
    assert looks["repeats"](grey(picture)).max() >= 2


def test_far_copies_and_smooth_light_are_no_comb(looks):
    picture = noise((288, 512), 40)
    picture[:, 400:448] = picture[:, 0:48]
    assert looks["repeats"](grey(picture)).max() == 0
    _, x = np.indices((288, 512))
    assert looks["repeats"](grey(x / 2)).size == 0


def test_faces_are_found_again_once(looks):
    box = looks["Box"]
    before = [box(0.3, 0.3, 0.1), box(0.7, 0.3, 0.1)]
    assert looks["found_again"](before, before) == 2
    assert looks["found_again"](before, [box(0.31, 0.3, 0.12)]) == 1
    assert looks["found_again"](before, [box(0.31, 0.3, 0.25)]) == 0
    assert looks["found_again"](before, [box(0.5, 0.3, 0.1)]) == 0
    assert looks["found_again"](before, [box(0.5, 0.3, 0.1)], np.inf) == 1


def test_light_and_noise_have_no_faces(looks):
    _, x = np.indices((128, 128))
    assert looks["faces"](grey(noise((128, 128)) + x / 2)) == []


def test_words_are_read_again_give_or_take_a_letter(looks):
    assert looks["read_again"](["northern", "line"], ["northem", "linc", "noise"]) == 1
    assert looks["read_again"](["line", "line"], ["line"]) == 1
    assert looks["read_again"](["line"], []) == 0


def test_lettering_is_read_where_tesseract_is_installed(looks, monkeypatch):
    picture = Pillow.new("RGB", (400, 200), "white")
    font = ImageFont.load_default(48)
    ImageDraw.Draw(picture).text((30, 60), "Northern Line", font=font, fill="black")
    seen = looks["words"](np.asarray(picture))
    assert seen is None or seen == ["northern", "line"]
    monkeypatch.setenv("PATH", "")
    assert looks["words"](np.asarray(picture)) is None
