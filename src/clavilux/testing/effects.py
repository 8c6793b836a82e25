"""The laws that every effect obeys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from clavilux.direct.timeline import controls_of
from clavilux.plan import Driven
from clavilux.protocols import Effect
from clavilux.testing.noise import SIZES, noise
from clavilux.testing.options import OptionLaws
from clavilux.values import Image

__all__ = ["EffectLaws"]

SECONDS = 1.7
"""For which every `Speed` has been summed up."""


class EffectLaws(OptionLaws):
    """Of an effect, tried with a few frames of noise.

    A subclass has a method ``make`` that returns the effect, with options at which it does something.
    """

    @pytest.fixture
    def effect(self, create: Callable[[], Effect]) -> Effect:
        """The effect."""
        return create()

    @pytest.fixture
    def controls(self, effect: Effect) -> dict[str, float]:
        """What its controls come to where all lanes are full."""
        found = {}
        for name, summed in controls_of(type(effect)).items():  # type: ignore[arg-type]
            control = getattr(effect, name)
            found[name] = (control.amount if isinstance(control, Driven) else control) * (SECONDS if summed else 1)
        return found

    def test_it_fulfils_the_protocol(self, effect: Effect) -> None:
        assert isinstance(effect, Effect)

    @pytest.mark.parametrize("size", SIZES)
    def test_frames_keep_their_size(self, effect: Effect, controls: dict[str, float], size: tuple[int, int]) -> None:
        for frame in _shown(effect, noise(size), controls):
            assert frame.dtype == np.uint8
            assert frame.shape == (*size, 3)

    def test_it_does_something(self, effect: Effect, controls: dict[str, float]) -> None:
        assert (np.stack(_shown(effect, noise(), controls)) != noise()).any()

    def test_same_frames_same_result(
        self, effect: Effect, create: Callable[[], Effect], controls: dict[str, float]
    ) -> None:
        once = _shown(effect, noise(), controls)
        np.testing.assert_array_equal(_shown(create(), noise(), controls), once)

    def test_nothing_is_remembered_but_in_the_state(self, effect: Effect, controls: dict[str, float]) -> None:
        once = _shown(effect, noise(), controls)
        np.testing.assert_array_equal(_shown(effect, noise(), controls), once)

    def test_frames_are_not_changed(self, effect: Effect, controls: dict[str, float]) -> None:
        frames = [frame.copy() for frame in noise()]
        _shown(effect, frames, controls)
        np.testing.assert_array_equal(frames, noise())

    def test_at_rest_it_returns_the_very_frame(self, effect: Effect, controls: dict[str, float]) -> None:
        if not controls:
            pytest.skip("has no controls")
        frames = noise()
        for shown, frame in zip(_shown(effect, frames, dict.fromkeys(controls, 0.0)), frames, strict=True):
            assert shown is frame

    def test_of_a_picture_at_rest_a_frame_alone_is_that_of_the_shot_unless_it_remembers(
        self, effect: Effect, controls: dict[str, float]
    ) -> None:
        if getattr(effect, "remembers", 0):
            pytest.skip("tells that it remembers")
        state: dict[str, Any] = {}
        (frame,) = noise(n=1)
        summed = {name for name, is_summed in controls_of(type(effect)).items() if is_summed}  # type: ignore[arg-type]
        for share in (0.8, 0.9, 1.0):
            now = {name: value * share if name in summed else value for name, value in controls.items()}
            shown = effect.apply(frame, now, state)
        np.testing.assert_array_equal(shown, effect.apply(frame, controls, {}))

    def test_what_brightens_does_so_no_more_than_it_tells_on_the_whole(
        self, effect: Effect, controls: dict[str, float]
    ) -> None:
        for name in getattr(effect, "brightens", ()):
            (frame,) = noise(n=1)
            (shown,) = _shown(effect, [frame], dict.fromkeys(controls, 0.0) | {name: controls[name]})
            assert abs(shown.mean() - frame.mean()) <= frame.mean() * abs(controls[name]) + 1


def _shown(effect: Effect, frames: Sequence[Image], controls: dict[str, float]) -> list[Image]:
    """The frames of a shot."""
    state: dict[str, Any] = {}
    return [effect.apply(frame, controls, state) for frame in frames]
