"""The laws that every transition obeys."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from clavilux.protocols import Transition
from clavilux.testing.canvas import difference
from clavilux.testing.noise import SIZES, noise
from clavilux.testing.options import OptionLaws

__all__ = ["TransitionLaws"]

PLACES = (0.0, 0.3, 0.9)
ARRIVED = 0.999


class TransitionLaws(OptionLaws):
    """Of a transition, tried between two pictures of noise.

    A subclass has a method ``make`` that returns the transition.
    """

    @pytest.fixture
    def transition(self, create: Callable[[], Transition]) -> Transition:
        """The transition."""
        return create()

    def test_it_fulfils_the_protocol(self, transition: Transition) -> None:
        assert isinstance(transition, Transition)
        assert transition.duration >= 0

    @pytest.mark.parametrize("size", SIZES)
    def test_frames_keep_their_size(self, transition: Transition, size: tuple[int, int]) -> None:
        before, after = noise(size, 2)
        for t in PLACES:
            shown = transition.apply(before, after, t)
            assert shown.dtype == np.uint8
            assert shown.shape == before.shape

    def test_it_begins_at_the_picture_before(self, transition: Transition) -> None:
        before, after = noise(n=2)
        np.testing.assert_array_equal(transition.apply(before, after, 0.0), before)

    def test_it_leads_to_the_new_shot(self, transition: Transition) -> None:
        before, after = noise(n=2)
        assert difference(transition.apply(before, after, ARRIVED), after) < 0.1 * difference(before, after)

    def test_same_pictures_same_frame(self, transition: Transition, create: Callable[[], Transition]) -> None:
        before, after = noise(n=2)
        once = [transition.apply(before, after, t) for t in PLACES]
        again = [create().apply(before, after, t) for t in reversed(PLACES)]
        np.testing.assert_array_equal(again[::-1], once)

    def test_the_pictures_are_not_changed(self, transition: Transition) -> None:
        before, after = (frame.copy() for frame in noise(n=2))
        for t in PLACES:
            transition.apply(before, after, t)
        np.testing.assert_array_equal([before, after], noise(n=2))
