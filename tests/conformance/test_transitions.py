"""All transitions obey the laws."""

from typing import Any

import pytest

from clavilux import plugins
from clavilux.testing import TransitionLaws

PARTS: list[dict[str, Any]] = [
    {"use": "dissolve"},
    {"use": "dissolve", "duration": 0},
    {"use": "dissolve", "duration": 60},
    {"use": "luma-wipe"},
    {"use": "luma-wipe", "first": "bright", "softness": 1},
    {"use": "whip-pan"},
    *({"use": "whip-pan", "towards": towards} for towards in ("right", "up", "down")),
    {"use": "zoom-through"},
    {"use": "zoom-through", "depth": 8},
]


class TestTransitions(TransitionLaws):
    @pytest.fixture(params=PARTS, ids=str)
    def create(self, request):
        return lambda: plugins.configured("transitions", request.param)


def test_every_transition_is_here():
    assert sorted({part["use"] for part in PARTS}) == plugins.names("transitions")
