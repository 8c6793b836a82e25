import numpy as np
import pytest

from clavilux.imagine.painters.flow import denoise, schedule


@pytest.mark.parametrize("steps", [1, 2, 12, 50])
def test_the_schedule_falls_from_noise_to_picture(steps):
    times = schedule(steps)
    assert len(times) == steps + 1
    assert (times[0], times[-1]) == (1, 0)
    assert (np.diff(times) < 0).all()


def test_a_shift_spends_more_steps_near_the_noise():
    assert schedule(10, shift=3)[5] > schedule(10, shift=1)[5] == 0.5


@pytest.mark.parametrize("steps", [1, 3, 12])
def test_a_straight_flow_is_followed_exactly(steps):
    rng = np.random.default_rng(0)
    picture, noise = rng.standard_normal((2, 8, 4, 4)).astype(np.float32)
    *_, last = denoise(lambda x, t: noise - picture, noise, schedule(steps))
    assert last == pytest.approx(picture, abs=1e-5)


def test_every_step_is_yielded():
    start = np.zeros((8, 2, 2), np.float32)
    assert len(list(denoise(lambda x, t: x, start, schedule(7)))) == 7


def test_the_sampler_is_of_second_order():
    """dx/dt = x has the solution e^-1 at 0; halving the step quarters the error."""
    start = np.ones(1, np.float32)

    def error(steps):
        *_, last = denoise(lambda x, t: x, start, np.linspace(1, 0, steps + 1))
        return abs(float(last[0]) - np.exp(-1))

    assert error(40) < 0.35 * error(20)
