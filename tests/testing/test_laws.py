"""The laws as an author of plug-ins uses them."""

import numpy as np
import pytest

from clavilux import testing
from clavilux.structs import Checked
from clavilux.testing import CaptionerLaws, EffectLaws, FakePainter, PainterLaws, SourceLaws, TransitionLaws


class TestMyPainter(PainterLaws):
    def make(self):
        return FakePainter()


class Restless(FakePainter):
    """Another picture each time."""

    def __init__(self):
        self.rng = np.random.default_rng(0)

    def paint(self, request):
        return self.rng.integers(0, 256, request.artwork.shape, np.uint8)


def test_a_painter_that_breaks_a_law_is_found():
    laws, painter = PainterLaws(), Restless()
    with pytest.raises(AssertionError):
        laws.test_same_request_same_picture(painter, laws.sized(painter, 1, 1))


class Forgetful:
    """It counts frames, but not in the state."""

    seen = 0

    def apply(self, frame, controls, state):
        self.seen += 1
        return np.full_like(frame, self.seen)


def test_an_effect_that_breaks_a_law_is_found():
    with pytest.raises(AssertionError):
        EffectLaws().test_nothing_is_remembered_but_in_the_state(Forgetful(), {})


class Moody:
    """Another curve each time."""

    def __init__(self):
        self.rng = np.random.default_rng(0)

    def curve(self, hearing, shots):
        return lambda times: self.rng.random(len(times))


def test_a_source_that_breaks_a_law_is_found():
    source = Moody()
    with pytest.raises(AssertionError):
        SourceLaws().test_same_song_same_curve(source, lambda: source)


class Hasty:
    """It is there at once."""

    duration = 1.0

    def apply(self, before, after, t):
        return after


def test_a_transition_that_breaks_a_law_is_found():
    with pytest.raises(AssertionError):
        TransitionLaws().test_it_begins_at_the_picture_before(Hasty())


class Unsaid(Checked, frozen=True, kw_only=True):
    """Nobody knows what its option means."""

    depth: float = 1.0


def test_an_option_that_is_not_described_is_found():
    with pytest.raises(AssertionError):
        EffectLaws().test_it_says_what_it_does_and_what_its_options_mean(Unsaid)


@pytest.mark.parametrize("laws", [PainterLaws, CaptionerLaws, EffectLaws, SourceLaws, TransitionLaws])
def test_who_forgets_to_make_a_plug_in_is_told(laws):
    with pytest.raises(NotImplementedError, match="give your class a method make"):
        laws().make()


def test_all_that_is_told_is_there():
    assert all(hasattr(testing, name) for name in testing.__all__)
