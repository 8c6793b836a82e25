"""Jobs: what takes long, one after the other, in a thread of its own."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from typing import Any, Literal

from clavilux.errors import UserError
from clavilux.studio.faults import line
from clavilux.values import Progress

__all__ = ["Cancelled", "Job", "Jobs"]

MOST = 50
"""Jobs that are remembered, and that may wait."""
OFTEN = 0.1
"""Seconds between two reports of one job, at least."""

State = Literal["waiting", "running", "done", "failed", "cancelled"]
What = Literal["listen", "plan", "paint", "render"]
STAGES = {"listen": "listening", "imagine": "painting", "film": "filming"}
"""What the stages of the pipeline are called."""


class Cancelled(Exception):
    """The user has cancelled what is being done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """How far something is."""

    id: str
    what: What
    label: str
    """For people."""
    stage: str = ""
    """What is being done at the moment, for people."""
    done: int = 0
    total: int = 0
    """0 as long as nobody knows."""
    state: State = "waiting"
    error: str | None = None
    """One line with the cure."""
    seconds_left: float | None = None


@dataclass(slots=True)
class _Task:
    """A job with what it does."""

    job: Job
    work: Callable[[Progress], Any]
    stopped: threading.Event = field(default_factory=threading.Event)
    begun: float = 0.0
    told: float = 0.0


class Jobs:
    """Runs jobs in the order in which they come; `told` hears of each change.

    Parameters
    ----------
    told : callable
        Called with the job from any thread.
    """

    def __init__(self, told: Callable[[Job], None]) -> None:
        self._told, self._numbers = told, itertools.count(1)
        self._tasks: dict[str, _Task] = {}
        self._queue: SimpleQueue[_Task | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    @property
    def all(self) -> list[Job]:
        """All that are remembered, the oldest first."""
        with self._lock:
            return [task.job for task in self._tasks.values()]

    def add(self, what: What, label: str, work: Callable[[Progress], Any]) -> Job:
        """Do something when all before it is done.

        Parameters
        ----------
        what, label : str
            See `Job`.
        work : callable
            Called with a `Progress`, which raises `Cancelled` once the user wants no more.

        Raises
        ------
        UserError
            If too many wait.
        """
        with self._lock:
            if sum(task.job.state == "waiting" for task in self._tasks.values()) >= MOST:
                raise UserError(f"{MOST} jobs wait already; cancel some, or wait")
            task = _Task(Job(id=str(next(self._numbers)), what=what, label=label), work)
            self._tasks[task.job.id] = task
            ended = [key for key, each in self._tasks.items() if each.job.state not in ("waiting", "running")]
            for key in ended[: max(0, len(self._tasks) - MOST)]:
                del self._tasks[key]
        self._told(task.job)
        self._queue.put(task)
        return task.job

    def cancel(self, key: str) -> Job:
        """Stop a job as soon as it looks up, or take it off the queue; what it has made is kept.

        Raises
        ------
        UserError
            If there is none.
        """
        with self._lock:
            task = self._tasks.get(key)
        if task is None:
            raise UserError(f"there is no job {key}; it is over")
        task.stopped.set()
        if task.job.state in ("waiting", "running"):
            self._change(task, state="cancelled", seconds_left=None)
        return task.job

    def close(self) -> None:
        """Cancel all, and wait until the one that runs has looked up."""
        for job in self.all:
            if job.state in ("waiting", "running"):
                self.cancel(job.id)
        self._queue.put(None)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while task := self._queue.get():
            if task.stopped.is_set():
                continue
            task.begun = time.monotonic()
            self._change(task, state="running")
            try:
                task.work(lambda stage, done, total, task=task: self._report(task, stage, done, total))  # type: ignore[misc]
            except Cancelled:
                continue
            except Exception as error:
                self._end(task, "failed", line(error))
            else:
                self._end(task, "done", None)

    def _end(self, task: _Task, state: State, error: str | None) -> None:
        if not task.stopped.is_set():
            self._change(task, state=state, error=error, seconds_left=None)

    def _report(self, task: _Task, stage: str, done: int, total: int) -> None:
        if task.stopped.is_set():
            raise Cancelled
        now, name = time.monotonic(), STAGES.get(stage, stage)
        if name != task.job.stage:
            task.begun = now
        elif now - task.told < OFTEN and done < total:
            return
        task.told = now
        left = (now - task.begun) * (total - done) / done if done else None
        self._change(task, stage=name, done=done, total=total, seconds_left=left)

    def _change(self, task: _Task, **values: Any) -> None:
        with self._lock:
            if task.job.state in ("done", "failed", "cancelled"):
                return
            task.job = replace(task.job, **values)
        self._told(task.job)
