import numpy as np
import pytest

from frames_by_hand import change, flat, shown, smooth, spot


def film(frames, **rates):
    """The frames of a shot that runs 24 a second."""
    state: dict[str, object] = {}
    amount = rates.pop("amount")
    return [
        shown("feedback", frame, state, amount=amount, **{name: rate * n / 24 for name, rate in rates.items()})
        for n, frame in enumerate(frames)
    ]


def test_what_was_there_fades_by_halves():
    gone = film([flat(240)] + [flat(0)] * 24, amount=0.5, fade=6)
    levels = [float(frame.mean()) for frame in gone]
    assert levels[4] == pytest.approx(60, abs=2)
    assert levels[8] == pytest.approx(30, abs=2)
    assert levels[24] < 4


def test_it_does_not_depend_on_the_frame_rate():
    """How far a trail has grown in a second."""
    wide = []
    for fps in (12, 48):
        state: dict[str, object] = {}
        for n in range(fps + 1):
            seen = shown("feedback", spot() if n == 0 else flat(0), state, amount=0.8, zoom=0.5 * n / fps, fade=n / fps)
        wide.append(float(np.sqrt(np.average((np.arange(160) - 79.5) ** 2, weights=seen.sum((0, 2)) + 1e-9))))
    assert wide[0] == pytest.approx(wide[1], rel=0.15)
    assert wide[0] > 1.4 * np.sqrt(np.average((np.arange(160) - 79.5) ** 2, weights=spot().sum((0, 2)) + 1e-9))


def test_trails_grow_and_turn():
    grown = film([spot()] + [flat(0)] * 12, amount=0.8, zoom=1, fade=1)[-1]
    assert grown[45, 73].mean() > 5
    assert spot()[45, 73].mean() == 0
    bar = flat(0)
    bar[43:47, 40:120] = 255
    turned = film([bar] + [flat(0)] * 12, amount=0.8, turn=0.5, fade=1)[-1]
    assert turned[15:75, 78:82].mean() > 10 > bar[15:40, 78:82].mean()


def test_a_picture_that_stands_still_stays():
    assert change(film([smooth()] * 12, amount=0.6, fade=4)[-1], smooth()) < 1


def test_it_never_brightens_what_it_was_shown():
    rng = np.random.default_rng(0)
    seen = film([flat(level) for level in rng.integers(50, 200, 24)], amount=0.8, zoom=1, turn=1, fade=2)
    assert max(frame.max() for frame in seen) < 200


def test_it_begins_anew_after_a_rest():
    state: dict[str, object] = {}
    shown("feedback", flat(250), state, amount=0.5)
    shown("feedback", flat(250), state)
    assert shown("feedback", flat(10), state, amount=0.5).max() == 10
