import numpy as np
import pytest

from clavilux.direct.sources.signal import SignalSource
from clavilux.errors import UnknownName


def curve(heard, **options):
    return SignalSource(**options).curve(heard, [])(np.arange(480) / 24)


def test_it_is_scaled_from_silence_to_the_loud_level(hearing):
    heard = hearing(loudness=np.repeat([0.2, 0.4], 240))
    assert curve(heard, name="loudness")[[0, 479]] == pytest.approx([0.5, 1])
    assert curve(heard, name="loudness", exponent=2)[[0, 479]] == pytest.approx([0.25, 1])


def test_it_is_scaled_from_the_least_to_the_largest_value(hearing):
    made = curve(hearing(bass=np.linspace(-3, 5, 480)), name="bass", scale="range")
    assert made == pytest.approx(np.linspace(0, 1, 480))


def test_smoothing_calms_it(hearing):
    rough, smooth = (curve(hearing(), name="treble", smooth=seconds) for seconds in (0, 1))
    assert np.abs(np.diff(smooth)).max() < 0.1 * np.abs(np.diff(rough)).max()


def test_what_was_not_heard_is_told(hearing):
    with pytest.raises(UnknownName, match=r"unknown signal 'loudnes'. Did you mean 'loudness'"):
        curve(hearing(), name="loudnes")
