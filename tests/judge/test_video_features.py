"""What is seen, against plain calculations on small pictures."""

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest

from clavilux.judge.video_features import analyse_video
from clavilux.values import Image

DICE = np.random.default_rng(0)


def picture(height: int, width: int) -> Image:
    """Soft blobs."""
    down, across = np.mgrid[:height, :width]
    waves = [np.sin(down / (5 + c)) * np.cos(across / (7 - c)) for c in range(3)]
    return (127 + 100 * np.stack(waves, axis=-1)).astype(np.uint8)


def test_the_papers_share_counts_channel_values_that_differ_at_all() -> None:
    canvas = np.zeros((4, 5, 3), np.uint8)
    touched, shifted = canvas.copy(), canvas + 1
    touched[0, 0, 1] = 1
    seen = analyse_video([(0.0, canvas), (0.5, touched), (0.7, touched), (1.0, shifted)])
    assert seen.changed.times.tolist() == [0.0, 0.5, 0.7, 1.0]
    assert seen.changed.values.tolist() == pytest.approx([0, 1 / 60, 0, 59 / 60])


@pytest.mark.parametrize("size", [(64, 64), (300, 200), (131, 257), (1300, 1100)])
def test_difference_is_that_of_cell_means(size: tuple[int, int]) -> None:
    first, second = (DICE.integers(0, 256, (*size, 3), np.uint8) for _ in range(2))
    cell = min(size) // 64
    down, across = size[0] // cell, size[1] // cell

    def small(image: Image) -> np.ndarray:
        return image[: down * cell, : across * cell].reshape(down, cell, across, cell, 3).mean(axis=(1, 3))

    seen = analyse_video([(0.0, first), (1.0, second)])
    assert seen.difference.values == pytest.approx([0, np.abs(small(second) - small(first)).mean()], rel=1e-4)


def test_difference_hardly_depends_on_the_frame_size() -> None:
    small, large = picture(90, 120), np.kron(picture(90, 120), np.ones((4, 4, 1))).astype(np.uint8)
    values = [
        analyse_video([(0.0, image), (1.0, np.roll(image, shift, axis=1))]).difference.values[1]
        for image, shift in ((small, 2), (large, 8))
    ]
    assert values[0] == pytest.approx(values[1], rel=0.05)


@pytest.mark.parametrize("pixels", [0.5, 1.0, 2.0])
def test_flow_is_how_far_the_picture_moves(pixels: float) -> None:
    across = np.arange(64)
    down = np.arange(64)[:, None]
    before, after = (
        np.repeat((127 + 60 * np.sin(x / 4) + 60 * np.cos(down / 5) + 0 * x)[..., None], 3, axis=2).round()
        for x in (across, across - pixels)
    )
    seen = analyse_video([(0.0, before.astype(np.uint8)), (1.0, after.astype(np.uint8))])
    assert seen.flow.values[1] == pytest.approx(pixels, rel=0.25)


def test_a_still_has_neither_difference_nor_flow() -> None:
    seen = analyse_video((i / 24, picture(70, 90)) for i in range(5))
    assert not any(curve.values.any() for curve in (seen.changed, seen.difference, seen.flow))
    assert seen.seconds == pytest.approx(5 / 24)


def test_a_picture_that_begins_late_ends_with_its_last_frame() -> None:
    assert analyse_video((3 + i / 24, picture(8, 8)) for i in range(24)).seconds == pytest.approx(4)


@pytest.mark.parametrize("count", [0, 1])
def test_a_frame_or_none_is_no_motion(count: int) -> None:
    seen = analyse_video([(0.0, picture(8, 8))] * count)
    assert seen.seconds == 0
    assert seen.flow.values.tolist() == [0] * count


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (2, 3)])
def test_tiny_frames_are_watched(size: tuple[int, int]) -> None:
    black = np.zeros((*size, 3), np.uint8)
    assert analyse_video([(0.0, black), (1.0, black + 200)]).difference.values.tolist() == [0, 200]


def test_memory_does_not_grow_with_the_video() -> None:
    def noise(count: int) -> Iterator[tuple[float, Image]]:
        for i in range(count):
            yield i / 24, np.full((64, 64, 3), i % 256, np.uint8)

    def peak(count: int) -> int:
        tracemalloc.start()
        analyse_video(noise(count))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(5)
    assert peak(300) - peak(10) < 300 * 300
