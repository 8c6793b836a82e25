"""What a beat may drive without flashing: `flashes.BUDGET` is what it may change of three quarters of a picture."""

import numpy as np
import pytest

from clavilux.render.flashes import BUDGET, luminance
from frames_by_hand import flat, shown, smooth


@pytest.mark.parametrize("picture", [smooth(180, 320), flat(60, 180, 320), flat(128, 180, 320), flat(230, 180, 320)])
@pytest.mark.parametrize(
    ("name", "options", "amount"),
    [
        ("leaks", {}, 1),
        ("leaks", {"seed": 5}, 1),
        ("particles", {"kind": "dust"}, 1),
        ("particles", {"kind": "embers"}, 1),
        ("aberration", {}, 0.006),
    ],
)
def test_even_full_strength_is_no_flash(name, options, amount, picture):
    change = np.abs(luminance(shown(name, picture, options=options, amount=amount, speed=0.7)) - luminance(picture))
    assert np.quantile(change, 0.75) < BUDGET
