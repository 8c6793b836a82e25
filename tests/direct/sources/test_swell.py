"""What the sources that ship with the default recipe have in common."""

import numpy as np
import pytest

from clavilux.direct.sources.pulse import PulseSource
from clavilux.direct.sources.swell import ShimmerSource, SwaySource, SwellSource
from clavilux.values import Signal

SOURCES = [PulseSource(), SwaySource(), ShimmerSource(), SwellSource()]


def curve(source, heard, fps=24):
    return source.curve(heard, [])(np.arange(round(heard.duration * fps)) / fps)


def changed(heard, gains):
    """A hearing whose loudness is multiplied by some gains, and whose energies by their squares."""
    signals = {
        name: Signal(rate=signal.rate, values=signal.values * (gains if name == "loudness" else gains**2))
        for name, signal in heard.signals.items()
    }
    return type(heard)(
        duration=heard.duration, tempo=heard.tempo, signals=signals, events=heard.events, sections=heard.sections
    )


@pytest.mark.parametrize("source", SOURCES)
def test_the_look_does_not_depend_on_the_frame_rate(drums, source):
    """Every twelfth of a second is shown at 24 and at 60 fps."""
    film, smooth = (curve(source, drums(133), fps) for fps in (24, 60))
    assert film.max() > 0
    assert film[::2] == pytest.approx(smooth[::5], abs=1e-6)


@pytest.mark.parametrize("source", SOURCES)
def test_silence_rests(hearing, source):
    quiet = dict.fromkeys(("harmonic", "percussive", "treble", "loudness"), np.zeros(480))
    assert not curve(source, hearing(beats=[1.0], onsets=[1.0], **quiet)).any()


@pytest.mark.parametrize("source", SOURCES)
def test_the_picture_rests_while_the_music_rests(drums, source):
    gate = np.where(np.abs(np.arange(1200) / 60 - 10) < 3, 1e-2, 1.0)
    made = curve(source, changed(drums(120, 20), gate), fps=60)
    assert made[540:660].max() < 0.02
    assert made[120:360].max() > 0.5


@pytest.mark.parametrize("source", SOURCES)
def test_a_chorus_moves_more_than_a_verse_even_on_a_loud_master(drums, source):
    """The verse is only 3 dB softer."""
    verse = np.where(np.arange(1200) < 600, 10 ** (-3 / 20), 1.0)
    made = curve(source, changed(drums(120, 20), verse))
    assert made[:216].mean() < 0.85 * made[264:].mean()


@pytest.mark.parametrize("source", SOURCES)
def test_gain_changes_nothing(drums, source):
    assert curve(source, drums(100, gain=1e-3)) == pytest.approx(curve(source, drums(100)), abs=1e-6)


def test_without_treble_nothing_shimmers(hearing):
    assert not curve(ShimmerSource(), hearing(treble=np.zeros(480))).any()
    assert curve(ShimmerSource(), hearing()).max() > 0.5
