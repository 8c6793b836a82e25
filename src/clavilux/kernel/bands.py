"""Work on rows, shared out among the processor's cores."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

__all__ = ["cores", "in_bands"]

ROWS = 16
"""Of a band: few enough that all cores are busy to the end."""


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_bands(work: Callable[[int, int], None], rows: int, threads: int) -> None:
    """Call ``work(first, end)`` for bands that make up all rows, on so many threads.

    No band may depend on what another writes: then the result is the same for any number of threads.
    """
    todo = iter([(first, min(first + ROWS, rows)) for first in range(0, rows, ROWS)])

    def some() -> None:
        for band in todo:  # each thread takes the next one when it is done with its last
            work(*band)

    helping = [_helpers().submit(some) for _ in range(threads - 1)]
    try:
        some()
    finally:
        for helper in helping:
            if not helper.cancel():  # who has not begun is not needed any more
                helper.result()


@cache
def _helpers() -> ThreadPoolExecutor:
    """Threads beside those that ask for help: begun once, as a picture asks a hundred times."""
    return ThreadPoolExecutor(cores(), thread_name_prefix="bands")
