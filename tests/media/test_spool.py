from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from clavilux.errors import RenderError
from clavilux.media import spool
from clavilux.media.spool import Spool


def filled(samples):
    kept = Spool()
    for part in np.array_split(samples, 7):
        kept.append(part)
    return kept


@pytest.fixture(params=["in memory", "on the disk"])
def samples(request, monkeypatch):
    if request.param == "on the disk":
        monkeypatch.setattr(spool, "IN_MEMORY", 1000)
    return np.random.default_rng(0).normal(size=10000).astype(np.float32)


@pytest.mark.parametrize("part", [slice(None), slice(10, 20), slice(9990, 20000), slice(-5, None), slice(20, 10)])
def test_is_cut_like_an_array(samples, part):
    kept = filled(samples)
    assert len(kept) == len(samples)
    np.testing.assert_array_equal(kept[part], samples[part])


def test_may_be_read_from_many_threads(samples):
    kept = filled(samples)
    parts = [slice(first, first + 100) for first in range(0, 9900, 17)]
    with ThreadPoolExecutor(8) as pool:
        for part, read in zip(parts, pool.map(kept.__getitem__, parts), strict=True):
            np.testing.assert_array_equal(read, samples[part])


def test_is_read_with_its_gain(samples):
    kept = filled(samples)
    kept.gain = 0.5
    np.testing.assert_array_equal(kept[5:9], samples[5:9] / 2)


def test_a_full_disk_is_one_line_with_the_cure(samples, monkeypatch):
    kept = Spool()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept._file, "write", full, raising=False)
    with pytest.raises(RenderError, match=r"No space left on device.*set TMPDIR"):
        kept.append(samples)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_a_disk_that_fills_up_with_the_last_bytes_is_told_too():
    """Few bytes wait in memory, and would be refused where they are read, or when the file is closed."""
    kept = Spool()
    kept._file._file = Path("/dev/full").open("wb")  # noqa: SIM115 (closed with the spool, without a word)
    with pytest.raises(RenderError, match="set TMPDIR"):
        kept.append(np.ones(5, np.float32))
