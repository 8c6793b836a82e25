"""Contact sheets."""

import numpy as np
import pytest

from clavilux.imagine.sheet import contact_sheet


@pytest.mark.parametrize("count", [1, 2, 5, 22])
@pytest.mark.parametrize("shape", [(40, 40), (30, 90), (90, 30)])
def test_all_pictures_are_on_a_sheet_and_their_names_below(count: int, shape: tuple[int, int]) -> None:
    cells = [(f"a long name {n}", np.full((*shape, 3), 100 + n, np.uint8)) for n in range(count)]
    sheet = contact_sheet(cells)
    areas = [int((sheet == 100 + n).all(-1).sum()) for n in range(count)]
    assert all(area >= shape[0] * shape[1] for area in areas)
    if count == 22:
        assert 0.9 < sheet.shape[1] / sheet.shape[0] < 2.5
