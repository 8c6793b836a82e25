"""What stands out in a picture."""

import numpy as np
import pytest

from clavilux.kernel.saliency import saliency


def test_what_differs_from_all_the_rest_is_found() -> None:
    rng = np.random.default_rng(1)
    picture = rng.integers(90, 110, (180, 320, 3), dtype=np.uint8)
    picture[40:60, 220:250] = (250, 40, 30)
    found = saliency(picture)
    row, column = np.unravel_index(found.argmax(), found.shape)
    assert 40 / 180 <= (row + 0.5) / 64 <= 60 / 180
    assert 220 / 320 <= (column + 0.5) / 64 <= 250 / 320


@pytest.mark.parametrize("shape", [(1, 1, 3), (64, 64, 3), (90, 160, 3)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_where_all_is_alike_nothing_stands_out(shape: tuple[int, int, int], level: int) -> None:
    found = saliency(np.full(shape, level, np.uint8))
    assert found == pytest.approx(1 / found.size)


def test_it_is_a_share() -> None:
    found = saliency(np.random.default_rng(0).integers(0, 256, (50, 70, 3), dtype=np.uint8))
    assert found.sum() == pytest.approx(1, abs=1e-5)
    assert found.min() >= 0
