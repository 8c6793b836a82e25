"""Hearings and plans made by hand."""

import numpy as np
import pytest

from clavilux.plan import Brief, FileRef, Plan, Shot
from clavilux.values import Events, Hearing, Section, Signal


@pytest.fixture
def hearing():
    """A hearing of noise, in which anything can be set."""

    def make(duration=20.0, rate=24.0, offset=0.0, beats=(), onsets=(), **curves):
        rng = np.random.default_rng(0)
        noise = {name: rng.random(round(duration * rate)) for name in ("harmonic", "percussive", "treble", "loudness")}
        moments = {"beats": beats, "downbeats": (), "onsets": onsets}
        return Hearing(
            duration=duration,
            offset=offset,
            tempo=120.0,
            signals={name: Signal(rate=rate, values=values) for name, values in (noise | curves).items()},
            events={n: Events(times=np.array(t, float), strengths=np.ones(len(t))) for n, t in moments.items()},
            sections=(Section(start=0, end=duration),),
        )

    return make


@pytest.fixture
def drums(hearing):
    """A hearing of a drum that is struck at all beats, at so many BPM, in a steady chord; `gain` is of its power."""

    def make(bpm, duration=10.0, rate=60.0, loudness=0.3, gain=1.0):
        beats = np.arange(0.5, duration - 0.1, 60 / bpm)
        times = np.arange(round(duration * rate)) / rate
        after = times[:, None] - beats
        power = np.where(after >= -0.5 / rate, np.exp(-np.abs(after) / 0.03), 0).max(1)
        steady = gain * np.ones(times.size)
        return hearing(
            duration,
            rate,
            beats=beats,
            onsets=beats,
            harmonic=steady,
            percussive=gain * power,
            treble=0.3 * gain * power,
            loudness=loudness * np.sqrt(steady),
        )

    return make


@pytest.fixture
def plan():
    """A plan whose shots end at some seconds; shots take what is given, in order."""

    def make(*ends, shots=(), fps="24", **given):
        starts = (0.0, *ends[:-1])
        own = [*shots, *[{}] * (len(ends) - len(shots))]
        return Plan(
            song=FileRef(path="song.ogg", sha256="0" * 64),
            painter={"use": "fake"},
            size=(64, 64),
            fps=fps,
            keyframes={"black": Brief(paint=False)},
            shots=tuple(
                Shot(id=str(i), start=start, end=end, from_="black", to="black", **more)
                for i, (start, end, more) in enumerate(zip(starts, ends, own, strict=True))
            ),
            **({"lanes": {"travel": {"use": "travel"}}} | given),
        )

    return make
