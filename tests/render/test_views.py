"""Parts of pictures, as large as the whole."""

from typing import Any

import numpy as np
import pytest

from clavilux.kernel.depth import depth as kernel_depth
from clavilux.render.effects.camera import Pose, inverse, shoot
from clavilux.render.views import viewed

RNG = np.random.default_rng(0)
PICTURE = RNG.integers(0, 256, (48, 64, 3), dtype=np.uint8)


def ramp() -> np.ndarray:
    """Red tells the column, green the row."""
    rows, columns = np.mgrid[:96, :128]
    return np.stack([columns, rows, 0 * rows], axis=-1).astype(np.uint8)


def test_all_of_a_picture_is_the_very_same() -> None:
    assert viewed(PICTURE, zoom=1.0, x=0.5, y=0.5) is PICTURE


def test_mirrored_left_is_right() -> None:
    np.testing.assert_array_equal(viewed(PICTURE, zoom=1.0, x=0.5, y=0.5, mirrored=True), PICTURE[:, ::-1])


def test_a_part_is_enlarged_to_all() -> None:
    shown = viewed(ramp(), zoom=2.0, x=0.75, y=0.25).astype(int)
    assert shown.shape == (96, 128, 3)
    inner = shown[8:-8, 8:-8]
    rows, columns = np.mgrid[8:88, 8:120]
    assert np.abs(inner[..., 0] - (63.75 + columns / 2)).max() <= 1
    assert np.abs(inner[..., 1] - (rows / 2 - 0.25)).max() <= 1


def test_a_part_is_chosen_before_it_is_mirrored() -> None:
    plain = viewed(ramp(), zoom=2.0, x=0.3, y=0.5)
    mirrored = viewed(ramp(), zoom=2.0, x=0.3, y=0.5, mirrored=True)
    assert np.abs(mirrored[:, ::-1].astype(int) - plain).max() <= 1


PLANE = (np.linspace(-0.5, 0.5, 90)[:, None] + np.linspace(-0.3, 0.3, 160)).astype(np.float32)


def test_nothing_changes_where_all_is_flat_or_nobody_moves() -> None:
    flat = viewed(PICTURE, zoom=1.5, x=0.4, y=0.6)
    np.testing.assert_array_equal(viewed(PICTURE, PLANE, zoom=1.5, x=0.4, y=0.6), flat)
    even = viewed(PICTURE, np.zeros_like(PLANE), zoom=1.5, x=0.4, y=0.6, right=0.05, ahead=0.1)
    assert np.abs(even.astype(int) - flat).max() <= 1


@pytest.mark.parametrize("mirrored", [False, True])
def test_what_is_near_is_seen_from_further_right(mirrored: bool) -> None:
    depth = np.full((90, 120), 0.5, np.float32)
    shown = viewed(ramp(), depth, zoom=1.25, x=0.5, y=0.5, right=0.1, down=-0.05, mirrored=mirrored)
    flat = viewed(ramp(), zoom=1.25, x=0.5 + 0.5 * 0.1 / 1.25, y=0.5 - 0.5 * 0.05 / 1.25, mirrored=mirrored)
    assert np.abs(shown.astype(int) - flat).max() <= 1


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize("at", [0.2, 0.5, 0.75])
def test_straight_lines_on_a_plane_stay_straight(at: float, across: bool) -> None:
    height, width = 1080, 1920
    side, length = (height, width) if across else (width, height)
    line = (255 * np.exp(-(((np.arange(side) - at * side) / 4) ** 2))).astype(np.uint8)
    grey = np.broadcast_to(line[:, None] if across else line, (height, width))
    shown = viewed(np.repeat(grey[..., None], 3, 2), PLANE, zoom=1.1, x=0.5, y=0.5, right=0.03, down=-0.02, ahead=0.04)
    seen = (shown[..., 0].T if across else shown[..., 0]).astype(float)
    middles = seen @ np.arange(side) / seen.sum(1)
    bent = middles - np.polyval(np.polyfit(np.arange(length), middles, 1), np.arange(length))
    assert np.abs(bent).max() < 0.5
    assert np.ptp(middles) > 3


def test_the_picture_is_mirrored_as_it_is_seen() -> None:
    depth = kernel_depth(PICTURE, np.zeros(PICTURE.shape[:2], bool))
    eye: dict[str, Any] = {"zoom": 1.2, "x": 0.45, "y": 0.5, "right": 0.03, "down": 0.01, "ahead": 0.05}
    plain, mirrored = (viewed(PICTURE, depth, **eye, mirrored=turned) for turned in (False, True))
    assert np.abs(mirrored[:, ::-1].astype(int) - plain).max() <= 2


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("eye", [{}, {"right": 0.03, "down": -0.01, "ahead": 0.05}])
def test_through_a_lens_one_sees_what_a_camera_sees_of_it(eye: dict[str, Any], mirrored: bool) -> None:
    rows, columns = np.mgrid[:270, :480]
    picture = np.stack([columns / 2, rows / 2, 128 + 60 * np.sin(columns / 20)], -1).astype(np.uint8)
    part: dict[str, Any] = {"zoom": 1.3, "x": 0.45, "y": 0.55, "mirrored": mirrored} | eye
    pose = Pose(zoom=1.1, angle=0.05, right=0.01, down=-0.02)
    apart = shoot(viewed(picture, PLANE, **part), pose)
    at_once = viewed(picture, PLANE, **part, lens=inverse(pose, (480, 270)))
    assert np.abs(at_once.astype(int) - apart)[4:-4, 4:-4].max() <= 2


def test_what_is_at_one_depth_moves_as_a_whole() -> None:
    kept = np.zeros((360, 640), bool)
    kept[120:300, 260:380] = True
    picture = np.random.default_rng(1).integers(0, 256, (360, 640, 3), dtype=np.uint8)
    depth = kernel_depth(picture, kept)
    shown = viewed(picture, depth, zoom=1.0, x=0.5, y=0.5, right=0.03, down=0.01)
    gone = np.abs(shown.astype(int) - picture).max(-1)
    assert gone[124:296, 264:376].max() <= 1
    assert gone[:100].mean() > 20


def test_nothing_is_stretched_or_pressed_by_more_than_a_third() -> None:
    columns = np.broadcast_to(np.arange(640) / 640 * 255, (360, 640))
    picture = np.repeat(columns[..., None], 3, axis=2).astype(np.uint8)
    kept = np.zeros((360, 640), bool)
    kept[120:300, 260:380] = True
    depth = kernel_depth(picture, kept)
    for right in (-0.03, 0.03):
        shown = viewed(picture, depth, zoom=1.1, x=0.5, y=0.5, right=right).astype(float)[..., 0]
        steps = (shown[:, 40:] - shown[:, :-40]) / 40 * 640 / 255 * 1.1
        assert steps.min() > 0.66
        assert steps.max() < 1.34
