import numpy as np
import pytest

from clavilux.direct.sources.travel import TravelSource

SHOTS = [(0.0, 10.0), (10.0, 20.0)]


def test_it_is_the_papers_t_in_every_shot(hearing):
    heard = hearing(rate=30.0)
    position = TravelSource().curve(heard, SHOTS)(np.arange(600) / 30)
    for part in (slice(0, 300), slice(300, 600)):
        h, p = (heard.signals[name].values[part] for name in ("harmonic", "percussive"))
        e = 0.2 * (h - h.min()) / (h.max() - h.min()) + 0.8 * (p - p.min()) / (p.max() - p.min())
        t = np.cumsum(e) / e.sum()
        t[0] = 0
        assert position[part] == pytest.approx(t, abs=1e-12)


@pytest.mark.parametrize("kind", ["energy", "linear"])
def test_every_shot_goes_from_0_to_1_and_never_back(hearing, kind):
    position = TravelSource(kind=kind).curve(hearing(rate=100.0), SHOTS)(np.arange(600) / 30)
    for part in (position[:300], position[300:]):
        assert part[0] == 0
        assert part[-1] > 0.98
        assert (np.diff(part) >= 0).all()


def test_its_baselines_go_evenly_or_stay(hearing):
    linear, constant = (TravelSource(kind=kind).curve(hearing(), SHOTS) for kind in ("linear", "constant"))
    times = np.arange(240) / 24
    assert linear(times) == pytest.approx(np.linspace(0, 1, 240))
    assert not constant(times).any()


def test_silence_goes_evenly(hearing):
    silent = hearing(harmonic=np.zeros(480), percussive=np.zeros(480))
    assert TravelSource().curve(silent, SHOTS)(np.arange(240) / 24) == pytest.approx(np.linspace(0, 1, 240))


def test_weights_tell_what_is_followed(hearing):
    step = np.repeat([0.0, 1.0], 240)
    heard = hearing(harmonic=step, percussive=step[::-1])
    sung, struck = (
        TravelSource(harmonic=h, percussive=1 - h).curve(heard, [(0.0, 20.0)])(np.array([9.9])) for h in (1, 0)
    )
    assert sung == pytest.approx([0])
    assert struck > 0.95


def test_what_is_smoothed_comes_as_far_without_jerks(hearing):
    struck = hearing(harmonic=np.zeros(480), percussive=np.where(np.arange(480) % 24, 0.0, 1.0))
    times = np.arange(240) / 24
    plain, smooth = (TravelSource(smooth=seconds).curve(struck, [(0.0, 20.0)])(times) for seconds in (0.0, 1.0))
    assert np.diff(smooth).max() < 0.4 * np.diff(plain).max()
    assert np.abs(smooth - plain).max() < 0.1
