"""Several processes on this machine, each of which films a shot."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from clavilux.errors import RenderError
from clavilux.executors.outcomes import Outcome, Progress
from clavilux.protocols import Travels
from clavilux.shooting import Segment, Shooting, Site

__all__ = ["Processes"]

LOG = logging.getLogger(__name__)

LIVES = 3
"""How often segments are tried whose process dies, as for want of memory."""
RUNS = 4
"""Of neighbouring segments, for each process: few, as the first of each begins with a picture that is painted twice."""
LOOK = 0.5
"""Seconds after which it is seen again what has been made."""


@dataclass(frozen=True, slots=True)
class Processes:
    """Several at once, each in a process of its own on this machine.

    Worth it where there are more cores than the frames of one shot keep busy. Every process needs the memory of one.
    """

    workers: int

    def film(self, shooting: Shooting, segments: Sequence[Segment], report: Callable[[], None]) -> list[Path]:
        """See `executors.Executor`.

        Raises
        ------
        RenderError
            If processes die again and again.
        """
        if not isinstance(shooting.painter, Travels):  # others have their pictures from the project
            for name in shooting.plan.keyframes:
                shooting.painted(name)
        progress = Progress(shooting, segments, report)
        for _ in range(LIVES):
            if not (missing := progress.missing()):
                break
            try:
                self._film(shooting, missing, progress)
            except BrokenProcessPool:
                LOG.info("a process was lost, perhaps for want of memory; its shots are filmed again")
        if progress.missing():
            raise RenderError("processes are lost again and again; try fewer --workers")
        shooting.keyframes.look()
        return [shooting.film(segment, lambda: None) for segment in segments]

    def _film(self, shooting: Shooting, segments: Sequence[Segment], progress: Progress) -> None:
        site, runs = shooting.site(), _runs(segments, RUNS * self.workers)
        spawning = multiprocessing.get_context("spawn")  # a lock that a thread holds at a fork is held for ever
        pool = ProcessPoolExecutor(min(self.workers, len(runs)), spawning, _begin)
        try:
            coming: set[Future[Outcome]] = {pool.submit(_film_some, site, run) for run in runs}
            while coming:
                done, coming = wait(coming, LOOK, FIRST_COMPLETED)
                for future in done:
                    future.result().tell()
                progress.missing()
                shooting.keyframes.look()
        except BaseException:
            for child in multiprocessing.active_children():
                child.kill()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _runs(segments: Sequence[Segment], count: int) -> list[Sequence[Segment]]:
    """So many stretches of about equal length, if there are as many segments."""
    borders = [round(len(segments) * n / count) for n in range(count + 1)]
    return [segments[a:b] for a, b in pairwise(borders) if a < b]


def _begin() -> None:
    """In a process that films: it is its parent who stops it, and it does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _film_some(site: Site, segments: Sequence[Segment]) -> Outcome:
    """In a process that films."""

    def film() -> None:
        shooting = _shooting(site)
        for segment in segments:
            shooting.film(segment, lambda: None)

    return Outcome.of(film)


_shooting = lru_cache(1)(Site.shooting)
