"""Segments and keyframes by Ray (https://docs.ray.io): on this machine, or on many that share nothing.

What a worker needs travels by content through Ray's object store, into a folder of its own; what it makes comes back as
bytes, and is kept in the project here. A worker that is lost is replaced by Ray, and its work done again.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from clavilux import extras
from clavilux.errors import RenderError, UserError
from clavilux.executors.outcomes import Progress
from clavilux.executors.worker import Parcel, Sent, make, sweep
from clavilux.media.files import content_hash
from clavilux.plan import FileRef, Plan
from clavilux.protocols import UsesGpu
from clavilux.shooting import Segment, Shooting
from clavilux.version import __version__

__all__ = ["Cluster"]

LIVES = 3
"""How often work is tried whose worker is lost."""
AHEAD = 2
"""Times as much work is given out as there is room for, so that nobody waits; no more, as what comes of it waits in
Ray's memory."""

Ref = Any
"""What Ray knows a value by, wherever it lies."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster of Ray's; every machine has this version of Clavilux, and the models that the painter names."""

    address: str | None = None
    """Of one that is there; when left out the one that Ray finds, or this machine alone."""
    workers: int | None = None
    """Shots that are filmed at once; when left out as many as there is room for."""

    def __post_init__(self) -> None:
        extras.require("executor 'ray'", "cluster", ["ray"])

    def film(self, shooting: Shooting, segments: Sequence[Segment], report: Callable[[], None]) -> list[Path]:
        """See `executors.Executor`.

        Raises
        ------
        UserError
            If the cluster cannot be reached, or has another version of Clavilux.
        RenderError
            If workers are lost again and again.
        """
        progress = Progress(shooting, segments, report)
        if missing := progress.missing():
            with _connected(self.address) as ray:
                film = _Film(ray, shooting, self.workers)
                shown = {name: None for segment in missing for name in shooting.shown(segment)}
                film.share_out(film.unpainted(shown), shooting.keyframes.look)
                film.share_out(missing, progress.missing)
        return [shooting.film(segment, lambda: None) for segment in segments]


class _Film:
    """A film that is made by a cluster.

    Parameters
    ----------
    ray : module
        Connected.
    shooting : Shooting
        The film.
    workers : int, optional
        As of `Cluster`.
    """

    def __init__(self, ray: Any, shooting: Shooting, workers: int | None) -> None:
        self._ray, self._shooting, self._workers = ray, shooting, workers
        painter = shooting.painter
        there = ray.cluster_resources().get("GPU", 0) and isinstance(painter, UsesGpu)
        self._gpus = painter.gpus if there and isinstance(painter, UsesGpu) else 0
        self._make = ray.remote(num_cpus=1, num_gpus=self._gpus, max_retries=LIVES - 1)(make)
        plan, files = _packed(shooting.plan)
        hearing = shooting.site().hearing
        self._parcel = Parcel(__version__, plan.to_json(), f"hearing/{hearing.name}", shooting.form.name)
        self._files = {name: self._put(path) for name, path in (files | {self._parcel.hearing: hearing}).items()}
        self._pictures: dict[str, Ref] = {}

    def unpainted(self, names: Iterable[str]) -> list[str]:
        """Those keyframes that are to be painted, and that the project does not have."""
        plan, project = self._shooting.plan, self._shooting.project
        return [name for name in names if plan.keyframes[name].paint and not project.pictures(plan.keyframe_key(name))]

    def share_out(self, works: Iterable[Segment | str], look: Callable[[], object]) -> None:
        """Have work done, and keep what comes of it in the project.

        Parameters
        ----------
        works : iterable of Segment or str
            Segments, or names of keyframes.
        look : callable
            Called when there is something new in the project.
        """
        rest, coming = iter(works), dict[Future[Sent], tuple[Ref, Segment | str]]()
        try:
            while True:
                for work in islice(rest, max(0, self._room() - len(coming))):
                    ref = self._begun(work)
                    coming[ref.future()] = ref, work
                if not coming:
                    return
                done, _ = wait(coming, return_when=FIRST_COMPLETED)  # Ray's own makes another exit of a signal's
                for future in done:
                    sent = future.result()
                    self._keep(coming.pop(future)[1], sent)
                look()
        except self._ray.exceptions.RayTaskError:  # a fault of ours
            raise
        except self._ray.exceptions.RayError as error:
            told = str(error).partition("\n")[0]
            raise RenderError(f"workers are lost again and again ({told}); try fewer --workers") from error
        finally:
            for ref, _ in coming.values():
                self._ray.cancel(ref, force=True)

    def _begun(self, work: Segment | str) -> Ref:
        """Give work out, with what it needs."""
        shown = self._shooting.shown(work) if isinstance(work, Segment) else []
        plan, project = self._shooting.plan, self._shooting.project
        files = self._files.copy()
        for path in (path for name in shown for path in project.pictures(plan.keyframe_key(name))):
            if path.name not in self._pictures:
                self._pictures[path.name] = self._put(path)
            files[f"{path.parent.name}/{path.name}"] = self._pictures[path.name]
        return self._make.remote(self._parcel, files, work)

    def _keep(self, work: Segment | str, sent: Sent) -> None:
        sent.outcome.tell()
        plan, project = self._shooting.plan, self._shooting.project
        if isinstance(work, Segment):
            keeping = project.keeping_segment(work.name, work.key)
        else:
            keeping = project.keeping_picture(work, plan.keyframe_key(work))
        with keeping as part:
            part.write_bytes(sent.content)

    def _put(self, path: Path) -> Ref:
        return self._ray.put(path.read_bytes())

    def _room(self) -> int:
        """How much may be given out."""
        if self._workers:
            return self._workers
        there = self._ray.cluster_resources()
        slots = there.get("GPU", 0) / self._gpus if self._gpus else there.get("CPU", 1)
        return max(1, int(AHEAD * slots))


def _packed(plan: Plan) -> tuple[Plan, dict[str, Path]]:
    """A plan whose files are called by their content, and those files; the song stays, as nobody hears it again."""
    files: dict[str, Path] = {}

    def placed(path: str) -> str:
        if not Path(path).is_file():
            return path
        name = f"files/{content_hash(path)}{Path(path).suffix}"
        files[name] = Path(path)
        return name

    unheard = msgspec.structs.replace(plan, song=FileRef(path=".", sha256=plan.song.sha256))
    return unheard.with_paths(placed), files


@contextmanager
def _connected(address: str | None) -> Iterator[Any]:
    """Ray; it is left as it was found."""
    ray = extras.lazy_import("ray")
    ours = not ray.is_initialized()
    if ours:
        ending = signal.getsignal(signal.SIGTERM)
        try:
            ray.init(address, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
        except (ConnectionError, OSError, RuntimeError, ValueError) as error:
            raise UserError(f"no cluster of Ray at {address}: {error}; start one by 'ray start --head'") from error
        finally:
            if threading.current_thread() is threading.main_thread():
                signal.signal(signal.SIGTERM, ending)  # Ray takes it for itself
    try:
        yield ray
    finally:
        if ours:
            ray.shutdown()
            sweep()
