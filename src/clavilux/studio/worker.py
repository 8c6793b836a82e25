"""One thread that makes pictures for the page, the most urgent first."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from enum import IntEnum
from typing import Any, TypeVar

from clavilux.errors import UserError

__all__ = ["Urgency", "Worker"]

T = TypeVar("T")

MOST = 64
"""Pictures of one urgency that may wait; the oldest are given up."""


class Urgency(IntEnum):
    """What is made before what else."""

    STILL = 0
    """The frame that somebody looks at."""
    PLAY = 1
    """The next frames of what is played."""
    KEYFRAME = 2
    """A shot's picture on the timeline."""
    GALLERY = 3
    """A style to choose from."""
    AHEAD = 4
    """What somebody may want to play next."""


class Worker:
    """Makes what it is asked for in one thread, as painters do one thing at a time.

    What is most urgent comes first, and of that the newest: whoever asks again wants to see that.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[Urgency, int, Future[Any], Callable[[], Any]]] = []
        self._numbers, self._closed = itertools.count(), False
        self._more = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._thread.start()

    def ask(self, urgency: Urgency, make: Callable[[], T]) -> Future[T]:
        """Have something made.

        Parameters
        ----------
        urgency : Urgency
        make : callable
            Called in the thread, unless the future is cancelled before.

        Returns
        -------
        Future
            What it gives; a `UserError` if too much else was asked for meanwhile.
        """
        future: Future[T] = Future()
        with self._more:
            heapq.heappush(self._waiting, (urgency, -next(self._numbers), future, make))
            alike = sorted(each for each in self._waiting if each[0] == urgency)
            for each in alike[MOST:]:
                self._waiting.remove(each)
                if each[2].set_running_or_notify_cancel():
                    each[2].set_exception(UserError("too much was asked for at once; ask again"))
            heapq.heapify(self._waiting)
            self._more.notify()
        return future

    def close(self) -> None:
        """Make nothing more, and wait for what is being made."""
        with self._more:
            self._closed = True
            for _, _, future, _ in self._waiting:
                future.cancel()
            self._waiting.clear()
            self._more.notify()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            with self._more:
                self._more.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                *_, future, make = heapq.heappop(self._waiting)
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(make())
            except BaseException as error:
                future.set_exception(error)
