"""Visual events: the paper's rule, and the scale-free peaks."""

from collections.abc import Callable

import numpy as np
import pytest

from clavilux.judge.curve import Curve
from clavilux.judge.events import CHANGED, motion_curve, peaks, scene_changes
from clavilux.values import FloatArray

RATES = [24, 25, 30, 30000 / 1001, 60]


def found(difference: FloatArray, fps: float) -> FloatArray:
    return peaks(motion_curve(Curve(times=np.arange(len(difference)) / fps, values=difference)))


def kicks(fps: float, period: float = 0.5, seconds: float = 10.0) -> FloatArray:
    """Frame difference of a picture that jumps and settles, on a slow zoom."""
    since = (np.arange(round(seconds * fps)) / fps + 1e-9) % period
    return 0.4 + 8 * np.exp(-since / 0.08)


def test_the_threshold_is_the_papers_count() -> None:
    assert pytest.approx(225_000) == CHANGED * 768 * 768 * 3
    exactly, more = 225_000 / 1_769_472, 225_001 / 1_769_472
    assert scene_changes(Curve(times=np.array([1.0, 5.0]), values=np.array([exactly, more]))).tolist() == [5.0]


@pytest.mark.parametrize(
    ("times", "taken"),
    [
        ([0.2, 0.9, 1.0, 1.1, 2.0, 2.1, 2.2, 9.0], [1.1, 2.2, 9.0]),
        ([1, 2, 3, 4, 5, 6], [2, 4, 6]),  # exactly a second apart is not more than a second
        ([0.5], []),  # the second counts from the start of the video
    ],
)
def test_the_papers_events_are_more_than_a_second_apart(times: list[float], taken: list[float]) -> None:
    assert scene_changes(Curve(times=np.array(times, float), values=np.ones(len(times)))).tolist() == taken


@pytest.mark.parametrize("fps", RATES)
def test_a_second_is_a_second_at_every_frame_rate(fps: float) -> None:
    """Frame times are rounded; that must neither add a frame nor cost one."""
    frames = np.arange(1, 400)
    events = scene_changes(Curve(times=frames / fps, values=np.ones(len(frames))))
    assert np.round(np.diff(events, prepend=0) * fps).tolist() == [np.floor(fps) + 1] * len(events)


@pytest.mark.parametrize("fps", RATES)
def test_kicks_are_found_at_their_frame(fps: float) -> None:
    assert found(kicks(fps), fps) == pytest.approx(np.arange(0.5, 9.9, 0.5), abs=1 / fps)


@pytest.mark.parametrize("scale", [0.3, 1, 4, 30])
def test_peaks_know_no_scale(scale: float) -> None:
    assert found(scale * kicks(24), 24).tolist() == found(kicks(24), 24).tolist()


@pytest.mark.parametrize("repeat", [2, 3, 5])
def test_repeated_frames_are_no_rhythm(repeat: int) -> None:
    """A film of 60 / repeat pictures a second, shown at 60."""
    film = np.zeros(600)
    film[::repeat] = kicks(60 / repeat)[: len(film[::repeat])]
    assert found(film, 60) == pytest.approx(np.arange(0.5, 9.9, 0.5), abs=repeat / 60)
    slow = np.zeros(600)
    slow[::repeat] = 0.6
    assert len(found(slow, 60)) == 0


@pytest.mark.parametrize(
    "calm",
    [
        lambda n, dice: np.zeros(n),
        lambda n, dice: dice.uniform(0, 0.12, n),  # an encoder's noise
        lambda n, dice: np.where(np.arange(n) % 250 == 249, 0.2, 0.0),  # its keyframes
        lambda n, dice: 2 + dice.normal(0, 0.2, n),  # grain
        lambda n, dice: np.full(n, 3.0),  # a steady zoom
        lambda n, dice: np.linspace(0, 9, n),  # one that gathers speed
    ],
)
def test_where_nothing_stands_out_nothing_is_found(
    calm: Callable[[int, np.random.Generator], FloatArray],
) -> None:
    assert len(found(calm(720, np.random.default_rng(3)), 24)) == 0


def test_cuts_are_found_among_motion() -> None:
    film = 3 + np.random.default_rng(0).normal(0, 0.3, 480)
    film[[48, 130, 131, 300]] = 60  # the second cut lasts two frames
    assert found(film, 24) == pytest.approx(np.array([48, 130, 300]) / 24, abs=1 / 24)


def test_an_echo_is_no_second_peak() -> None:
    film = np.zeros(100)
    film[[50, 53]] = 40, 20
    assert found(film, 24).tolist() == [50 / 24]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_frames_have_no_peak(count: int) -> None:
    assert len(found(np.arange(count) * 9.0, 24)) == 0
    assert len(scene_changes(Curve(times=np.arange(count) / 24, values=np.zeros(count)))) == 0
