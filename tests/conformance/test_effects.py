"""All effects obey the laws, with options at which they do something."""

from typing import Any

import pytest

from clavilux import plugins
from clavilux.testing import EffectLaws

PARTS: dict[str, dict[str, Any]] = {
    "aberration": {"amount": 0.01},
    "bloom": {"amount": 0.2},
    "camera": {"zoom": 0.1, "swell": 0.05, "turn": 2, "shift": 0.03, "speed": 0.4},
    "credits": {"text": "Music: Ann\nBen"},
    "feedback": {"amount": 0.5, "turn": 0.1},
    "flash": {"amount": 0.3},
    "grain": {"amount": 0.3, "seed": 7},
    "hue": {"shift": 20, "sway": 30, "speed": 0.2},
    "kaleidoscope": {"amount": 0.8, "turn": 0.1},
    "leaks": {"amount": 0.5, "seed": 7},
    "liquid": {"amount": 0.01, "seed": 7},
    "lyrics": {"lines": [{"start": 1, "end": 2, "text": "Hello"}]},
    "mirror": {"amount": 0.8},
    "particles": {"amount": 0.8, "seed": 7},
    "ring": {"amount": 0.9, "kick": 0.1, "bass": 0.1, "melody": 0.1, "treble": 0.05},
    "tint": {"amount": 0.5},
    "title": {"text": "Hello"},
    "vignette": {"amount": 0.5},
}
MORE = [
    {"use": "camera", "zoom": {"lane": "pulse", "amount": 0.2}},
    {"use": "bloom", "amount": 0.05, "threshold": 0.5, "size": 0.2},
    {"use": "camera", "shake": {"lane": "kick", "amount": 0.1}, "shake_speed": 20, "seed": 3},
    {"use": "camera", "turn": 45, "shift": 0.25, "speed": {"lane": "sway", "amount": 10}},
    {"use": "flash", "amount": {"lane": "pulse", "amount": 0.01}},
    {"use": "grain", "amount": 0.5, "rate": 0},
    {"use": "hue", "shift": {"lane": "pulse", "amount": -180}},
    {"use": "kaleidoscope", "amount": 1, "wedges": 3, "turn": 0},
    {"use": "lyrics", "lines": [{"start": 0, "end": 2, "text": "So far"}], "show": "words", "place": "top"},
    {"use": "lyrics", "lines": [{"start": 1, "end": 2, "words": [[1, "So "], [1.5, "far"]]}], "show": "karaoke"},
    {"use": "mirror", "amount": 1, "keep": "right"},
    {"use": "mirror", "amount": 0.5, "keep": "top"},
    {"use": "mirror", "amount": 1, "keep": "bottom"},
    {"use": "particles", "amount": {"lane": "shimmer", "amount": 1}, "kind": "embers", "size": 0.05},
    {"use": "tint", "amount": 1, "shadows": "#000000", "lights": "#FFFFFF"},
]


class TestEffects(EffectLaws):
    @pytest.fixture(params=[*({"use": name, **part} for name, part in PARTS.items()), *MORE], ids=str)
    def create(self, request):
        return lambda: plugins.configured("effects", request.param)


def test_every_effect_is_here():
    assert sorted(PARTS) == plugins.names("effects")
