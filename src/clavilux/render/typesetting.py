"""Typesetting: from words to a mask of letters, and when each column of it is sung.

Lengths are shares of `unit`, so all sizes of a film look alike.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, islice, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from clavilux.render.fonts import Font, runs_left
from clavilux.values import FloatArray

__all__ = ["SAFE", "Paragraph", "Piece", "Row", "breaks", "most_rows", "rows", "unit"]

SAFE = 0.05
"""Margin at each side of the frame, as a share of it, in which nothing is written."""
MEASURE = 0.82
"""Longest row, as a share of the frame's width."""
TALL = 1.2
"""Frames that are higher than so many times their width have letters no larger than if they were not."""
SMALL, CLOSE = 0.7, 0.85
"""Of the size that is wanted: below the first a third row is better, and then it is the second at most."""
PAD = 0.3
"""Of a row's mask around its letters, in em: strokes that reach beyond them, such as those of Arabic."""


class Piece(NamedTuple):
    """A part of a line, such as a word, with the space behind it."""

    text: str
    start: float = 0.0
    """Second at which one begins to sing it."""
    end: float = 0.0


class Paragraph(NamedTuple):
    """Words that are set in one way, on one row or two (`most_rows`)."""

    pieces: tuple[Piece, ...]
    font: Font
    size: float
    """Of an em, in `unit`; less if two rows would be longer than the frame allows."""
    tracking: float = 0.0
    """Space that is added between letters, in em; none in scripts whose letters are joined."""
    leading: float = 1.25
    """From one row to the next, in em."""
    before: float = 0.0
    """Space above it, in its own em."""


class Row(NamedTuple):
    """A row of letters."""

    cover: NDArray[np.uint8]
    """How much ink is where, shape [h, w]."""
    sung: NDArray[np.float32]
    """Second at which each column is sung, shape [w]."""
    begun: NDArray[np.float32]
    """Second at which its piece begins."""
    left: int
    """Of the mask, from the middle of the frame, pixels."""
    top: int
    """Of the mask, from the top of the first paragraph."""
    em: float
    """Pixels."""


def unit(height: int, width: int) -> float:
    """What sizes are shares of: the height of the frame, unless it is tall. Pixels."""
    return min(height, TALL * width)


def rows(paragraphs: Sequence[Paragraph], height: int, width: int) -> tuple[list[Row], int]:
    """Set paragraphs one under the other, centred; smaller, if they are higher than the frame allows.

    Parameters
    ----------
    paragraphs : sequence of Paragraph
    height, width : int
        Of the frame.

    Returns
    -------
    list of Row, int
        From top to bottom, and the height of them all, pixels.
    """
    room = (1 - 2 * SAFE) * height
    found, high = _set(paragraphs, height, width, 1.0)
    if high > room:
        found, high = _set(paragraphs, height, width, room / high)
    return found, math.ceil(high)


def _set(paragraphs: Sequence[Paragraph], height: int, width: int, scale: float) -> tuple[list[Row], float]:
    found: list[Row] = []
    top = 0.0
    for paragraph in paragraphs:
        lines, em = _broken(
            paragraph, scale * paragraph.size * unit(height, width), MEASURE * width, most_rows(height, width)
        )
        top += paragraph.before * em if found else 0.0
        for line in lines:
            found.append(_row(line, paragraph, em, top))
            top += paragraph.leading * em
    return found, top


def most_rows(height: int, width: int) -> int:
    """Of a paragraph: two, and in narrow frames three."""
    return 2 if width > TALL * height else 3


def _broken(paragraph: Paragraph, em: float, measure: float, most: int) -> tuple[list[list[Piece]], float]:
    """Rows of nearly the same length, and the size of an em at which none is longer than the measure.

    There is a third one only where two would be much smaller, and then all are `CLOSE`.
    """
    text, font = _text(paragraph.pieces), paragraph.font.at(em)
    setting = _Setting(text, font, paragraph.tracking * em)
    ends = [*breaks(text), len(text)]
    lengths = [setting.at(end) for end in ends]
    for count, largest in enumerate((1.0, 1.0, CLOSE)[:most], start=1):
        lines = [_cut(paragraph.pieces, *row) for row in pairwise([0, *(ends[n] for n in _even(lengths, count))])]
        longest = max(_Setting(_text(line), font, paragraph.tracking * em).length for line in lines)
        scale = min(largest, measure / longest)
        if scale >= (1.0 if count == 1 else SMALL):
            break
    return lines, scale * em


