import numpy as np
import pytest

from clavilux.move.shimmer import STEP, flow

SHAPE = (4, 32, 32)


def test_same_seed_same_noise_other_seed_other_noise():
    assert (flow(1.3, SHAPE, 7) == flow(1.3, SHAPE, 7)).all()
    assert abs(np.corrcoef(flow(1.3, SHAPE, 7).ravel(), flow(1.3, SHAPE, 8).ravel())[0, 1]) < 0.1


@pytest.mark.parametrize("second", [0.0, 0.1, STEP, 100.07])
def test_the_noise_has_unit_variance_at_any_time(second):
    assert flow(second, SHAPE, 0).std() == pytest.approx(1, abs=0.05)


def test_the_noise_flows_and_does_not_return():
    seconds = np.arange(0, 10 * STEP, STEP / 10)
    fields = np.array([flow(s, SHAPE, 0).ravel() for s in seconds])
    steps = np.abs(np.diff(fields, axis=0)).mean(1)
    assert steps.max() < 0.2
    assert steps.max() < 1.5 * steps.min()
    assert np.abs(np.corrcoef(fields[::10])[np.triu_indices(10, 1)]).max() < 0.1
