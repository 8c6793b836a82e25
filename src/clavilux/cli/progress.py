"""Progress bars, one per stage, with the time that is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from clavilux.values import Progress as Report

__all__ = ["bars"]

STAGES = {"listen": "listening", "imagine": "painting", "film": "filming"}
CLOCKLESS = {"imagine"}
"""Stages whose work lies within that of another, if there is one, whose clock counts for both."""
WIDTH = 30
"""Of a bar: rows end a little before the edge of 80 columns, so that what a terminal echoes, as ``^C``, breaks none."""


class _Clock(ProgressColumn):
    """The time that has passed and that is left, of stages that have a clock."""

    def render(self, task: Task) -> Text:
        if not task.fields["clock"]:
            return Text()
        return Text.assemble(TimeElapsedColumn().render(task), " left ", TimeRemainingColumn().render(task))


@contextmanager
def bars(console: Console, stages: Sequence[str] = tuple(STAGES)) -> Iterator[Report]:
    """Bars on the console while the block runs, the first at once; yields what to call with (stage, done, total).

    They stay when all is done, and vanish when an error ends the block: the error stands alone.
    """
    columns = (
        TextColumn("{task.description:>10}"),
        BarColumn(WIDTH),
        MofNCompleteColumn(),
        _Clock(),
    )
    progress = Progress(*columns, console=console, disable=console.quiet)
    tasks = {
        stage: progress.add_task(
            STAGES[stage], total=None, start=False, clock=len(stages) == 1 or stage not in CLOCKLESS
        )
        for stage in stages
    }
    started = {stages[0]}
    progress.start_task(tasks[stages[0]])

    def report(stage: str, done: int, total: int) -> None:
        if stage not in started:
            started.add(stage)
            progress.start_task(tasks[stage])
        progress.update(tasks[stage], completed=done, total=total)

    progress.start()
    try:
        yield report
    except BaseException:
        progress.live.transient = True
        progress.live.stop()
        raise
    progress.stop()
