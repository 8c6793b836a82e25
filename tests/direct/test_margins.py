"""What stands close to a border is not cropped."""

import numpy as np
import pytest

from clavilux.direct.margins import calmed, margin
from clavilux.render.effects.camera import Camera, inverse, pose
from clavilux.values import Composition

LIVELY = {
    "use": "camera",
    "zoom": {"lane": "pulse", "amount": 0.05},
    "swell": {"lane": "swell", "amount": 0.04},
    "turn": 1.5,
    "shift": 0.02,
    "shake": 0.01,
    "speed": {"lane": "sway", "amount": 0.07},
}


def composed(*whole: tuple[float, float, float, float]) -> Composition:
    return Composition(interest=np.full((4, 4), 1 / 16, np.float32), whole=whole)


def cropped(part: dict, aspect: float = 16 / 9) -> float:
    """What a camera crops at most at any side, in many poses with all lanes at 1."""
    camera, width = Camera(**{key: value for key, value in part.items() if key != "use"}), 1000
    size = round(width * aspect), width
    worst = 0.0
    for phase in np.linspace(1, 40, 400):
        amounts = {name: getattr(getattr(camera, name), "amount", getattr(camera, name)) for name in ("zoom", "swell")}
        held = {name: getattr(camera, name) for name in ("turn", "shift", "shake")}
        controls = amounts | held | {"speed": float(phase), "shake_speed": float(phase)}
        a, b, c, d, e, f = inverse(pose(controls, aspect), size)
        for x, y in [(0, 0), (size[0], 0), (0, size[1]), size]:
            seen = (a * x + b * y + c) / size[0], (d * x + e * y + f) / size[1]
            worst = max(worst, *(value if value < 0.5 else 1 - value for value in seen))
    return worst


def test_the_margin_is_that_of_the_closest_piece() -> None:
    assert margin([]) == margin([composed()]) == 1
    assert margin([composed((0.2, 0.3, 0.6, 0.97), (0.4, 0.4, 0.5, 0.5))]) == pytest.approx(0.03)
    assert margin([composed((0.0, 0.3, 0.6, 0.8))]) == 1  # the border cuts it already


@pytest.mark.parametrize("gap", [0.02, 0.05])
def test_a_camera_does_not_crop_it(gap: float) -> None:
    assert cropped(LIVELY) > gap
    (calm,) = calmed([LIVELY], [composed((0.3, 0.7, 0.7, 1 - gap))], 16 / 9)
    assert cropped(calm) <= gap
    assert 0 < calm["zoom"]["amount"] < 0.05
    assert calm["speed"] == LIVELY["speed"]


def test_where_there_is_room_effects_stay_as_they_are() -> None:
    flash = {"use": "flash", "amount": 0.1}
    assert calmed([LIVELY, flash], [composed((0.4, 0.4, 0.6, 0.6))], 16 / 9) == [LIVELY, flash]
    assert calmed([flash], [composed((0.3, 0.7, 0.7, 0.99))], 16 / 9) == [flash]