def _even(ends: Sequence[float], count: int) -> list[int]:
    """Where to break after, so that the longest of so many rows, or fewer, is as short as can be; the last end last."""
    *inner, last = range(len(ends))
    ways = combinations(inner, min(count, len(ends)) - 1)
    return min(
        ([*way, last] for way in ways), key=lambda way: max(b - a for a, b in pairwise([0.0, *(ends[n] for n in way)]))
    )


def breaks(text: str) -> Iterator[int]:
    """Where a line may be broken: behind spaces, and between letters of scripts that have none."""
    for place in range(1, len(text)):
        before, after = text[place - 1], text[place]
        begins = after.isalpha() or _opens(after)
        if before == " " or (_is_wide(before) and not _opens(before) and _is_wide(after) and begins):
            yield place


def _is_wide(letter: str) -> bool:
    """Whether it is an ideogram, kana or the like, or their punctuation."""
    return unicodedata.east_asian_width(letter) in "WF"


def _opens(letter: str) -> bool:
    """Whether it is a bracket or quote that stands before words."""
    return unicodedata.category(letter) == "Ps"


def _cut(pieces: Sequence[Piece], first: int, last: int) -> list[Piece]:
    """The part of a line between two of its letters; a piece that is cut is sung letter by letter."""
    parts, begin = [], 0
    for text, start, end in pieces:
        here, there = max(0, first - begin), min(len(text), last - begin)
        if here < there:
            each = (end - start) / len(text)
            parts.append(Piece(text[here:there], start + each * here, start + each * there))
        begin += len(text)
    return parts


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces).rstrip()


class _Setting:
    """A row in a font: where its letters are, and their picture."""

    def __init__(self, text: str, font: ImageFont.FreeTypeFont, tracking: float) -> None:
        self._text, self._font = text, font
        self._tracking = tracking if all(map(_stands_alone, text)) else 0.0
        self.length = self.at(len(text)) - self._tracking * bool(text)

    def at(self, letters: int) -> float:
        """How long the row is up to so many of its letters, pixels."""
        return float(self._font.getlength(self._text[:letters])) + self._tracking * letters

    def draw(self, draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
        """Draw it from a place on its base line."""
        if not self._tracking:
            draw.text((x, y), self._text, 255, self._font, anchor="ls")
            return
        for begin, end in pairwise(_clusters(self._text)):
            draw.text((x + self.at(begin), y), self._text[begin:end], 255, self._font, anchor="ls")


def _stands_alone(letter: str) -> bool:
    """Whether it is no letter, or one that may be moved away from its neighbours."""
    return not letter.isalpha() or unicodedata.name(letter, "").startswith(("LATIN", "GREEK", "CYRILLIC"))


def _clusters(text: str) -> list[int]:
    """Where letters begin, with the accents upon them, and where the last one ends."""
    return [*(n for n, letter in enumerate(text) if not (n and unicodedata.combining(letter))), len(text)]


def _row(pieces: Sequence[Piece], paragraph: Paragraph, em: float, top: float) -> Row:
    text, font = _text(pieces), paragraph.font.at(em)
    setting = _Setting(text, font, paragraph.tracking * em)
    pad, (ascent, descent) = math.ceil(PAD * em), font.getmetrics()
    size = math.ceil(setting.length) + 2 * pad, ascent + descent + 2 * pad
    picture = Pillow.new("L", size)
    setting.draw(ImageDraw.Draw(picture), pad, pad + ascent)
    # The letters stand in the middle of their leading.
    high = round(top + (paragraph.leading * em - ascent - descent) / 2) - pad
    left, up, right, down = picture.getbbox() or (0, 0, 1, 1)
    sung, begun = _times(pieces, setting, np.arange(left, right) - pad + 0.5)
    return Row(np.asarray(picture)[up:down, left:right], sung, begun, left - size[0] // 2, high + up, em)


def _times(
    pieces: Sequence[Piece], setting: _Setting, columns: FloatArray
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """When columns are sung, each piece evenly, and when their pieces begin."""
    text, ends = _text(pieces), accumulate(len(piece.text) for piece in pieces)
    places = [0.0, *(setting.at(min(end, len(text))) for end in ends)]
    if _is_leftward(text):
        columns = places[-1] - columns
    sung = np.interp(columns, places, [*(piece.start for piece in pieces), pieces[-1].end])
    which = np.searchsorted(places[1:-1], columns)
    begun = np.array([piece.start for piece in pieces])[which]
    return sung.astype(np.float32), begun.astype(np.float32)


def _is_leftward(text: str) -> bool:
    """Whether its first letter that has a direction runs from right to left."""
    strong = (letter for letter in text if unicodedata.bidirectional(letter) in ("L", "R", "AL"))
    return any(map(runs_left, islice(strong, 1)))
