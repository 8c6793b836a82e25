"""Where a song is cut into sections."""

from __future__ import annotations

from itertools import pairwise

from clavilux.types import Section

__all__ = ["fixed"]


def fixed(duration: float, length: float) -> tuple[Section, ...]:
    """Sections of equal length, as the paper cuts a song.

    A remainder shorter than half a section joins the last one; a song shorter than a section is one section.

    Parameters
    ----------
    duration : float
        Of the song, seconds, more than 0.
    length : float
        Of a section, seconds, more than 0.

    Returns
    -------
    tuple of Section
        In order, without gaps, from 0 to `duration`.
    """
    whole, rest = divmod(duration, length)
    count = max(1, int(whole) + (rest >= length / 2))
    borders = [*(i * length for i in range(count)), duration]
    return tuple(Section(start=start, end=end) for start, end in pairwise(borders))
