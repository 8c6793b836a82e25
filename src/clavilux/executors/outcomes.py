"""What is done elsewhere, as it is told here."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

from clavilux.errors import ClaviluxError, ClaviluxWarning, RenderError, UserError
from clavilux.shooting import Segment, Shooting

__all__ = ["Outcome", "Progress"]


class Outcome(NamedTuple):
    """What comes of some work, as another process can say it."""

    warnings: list[str]
    error: str = ""
    of_user: bool = False
    """Whether it is an error of the user's."""

    @classmethod
    def of(cls, work: Callable[[], object]) -> Self:
        """Do it, and remember what it tells; what is no error of ours goes on its way."""
        error, of_user = "", False
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ClaviluxWarning)
            try:
                work()
            except ClaviluxError as raised:
                error, of_user = str(raised), isinstance(raised, UserError)
        return cls([str(w.message) for w in caught if issubclass(w.category, ClaviluxWarning)], error, of_user)

    def tell(self) -> None:
        """Here, what happened there."""
        for warning in self.warnings:
            warnings.warn(warning, ClaviluxWarning, stacklevel=2)
        if self.error:
            raise (UserError if self.of_user else RenderError)(self.error)


class Progress:
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
