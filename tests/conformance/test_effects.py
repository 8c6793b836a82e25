"""All effects obey the laws, with options at which they do something."""

from typing import Any

import pytest

from clavilux import plugins
from clavilux.testing import EffectLaws

PARTS: dict[str, dict[str, Any]] = {
    "camera": {"zoom": 0.1, "swell": 0.05, "turn": 2, "shift": 0.03, "speed": 0.4},
    "flash": {"amount": 0.3},
    "grain": {"amount": 0.3, "seed": 7},
}
MORE = [
    {"use": "camera", "zoom": {"lane": "pulse", "amount": 0.2}},
    {"use": "camera", "turn": 45, "shift": 0.25, "speed": {"lane": "sway", "amount": 10}},
    {"use": "flash", "amount": {"lane": "pulse", "amount": 0.01}},
    {"use": "grain", "amount": 0.5, "rate": 0},
]


class TestEffects(EffectLaws):
    @pytest.fixture(params=[*({"use": name, **part} for name, part in PARTS.items()), *MORE], ids=str)
    def create(self, request):
        return lambda: plugins.configured("effects", request.param)


def test_every_effect_is_here():
    assert sorted(PARTS) == plugins.names("effects")
