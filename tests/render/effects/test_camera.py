import time

import numpy as np
import pytest
from PIL import Image

from clavilux.render.effects.camera import Pose, cover, inverse, pose, shoot


@pytest.fixture
def picture():
    y, x = np.mgrid[:64, :96]
    return np.stack([x * 2, y * 3, 128 + 50 * np.sin(x / 5) * np.cos(y / 7)], -1).astype(np.uint8)


def test_a_resting_camera_changes_nothing(picture):
    assert shoot(picture, Pose()) is picture


def test_zoom_magnifies_around_the_centre(picture):
    near = shoot(picture, Pose(zoom=2.0))
    assert near.shape == picture.shape
    assert np.abs(near[::2, ::2, :2].astype(int) - picture[16:48, 24:72, :2]).max() <= 3


def test_whole_pixels_are_shifted_unchanged(picture):
    moved = shoot(picture, Pose(right=12 / 96, down=-8 / 64))
    assert (moved[2:50, 16:-4] == picture[10:58, 4:-16]).all()


def test_fractions_of_a_pixel_are_seen():
    stripes = np.tile(np.array([0, 255], np.uint8), (64, 48, 3)).reshape(64, 96, 3)
    assert (shoot(stripes, Pose(zoom=1.002)) != stripes).any()


@pytest.mark.parametrize(
    "pose", [Pose(zoom=1.3), Pose(zoom=1.2, angle=0.1), Pose(zoom=1.5, angle=-0.3, right=0.04, down=0.02)]
)
def test_agrees_with_pillows_bicubic(picture, pose):
    size = (96, 64)
    theirs = Image.fromarray(picture).transform(
        size, Image.Transform.AFFINE, inverse(pose, size), Image.Resampling.BICUBIC
    )
    inside = np.s_[3:-3, 3:-3]
    assert np.abs(shoot(picture, pose)[inside].astype(int) - np.asarray(theirs)[inside]).max() <= 2


def test_a_quarter_turn_there_and_back_is_in_the_same_sense(picture):
    turned = shoot(picture, Pose(zoom=1.5, angle=np.radians(10)))
    middle_right, right_of_middle = picture[32, 80], turned[32 + 8, 48 + 46]  # clockwise: what was right goes down
    assert np.abs(middle_right.astype(int) - right_of_middle)[:2].max() <= 8


def test_no_border_ever_shows():
    """Pillow fills what lies outside the picture with a colour that the picture does not have."""
    rng = np.random.default_rng(0)
    for _ in range(300):
        size = (int(rng.integers(64, 200)), int(rng.integers(64, 200)))
        widest, shift = rng.uniform(0, np.radians(45)), rng.uniform(0, 0.25)
        zoom = cover(widest, shift, size[0] / size[1]) * (1 + 1e-9)
        angle, right, down = rng.uniform(-1, 1, 3) * (widest, shift, shift)
        pose = Pose(zoom=zoom, angle=angle, right=right, down=down)
        a, b, c, d, e, f = inverse(pose, size)
        for x, y in ((0, 0), (size[0], 0), (0, size[1]), size):
            assert -1e-6 <= a * x + b * y + c <= size[0] + 1e-6
            assert -1e-6 <= d * x + e * y + f <= size[1] + 1e-6
        white = Image.new("RGB", size, "white")
        seen = white.transform(size, Image.Transform.AFFINE, inverse(pose, size), fillcolor=(255, 0, 0))
        assert np.asarray(seen).min() == 255


def test_no_more_is_cut_off_than_needed():
    assert cover(0, 0, 1.5) == 1
    assert cover(0, 0.1, 1) == pytest.approx(1.25)
    assert cover(np.radians(45), 0, 1) == pytest.approx(np.sqrt(2))
    assert cover(np.radians(80), 0, 1) == pytest.approx(np.sqrt(2))


def poses(rounds, aspect=16 / 9, **options):
    """The camera's poses after so many rounds of its sway."""
    still = dict.fromkeys(("zoom", "swell", "turn", "shift", "shake", "shake_speed"), 0.0)
    return [pose(still | options | {"speed": float(n)}, aspect) for n in np.atleast_1d(rounds)]


