"""Work on rows."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from clavilux.kernel.bands import in_bands


def counted(rows: int, threads: int) -> list[int]:
    """How often each row was worked on."""
    done = np.zeros(rows, int)

    def work(first: int, end: int) -> None:
        done[first:end] += 1

    in_bands(work, rows, threads)
    return done.tolist()


@pytest.mark.parametrize("threads", [1, 2, 50])
@pytest.mark.parametrize("rows", [0, 1, 16, 1001])
def test_every_row_is_worked_on_once(rows: int, threads: int) -> None:
    assert counted(rows, threads) == [1] * rows


def test_many_may_ask_at_once() -> None:
    with ThreadPoolExecutor(8) as asking:
        assert all(done == [1] * 500 for done in asking.map(counted, [500] * 40, [4] * 40))


def test_work_may_be_shared_out_again() -> None:
    done = np.zeros((40, 40), int)

    def work(first: int, end: int) -> None:
        def inner(left: int, right: int) -> None:
            done[first:end, left:right] += 1

        in_bands(inner, 40, 3)

    in_bands(work, 40, 3)
    assert (done == 1).all()


@pytest.mark.parametrize("threads", [1, 3])
def test_an_error_in_any_band_is_raised(threads: int) -> None:
    def work(first: int, end: int) -> None:
        if first <= 700 < end:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_bands(work, 1000, threads)
