from itertools import pairwise

import numpy as np
import pytest

from frames_by_hand import change, flat, shown


def lights(time, *, amount=1.0, **options):
    return shown("particles", flat(0, 180, 320), options=options, amount=amount, speed=time).astype(int)


def middle(light):
    """Height of the middle of all light, from above."""
    return float((light.sum((1, 2)) * np.arange(light.shape[0])).sum() / light.sum())


@pytest.mark.parametrize("kind", ["dust", "embers"])
def test_they_are_few_and_small(kind):
    lit = lights(0, kind=kind).max(-1) > 8
    assert 0.0005 < lit.mean() < 0.1


@pytest.mark.parametrize("kind", ["dust", "embers"])
def test_they_move_smoothly(kind):
    frames = [lights(n / 24, kind=kind, size=0.02) for n in range(24)]
    steps = [change(one, other) for one, other in pairwise(frames)]
    assert 0 < max(steps) < 0.6 * frames[0].mean() * 2
    assert change(frames[0], frames[-1]) > 2 * max(steps)


def test_embers_rise_and_are_warm():
    """Those that are seen all the while."""
    lone = [[lights(time, kind="embers", count=1, seed=seed, size=0.03) for time in (0, 0.5)] for seed in range(24)]
    risen = [middle(early) - middle(late) for early, late in lone if early.sum() > 2000 and late.sum() > 2000]
    assert len(risen) > 10
    assert 2 < np.median(risen) < 20
    red, green, blue = np.mean([early for early, _ in lone], axis=(0, 1, 2))
    assert red > green > blue


def test_at_no_time_are_they_gone():
    amounts = [lights(time, kind="embers").mean() for time in range(0, 300, 20)]
    assert min(amounts) > 0.4 * max(amounts)


def test_half_as_bright():
    full, half = lights(0).astype(float), lights(0, amount=0.5)
    assert half.sum() == pytest.approx(full.sum() / 2, rel=0.1)
