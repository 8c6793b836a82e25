"""The laws that every source of lanes obeys."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from clavilux.protocols import Source
from clavilux.testing.options import OptionLaws
from clavilux.values import Events, FloatArray, Hearing, Section, Signal

__all__ = ["SourceLaws", "heard"]

SHOTS = ((0.0, 3.0), (3.0, 3.5), (3.5, 12.0))
"""Start and end of shots, seconds."""
TIMES = np.arange(288) / 24
"""Of the frames of such a film."""


def heard(duration: float = 12.0, rate: float = 100.0, *, silent: bool = False) -> Hearing:
    """A hearing of noise with a beat twice a second and an onset between any two, or of silence."""
    rng = np.random.default_rng(0)
    count = round(duration * rate)
    names = ("harmonic", "percussive", "treble", "loudness")
    curves = {name: np.zeros(count) if silent else rng.random(count) ** 3 for name in names}
    moments = {
        name: np.zeros(0) if silent else np.arange(0.25, duration, every)
        for name, every in (("beats", 0.5), ("downbeats", 2.0), ("onsets", 0.25))
    }
    return Hearing(
        duration=duration,
        tempo=0.0 if silent else 120.0,
        signals={name: Signal(rate=rate, values=curve) for name, curve in curves.items()},
        events={name: Events(times=times, strengths=rng.random(times.size)) for name, times in moments.items()},
        sections=(Section(start=0.0, end=duration),),
    )


class SourceLaws(OptionLaws):
    """Of a source, tried with twelve seconds of noise, and with less.

    A subclass has a method ``make`` that returns the source.
    """

    @pytest.fixture
    def source(self, create: Callable[[], Source]) -> Source:
        """The source."""
        return create()

    def test_it_fulfils_the_protocol(self, source: Source) -> None:
        assert isinstance(source, Source)

    @pytest.mark.parametrize("fps", [1, 24000 / 1001, 24, 240])
    def test_every_frame_has_a_value_in_0_to_1(self, source: Source, fps: float) -> None:
        _check(source.curve(heard(), SHOTS)(np.arange(12 * fps) / fps), round(12 * fps))

    def test_the_same_moments_have_the_same_values_whatever_else_is_asked(self, source: Source) -> None:
        curve = source.curve(heard(), SHOTS)
        values = curve(TIMES)
        for some in (slice(0, None, 5), slice(70, 90)):
            np.testing.assert_allclose(curve(TIMES[some]), values[some], atol=1e-12)
        assert curve(TIMES[:0]).shape == (0,)

    def test_same_song_same_curve(self, source: Source, create: Callable[[], Source]) -> None:
        one, other = (made.curve(heard(), SHOTS)(TIMES) for made in (source, create()))
        np.testing.assert_array_equal(one, other)

    def test_silence_can_be_filmed(self, source: Source) -> None:
        _check(source.curve(heard(silent=True), SHOTS)(TIMES), len(TIMES))

    @pytest.mark.parametrize("duration", [0.0, 0.004, 0.02, 0.3])
    def test_a_blink_of_sound_can_be_filmed(self, source: Source, duration: float) -> None:
        _check(source.curve(heard(duration), [(0.0, max(duration, 1 / 24))])(np.arange(8) / 24), 8)

    @pytest.mark.parametrize("rate", [10.0, 30.0, 200.0])
    def test_what_is_heard_at_any_rate_can_be_filmed(self, source: Source, rate: float) -> None:
        _check(source.curve(heard(rate=rate), SHOTS)(TIMES), len(TIMES))


def _check(values: FloatArray, count: int) -> None:
    """See that these are the values of a lane."""
    assert values.shape == (count,)
    assert np.isfinite(values).all()
    assert values.min() >= 0
    assert values.max() <= 1
