"""Where shots begin: with the sections of a song, and within long ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from clavilux.values import FloatArray, Hearing, Section

__all__ = ["phrases"]

SHORTEST = 1.0
"""Seconds of a phrase, at least."""
UNSURE = 0.25
"""Share of a phrase by which a downbeat that is not sure counts as further away."""


def phrases(hearing: Hearing, length: float) -> tuple[Section, ...]:
    """The sections of a song, those of its form (see `Section.label`) in phrases of about one length.

    Parameters
    ----------
    hearing : Hearing
        What was heard.
    length : float
        Seconds that a phrase should last. A section of 1.5 times as long is two phrases, cut at the downbeat that is
        nearest to its middle, rather at one that is sure, and so on; in the middle where no downbeats are known.

    Returns
    -------
    tuple of Section
        In order, without gaps; all else is that of their section.
    """
    return tuple(phrase for section in hearing.sections for phrase in _phrases(section, hearing, length))


def _phrases(section: Section, hearing: Hearing, length: float) -> Iterator[Section]:
    count = int((section.end - section.start) / length + 0.5) if section.label else 1
    cuts: FloatArray = np.linspace(section.start, section.end, count + 1)[1:-1]
    if len(cuts):
        downbeats = hearing.events["downbeats"].between(section.start + SHORTEST, section.end - SHORTEST)
        away = UNSURE * length * ~np.isin(downbeats.times, hearing.sure_downbeats)
        cuts = _nearest(downbeats.times, cuts, away) if len(downbeats) else cuts
    for start, end in pairwise([section.start, *cuts.tolist(), section.end]):
        yield replace(section, start=start, end=end)


def _nearest(times: FloatArray, wanted: FloatArray, away: FloatArray) -> FloatArray:
    """Those of some times that are nearest to the wanted ones, each once; each seems so much further away."""
    return np.unique(times[(np.abs(times[:, None] - wanted) + away[:, None]).argmin(axis=0)])
