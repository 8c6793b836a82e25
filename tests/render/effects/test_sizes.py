"""Drafts look like the film: what an effect does is as large, as bright and at the same place at any size."""

import cv2
import pytest

from frames_by_hand import change, shown, smooth

PARTS: dict[str, dict[str, float]] = {
    "aberration": {"amount": 0.03},
    "bloom": {"amount": 0.2},
    "camera": {"zoom": 0.1, "shake": 0.05, "shake_speed": 1.3},
    "hue": {"shift": 90},
    "kaleidoscope": {"amount": 1, "turn": 0.3},
    "leaks": {"amount": 1, "speed": 0.4},
    "liquid": {"amount": 0.03, "speed": 0.4},
    "mirror": {"amount": 0.7},
    "tint": {"amount": 1},
    "vignette": {"amount": 0.8},
}


@pytest.mark.parametrize("name", PARTS)
def test_it_looks_alike_at_any_size(name):
    small, large = (shown(name, smooth(height, height * 16 // 9), **PARTS[name]) for height in (180, 720))
    shrunk = cv2.resize(large, small.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert change(small, smooth(180, 320)) > 2
    assert change(small, shrunk) < 0.05 * change(small, smooth(180, 320)) + 0.5


def test_particles_are_at_the_same_places():
    small, large = (
        shown("particles", smooth(h, h * 16 // 9) // 8, options={"size": 0.03, "count": 30}, amount=1, speed=2)
        for h in (180, 720)
    )
    shrunk = cv2.resize(large, small.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert change(small, shrunk) < 0.2 * change(small, smooth(180, 320) // 8)
