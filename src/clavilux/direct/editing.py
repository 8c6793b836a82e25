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

QUIET, LOUD = 0.35, 0.85
"""Levels between which the cut gets faster."""
SLOW, FAST = 10.0, 3.6
"""Seconds of a shot in quiet and in loud music, before they are rounded to 1, 2, 4, 8 bars."""
SHORTEST = 1.5
"""Seconds of a shot, at least."""
STILL = 0.3
"""Level up to which a picture stays: it rests where the music rests."""
LEAST = 0.5
"""Share of its length that a shot may last if what is sure does not allow more."""
WITHIN = 0.05
"""Seconds within which a phrase begins with a downbeat."""
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
    bar: float
    """Seconds of a bar; 0 if no beat is sure."""
    downbeats: FloatArray
    """Seconds of those on which it can be cut; see `Hearing.sure_downbeats`."""
    still: bool = False
    """Whether the song rests there; sections that are no parts of a form, such as the paper's, never do."""

    @property
    def sure(self) -> bool:
        """Whether it begins with a downbeat on which one can cut."""
        return len(self.downbeats) > 0 and abs(float(self.downbeats[0]) - self.section.start) <= WITHIN

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
    bars = np.diff(hearing.events["downbeats"].times) if hearing.has_sure_beats else ()
    bar, sure = float(np.median(bars)) if len(bars) else 0.0, hearing.sure_downbeats
    loud = max(levels, default=0.0) > STILL  # a song that is silent throughout does not rest
    return [
        Phrase(
            section=section,
            level=level,
            change=changes[n],
            ahead=changes[n + 1],
            bar=bar,
            downbeats=sure[(sure >= section.start - WITHIN) & (sure < section.end - WITHIN)],
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
        """Cut a phrase, on downbeats that are sure; where there are none it is one shot.

        A shot is about 1, 2, 4 or 8 bars long, fewer where it is loud. Before a rise the last bar is a shot of its own.

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
        places = phrase.downbeats[(phrase.downbeats > start + SHORTEST) & (phrase.downbeats < end - SHORTEST)]
        if not self._pace or not phrase.bar or not len(places):
            return []
        bars = 2 ** max(0, round(float(np.log2(_seconds(phrase.level) / self._pace / phrase.bar))))
        times = _spaced(np.append(places, end), start, bars * phrase.bar)[:-1]  # the end, or what is too close to it
        breath = float(places[-1])
        if phrase.lifts and end - breath <= SHORTEST + phrase.bar + WITHIN:
            return [*(time for time in times if time < breath - SHORTEST), breath]
        return times


def _spaced(places: FloatArray, start: float, length: float) -> list[float]:
    """Of some moments those that are about so many seconds apart, counted from a start."""
    times, last = list[float](), start
    while len(ahead := places[places > last + max(SHORTEST, LEAST * length)]):
        last = float(ahead[np.abs(ahead - last - length).argmin()])
        times.append(last)
    return times


def _seconds(level: float) -> float:
    """Of a shot in music of that level."""
    return float(np.interp(level, (QUIET, LOUD), (SLOW, FAST)))


def _levels(sections: Sequence[Section], hearing: Hearing) -> FloatArray:
    if "loudness" not in hearing.signals:
        return np.zeros(len(sections))
    curve = swell(hearing)
    return np.array([float(np.mean(curve.between(s.start, s.end))) if s.end > s.start else 0.0 for s in sections])
