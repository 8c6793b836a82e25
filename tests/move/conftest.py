"""Hearings made by hand."""

import numpy as np
import pytest

from clavilux.types import Hearing, Section


@pytest.fixture
def hearing():
    """A hearing of noise, in which anything can be set."""

    def make(duration=20.0, rate=24.0, beats=(), onsets=(), **curves):
        n = round(duration * rate)
        rng = np.random.default_rng(0)
        noise = {name: rng.random(n) for name in ("harmonic", "percussive", "treble", "loudness")}
        return Hearing(
            duration=duration,
            tempo=120.0,
            beats=np.array(beats, float),
            downbeats=np.zeros(0),
            onsets=np.array(onsets, float),
            rate=rate,
            sections=(Section(start=0, end=duration),),
            **(noise | curves),
        )

    return make


@pytest.fixture
def drums(hearing):
    """A hearing of a drum that is struck at all beats, at so many BPM, in a steady chord."""

    def make(bpm, duration=10.0, rate=60.0, loudness=0.3):
        beats = np.arange(0.5, duration - 0.1, 60 / bpm)
        times = np.arange(round(duration * rate)) / rate
        after = times[:, None] - beats
        power = np.where(after >= -0.5 / rate, np.exp(-np.abs(after) / 0.03), 0).max(1)
        steady = np.ones(times.size)
        return hearing(
            duration,
            rate,
            beats=beats,
            onsets=beats,
            harmonic=steady,
            percussive=power,
            treble=0.3 * power,
            loudness=loudness * steady,
        )

    return make
