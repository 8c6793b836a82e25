"""Frame rates as people write them, as exact fractions."""

from __future__ import annotations

import re
from fractions import Fraction

__all__ = ["MOST_FPS", "parsed_rate"]

MOST_FPS = 240
FINEST = 1001
"""Largest denominator: that of television's rates."""


def parsed_rate(text: str) -> Fraction:
    """A frame rate as an exact fraction.

    Television's rates, n * 1000/1001, are known by their usual decimals: 23.976 and 23.98 are 24000/1001. Any other
    number is taken as it is, to the nearest fraction whose denominator is at most 1001.

    Parameters
    ----------
    text : str
        ``"24"``, ``"12.5"``, ``"23.976"`` or ``"30000/1001"``.

    Returns
    -------
    Fraction
        Frames per second, 1 to 240.

    Raises
    ------
    ValueError
        If it is none of these.

    Examples
    --------
    >>> parsed_rate("29.97"), parsed_rate("12.5")
    (Fraction(30000, 1001), Fraction(25, 2))
    """
    if re.fullmatch(r"\d{1,20}(\.\d{1,20}|/0*[1-9]\d{0,20})?", text, re.ASCII):
        rate = _television(text) or Fraction(text).limit_denominator(FINEST)
        if 1 <= rate <= MOST_FPS:
            return rate
    raise ValueError(
        f"give 1 to {MOST_FPS}: a whole number, a decimal such as 23.976, or a fraction such as 24000/1001"
    )


def _television(text: str) -> Fraction | None:
    """The rate n * 1000/1001 that is written with two or more decimals, rounded or cut off; None if it is no such."""
    decimals = len(text.partition(".")[2])
    if decimals < 2:
        return None
    written = Fraction(text)
    rate = Fraction(1000 * round(written * 1001 / 1000), 1001)
    step = Fraction(1, 10**decimals)
    return rate if written.denominator > 1 and -step / 2 <= rate - written < step else None
