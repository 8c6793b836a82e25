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


def test_a_stroke_rings(hearing):
    struck = np.zeros(480)
    struck[100:103] = 1
    made = curve(hearing(kick=struck + 1e-9, harmonic=np.zeros(480)), name="kick", decay=0.5, scale="range")
    assert made[102] == pytest.approx(1)
    assert made[102 + 12] == pytest.approx(np.exp(-1), abs=1e-3)
    assert made[99] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("decibels", "height"), [(-10, 1), (-24, 0.5), (-35, 0)])
def test_an_instrument_that_is_not_in_the_song_is_silent(hearing, decibels, height):
    whole = np.ones(480)
    parts = {"harmonic": whole, "percussive": 0.1 * whole, "treble": 0 * whole}
    leak = 10 ** (decibels / 10) * whole
    for name in ("kick", "snare", "bass", "melody"):
        assert curve(hearing(**parts, **{name: leak}), name=name) == pytest.approx(height)
    assert curve(hearing(**parts | {"treble": leak}), name="treble") == pytest.approx(1)  # which is no instrument
