"""The cut: where shots begin within a phrase, and what part each has in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, pairwise
from typing import Literal

import numpy as np

from clavilux.direct.sources.swell import swell
from clavilux.values import FloatArray, Hearing, Section

__all__ = ["LOUD", "QUIET", "Cut", "Editor", "Phrase", "Role", "phrases_of"]

Role = Literal["opening", "arrival", "entry", "rest", "closer", "across", "detail", "wide", "breath", "ending"]
"""What a shot is there for; see docs/motion.md."""

TRUSTED = 0.6
"""Share of the beats that must be likely to be right, or nothing is cut on them."""
QUIET, LOUD = 0.35, 0.85
"""Levels between which the cut gets faster."""
SLOW, FAST = 10.0, 3.6
"""Seconds of a shot in quiet and in loud music, before they are rounded to 1, 2, 4, 8 bars."""
SHORTEST = 1.5
"""Seconds of a shot, at least."""
STILL = 0.3
"""Level up to which a picture stays: it rests where the music rests."""
LEFT_OVER = 0.45
"""Share of a shot that may be left of a phrase to be one of its own."""
STEP = 0.2
"""By how much the level must change between phrases to be a rise or a fall."""
FAR: tuple[Role, ...] = ("entry", "wide")
"""Shots of all of the picture, in turn; after one of these comes one of a part, or no cut would be seen."""
NEAR: tuple[Role, ...] = ("closer", "across", "detail")
"""Shots of parts of it, in turn."""
AFTER_NEAR = (NEAR, FAR, FAR)
"""What comes after a shot of a part, in turn."""
ALL = (*FAR, "opening", "arrival")
"""Shots that begin or end with all of the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A section of the song or a part of it, with what an editor listens for."""

    section: Section
    level: float
    """How loud it is, compared with the rest of the song, in [0, 1]; see `envelopes.swell`."""
    change: float
    """Of the level since the phrase before; 0 for the first."""
    ahead: float
    """Of the level to the phrase after; 0 for the last."""
    downbeats: FloatArray
    """Seconds; none if beats are not to be trusted."""
    still: bool = False
    """Whether the song rests there; sections that are no parts of a form, such as the paper's, never do."""

    @property
    def sure(self) -> bool:
        """Whether cuts can be made on its beats."""
        return len(self.downbeats) > 0

    @property
    def rises(self) -> bool:
        """Whether it is clearly louder than what came before."""
        return self.change >= STEP

    @property
    def falls(self) -> bool:
        """Whether it is clearly quieter than what came before."""
        return self.change <= -STEP

    @property
    def lifts(self) -> bool:
        """Whether it leads to something clearly louder: then its last bar holds its breath."""
        return self.ahead >= STEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A stretch of a phrase that is one shot."""

    start: float
    """Second."""
    end: float
    """Second, exclusive."""
    role: Role
    """What it is there for."""


def phrases_of(sections: Sequence[Section], hearing: Hearing) -> list[Phrase]:
    """What an editor hears in each of some sections or parts of them, in order and without gaps."""
    levels = _levels(sections, hearing)
    changes = [0.0, *np.diff(levels).tolist(), 0.0]
    sure = hearing.beat_confidence >= TRUSTED
    loud = max(levels, default=0.0) > STILL  # a song that is silent throughout does not rest
    return [
        Phrase(
            section=section,
            level=level,
            change=changes[n],
            ahead=changes[n + 1],
            downbeats=hearing.events["downbeats"].between(section.start, section.end).times if sure else np.empty(0),
            still=loud and bool(section.label) and level <= STILL,
        )
        for n, (section, level) in enumerate(zip(sections, levels, strict=True))
    ]


class Editor:
    """Cuts one phrase after the other into shots; what they are for takes turns.

    Parameters
    ----------
    pace : float
        How fast, as a multiple of what is usual; 0 does not cut within phrases.
    """

    def __init__(self, pace: float) -> None:
        self._pace = pace
        self._after_near, self._next = cycle(AFTER_NEAR), {FAR: cycle(FAR), NEAR: cycle(NEAR)}
        self._last: Role = "closer"

    def cuts(self, phrase: Phrase, *, first: bool, last: bool) -> list[Cut]:
        """Cut a phrase, on downbeats; where those are not sure it is one shot.

        A shot is 1, 2, 4 or 8 bars long, fewer where it is loud. Before a rise the last bar is a shot of its own.

        Parameters
        ----------
        phrase : Phrase
            The next one.
        first, last : bool
            Whether the film begins, or ends, with it.

        Returns
        -------
        list of Cut
            In order, without gaps, from the phrase's start to its end.
        """
        edges = list(pairwise([phrase.section.start, *self._times(phrase), phrase.section.end]))
        made = []
        for n, (start, end) in enumerate(edges):
            to_go = len(edges) - n - 1
            self._last = self._role(phrase, n, first=first and n == 0, final=last and to_go == 0, closing=to_go == 0)
            made.append(Cut(start=start, end=end, role=self._last))
        return made

    def _role(self, phrase: Phrase, n: int, *, first: bool, final: bool, closing: bool) -> Role:
        """Of the n-th shot of a phrase; the first and the final one are those of the film."""
        if first:
            return "opening"
        if final:
            return "ending"
        if n == 0 and (phrase.rises or phrase.falls):
            return "arrival" if phrase.rises else "rest"
        if n and closing and phrase.lifts:
            return "breath"
        kind = NEAR if self._last in ALL else next(self._after_near)
        return next(self._next[kind])

    def _times(self, phrase: Phrase) -> list[float]:
        """Seconds within a phrase at which it is cut."""
        start, end = phrase.section.start, phrase.section.end
        inner = phrase.downbeats[(phrase.downbeats > start + SHORTEST) & (phrase.downbeats < end - SHORTEST)]
        if not self._pace or not len(inner):
            return []
        bar = float(np.median(np.diff([start, *inner, end])))
        bars = 2 ** max(0, round(float(np.log2(_seconds(phrase.level) / self._pace / bar))))
        times: list[float] = inner[bars - 1 :: bars].tolist()
        if phrase.lifts:
            breath = float(inner[-1])
            return [*(time for time in times if time < breath - SHORTEST), breath]
        if times and end - times[-1] < max(SHORTEST, LEFT_OVER * bars * bar):
            times.pop()
        return times


def _seconds(level: float) -> float:
    """Of a shot in music of that level."""
    return float(np.interp(level, (QUIET, LOUD), (SLOW, FAST)))


def _levels(sections: Sequence[Section], hearing: Hearing) -> FloatArray:
    if "loudness" not in hearing.signals:
        return np.zeros(len(sections))
    curve = swell(hearing)
    return np.array([float(np.mean(curve.between(s.start, s.end))) if s.end > s.start else 0.0 for s in sections])
