"""Who makes the segments of a film: this process, or several."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, Protocol

from clavilux.errors import ClaviluxError, ClaviluxWarning, RenderError, UserError
from clavilux.protocols import Travels
from clavilux.shooting import Segment, Shooting, Site

__all__ = ["Executor", "Processes", "Serial"]

LOG = logging.getLogger(__name__)

LIVES = 3
"""How often segments are tried whose process dies, as for want of memory."""
RUNS = 4
"""Of neighbouring segments, for each process: few, as the first of each begins with a picture that is painted twice."""
LOOK = 0.5
"""Seconds after which it is seen again what has been made."""


class Executor(Protocol):
    """Makes segments: the same files, whoever does it."""

    def film(self, shooting: Shooting, segments: Sequence[Segment], report: Callable[[], None]) -> list[Path]:
        """Film some segments, unless the project has them.

        Parameters
        ----------
        shooting : Shooting
        segments : sequence of Segment
        report : callable
            Called after every frame.

        Returns
        -------
        list of Path
            The file of each.
        """


class Serial:
    """One after the other, in this process: every core helps with each frame."""

    def film(self, shooting: Shooting, segments: Sequence[Segment], report: Callable[[], None]) -> list[Path]:
        """See `Executor`."""
        return [shooting.film(segment, report) for segment in segments]


@dataclass(frozen=True, slots=True)
class Processes:
    """Several at once, each in a process of its own on this machine.

    Worth it where there are more cores than the frames of one shot keep busy. Every process needs the memory of one.
    """

    workers: int

    def film(self, shooting: Shooting, segments: Sequence[Segment], report: Callable[[], None]) -> list[Path]:
        """See `Executor`.

        Raises
        ------
        RenderError
            If processes die again and again.
        """
        if not isinstance(shooting.painter, Travels):  # others have their pictures from the project
            for name in shooting.plan.keyframes:
                shooting.painted(name)
        progress = _Progress(shooting, segments, report)
        for _ in range(LIVES):
            if not (missing := progress.missing()):
                break
            try:
                self._film(shooting, missing, progress)
            except BrokenProcessPool:
                LOG.info("a process was lost, perhaps for want of memory; its shots are filmed again")
        else:
            raise RenderError("processes are lost again and again; try fewer --workers")
        shooting.keyframes.look()
        return [shooting.film(segment, lambda: None) for segment in segments]

    def _film(self, shooting: Shooting, segments: Sequence[Segment], progress: _Progress) -> None:
        site, runs = shooting.site(), _runs(segments, RUNS * self.workers)
        spawning = multiprocessing.get_context("spawn")  # a lock that a thread holds at a fork is held for ever
        pool = ProcessPoolExecutor(min(self.workers, len(runs)), spawning, _begin)
        try:
            coming: set[Future[_Outcome]] = {pool.submit(_film_some, site, run) for run in runs}
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


class _Progress:
    """Sees what a project has of a film, and reports it."""

    def __init__(self, shooting: Shooting, segments: Sequence[Segment], report: Callable[[], None]) -> None:
        self._project, self._missing, self._report = shooting.project, list(segments), report

    def missing(self) -> list[Segment]:
        """Those that it does not have yet."""
        made = {segment.key for segment in self._missing if self._project.segment(segment.key)}
        for segment in self._missing:
            for _ in range(segment.first, segment.last) if segment.key in made else ():
                self._report()
        self._missing = [segment for segment in self._missing if segment.key not in made]
        return self._missing


class _Outcome(NamedTuple):
    """What comes of a run of segments, as another process can say it."""

    warnings: list[str]
    error: str = ""
    of_user: bool = False
    """Whether it is an error of the user's."""

    def tell(self) -> None:
        """Here, what happened there."""
        for warning in self.warnings:
            warnings.warn(warning, ClaviluxWarning, stacklevel=2)
        if self.error:
            raise (UserError if self.of_user else RenderError)(self.error)


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


def _film_some(site: Site, segments: Sequence[Segment]) -> _Outcome:
    """In a process that films."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ClaviluxWarning)
        error, of_user = "", False
        try:
            shooting = _shooting(site)
            for segment in segments:
                shooting.film(segment, lambda: None)
        except ClaviluxError as raised:
            error, of_user = str(raised), isinstance(raised, UserError)
    return _Outcome([str(w.message) for w in caught if issubclass(w.category, ClaviluxWarning)], error, of_user)


_shooting = lru_cache(1)(Site.shooting)