def test_the_path_starts_at_rest_in_the_middle_and_stays_bounded():
    walked = poses(np.arange(0, 20, 1 / 120), turn=2, shift=0.03)
    assert walked[0] == Pose()
    for name, bound in (("angle", np.radians(2)), ("right", 0.03), ("down", 0.03)):
        values = np.array([getattr(pose, name) for pose in walked])
        assert 0.9 * bound < np.abs(values).max() <= bound
        assert np.abs(np.diff(values)).max() < bound / 5


def test_zoom_and_swell_zoom_in():
    assert poses(0, zoom=0.1)[0].zoom == pytest.approx(1.1)
    assert poses(0, swell=0.2)[0].zoom == pytest.approx(1.2)
    assert poses(0, zoom=0.1, swell=0.2)[0].zoom == pytest.approx(1.32)
    assert poses([0, 0.3, 5]) == [Pose()] * 3


def test_the_zoom_covers_the_widest_excursion_at_once():
    early, *later = poses([0.5, 1, 1.3, 2], turn=3, shift=0.1)
    assert early.zoom < later[0].zoom == later[1].zoom == later[2].zoom


def shaken(seconds, *, shake=0.05, aspect=16 / 9, seed=3):
    """The poses of a camera in a hand."""
    still = dict.fromkeys(("zoom", "swell", "turn", "shift", "speed"), 0.0)
    return [pose(still | {"shake": shake, "shake_speed": 0.5 * second}, aspect, seed) for second in seconds]


def test_a_shake_is_smooth_within_bounds_and_the_same_for_the_same_seed():
    walked = shaken(np.arange(0, 60, 1 / 24))
    assert walked == shaken(np.arange(0, 60, 1 / 24))
    assert walked[7] != shaken([7 / 24], seed=4)[0]
    for name, bound in (("angle", 0.025), ("right", 0.05 * 9 / 16), ("down", 0.05)):
        values = np.array([getattr(each, name) for each in walked])
        assert 0.5 * bound < np.abs(values).max() <= bound
        assert np.abs(np.diff(values)).max() < bound / 3
    assert len({each.zoom for each in walked}) == 1


@pytest.mark.parametrize("aspect", [16 / 9, 1, 9 / 16])
def test_no_border_shows_when_it_shakes(aspect):
    size = (round(90 * max(aspect, 1)), round(90 / min(aspect, 1)))
    for each in shaken(np.arange(0, 20, 0.3), aspect=size[0] / size[1]):
        a, b, c, d, e, f = inverse(each, size)
        for x, y in ((0, 0), (size[0], 0), (0, size[1]), size):
            assert -1e-6 <= a * x + b * y + c <= size[0] + 1e-6
            assert -1e-6 <= d * x + e * y + f <= size[1] + 1e-6


def test_large_frames_are_as_good_though_faster():
    """Bilinear and bicubic make the same of what is no finer than paint at that size."""
    y, x = np.mgrid[:1080, :1920].astype(np.float32)
    large = np.stack([127 + 100 * np.sin(x / period) * np.cos(y / period) for period in (3, 5, 9)], -1).astype(np.uint8)
    near = Pose(zoom=1.05, angle=0.01)
    size = (1920, 1080)
    theirs = Image.fromarray(large).transform(
        size, Image.Transform.AFFINE, inverse(near, size), Image.Resampling.BICUBIC
    )
    assert np.square(shoot(large, near).astype(float) - np.asarray(theirs)).mean() < 255**2 / 10**3.8


def test_one_frame_costs_milliseconds():
    """Less than 30 ms of processor time, with much room for slow machines; Pillow's takes as long."""
    image = np.random.default_rng(0).integers(0, 256, (512, 512, 3)).astype(np.uint8)
    pose = Pose(zoom=1.1, angle=0.03, right=0.01)
    shoot(image, pose)
    costs = []
    for _ in range(5):
        start = time.process_time()
        shoot(image, pose)
        costs.append(time.process_time() - start)
    assert min(costs) < 0.03
