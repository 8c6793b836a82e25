"""Who makes the segments of a film: this process, several, or a cluster. The files are the same, whoever does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from clavilux.errors import UnknownName
from clavilux.executors.cluster import Cluster
from clavilux.executors.processes import Processes
from clavilux.shooting import Segment, Shooting

__all__ = ["Cluster", "Executor", "Processes", "Serial", "chosen"]


class Executor(Protocol):
    """Makes segments."""

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


def chosen(name: str | None, workers: int | None) -> Executor:
    """The executor that a user names.

    Parameters
    ----------
    name : str, optional
        ``"ray"``, or ``"ray:ADDRESS"`` for a cluster that is there; this machine without Ray when left out.
    workers : int, optional
        Shots that are filmed at once; when left out one, and on a cluster as many as it has room for.

    Raises
    ------
    UnknownName
        If there is none of that name.
    MissingExtra
        If Ray is not installed.
    """
    if name is None:
        return Processes(workers) if workers and workers > 1 else Serial()
    kind, _, address = name.partition(":")
    if kind != "ray":
        raise UnknownName("executor", kind, ["ray"])
    return Cluster(address or None, workers)
