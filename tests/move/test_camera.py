import time

import numpy as np
import pytest
from PIL import Image

from clavilux import recipe
from clavilux.move.camera import Pose, brighten, cover, inverse, poses, shoot

RESTING = recipe.Move(zoom=0, swell=0, rotate=0, drift=0)


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


def path(sway, move=None, fps=24.0, pulse=None, swell=None):
    still = np.zeros(len(sway))
    pulse, swell = (still if curve is None else curve for curve in (pulse, swell))
    return poses(pulse, np.asarray(sway), swell, move or recipe.Move(), fps=fps, aspect=16 / 9)


def test_the_path_starts_at_rest_in_the_middle_and_stays_bounded():
    move = recipe.Move(rotate=2, drift=0.03, period=5)
    walked = path(np.ones(2400), move)
    assert walked[0] == Pose()
    for name, bound in (("angle", np.radians(2)), ("right", 0.03), ("down", 0.03)):
        values = np.array([getattr(pose, name) for pose in walked])
        assert 0.9 * bound < np.abs(values).max() <= bound
        assert np.abs(np.diff(values)).max() < bound / 5


def test_the_camera_stops_where_the_music_stops_singing():
    walked = path(np.concatenate([np.ones(200), np.zeros(100)]))
    assert walked[202:] == [walked[202]] * 98
    assert walked[150] != walked[151]


def test_the_path_does_not_depend_on_the_frame_rate():
    film, smooth = (path(np.linspace(0, 1, 10 * fps + 1), fps=fps) for fps in (24, 48))
    assert [p.right for p in film] == pytest.approx([p.right for p in smooth[::2]], abs=1e-5)


def test_pulse_and_swell_zoom_in():
    ones = np.ones(3)
    assert path([0, 0, 0], recipe.Move(zoom=0.1), pulse=ones)[1].zoom == pytest.approx(1.1)
    assert path([0, 0, 0], recipe.Move(swell=0.2), swell=ones)[1].zoom == pytest.approx(1.2)
    assert path([1, 1, 1], RESTING, pulse=ones, swell=ones) == [Pose()] * 3


def test_brighten_scales_and_clips():
    values = np.array([[[0, 100, 250]]], np.uint8)
    assert brighten(values, 0.1).tolist() == [[[0, 110, 255]]]


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
