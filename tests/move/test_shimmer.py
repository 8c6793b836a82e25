import numpy as np
import pytest

from clavilux.move.shimmer import STEP, Grain

SHAPE = (4, 32, 32)


def grain(times, amounts=None, size=1.0, seed=7):
    amounts = np.ones(len(times)) if amounts is None else np.array(amounts)
    return Grain(amounts=amounts, times=np.array(times), size=size, seed=seed)


def noise(some, frame):
    """What lies upon a frame, in latents."""
    return sum(much * some.field(number, SHAPE) for number, much in some.upon(frame))


def test_same_seed_same_noise_other_seed_other_noise():
    one, two = (noise(grain([1.3], seed=seed), 0) for seed in (7, 8))
    assert (one == noise(grain([1.3]), 0)).all()
    assert abs(np.corrcoef(one.ravel(), two.ravel())[0, 1]) < 0.1


@pytest.mark.parametrize("second", [0.0, 0.1, STEP, 100.07])
def test_its_deviation_is_size_times_amount_at_any_time(second):
    assert noise(grain([second], [0.5], size=0.2), 0).std() == pytest.approx(0.1, abs=0.005)


def test_nothing_lies_upon_a_frame_that_does_not_shimmer():
    assert grain([1.0], [0.0]).upon(0) == []
    assert grain([1.0], size=0.0).upon(0) == []


def test_it_flows_and_does_not_return():
    seconds = np.arange(0, 10 * STEP, STEP / 10)
    fields = np.array([noise(grain(seconds), frame).ravel() for frame in range(len(seconds))])
    steps = np.abs(np.diff(fields, axis=0)).mean(1)
    assert steps.max() < 0.2
    assert steps.max() < 1.5 * steps.min()
    assert np.abs(np.corrcoef(fields[::10])[np.triu_indices(10, 1)]).max() < 0.1


def test_no_field_older_than_the_oldest_is_needed_again():
    some = grain(np.arange(0, 3, 1 / 24))
    for frame in range(len(some.times) - 1):
        assert min(number for number, _ in some.upon(frame + 1)) >= some.oldest(frame)
