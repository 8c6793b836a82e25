"""Lines of lettering: titles, names, inscriptions.

Letters are sought as connected pieces that are lighter or darker than their surroundings, for surroundings of several
sizes, and among the pixels of each of the picture's commonest colours: a title is of one colour, a photograph of none.
The tests of a letter and of a line follow Epshtein, Ofek & Wexler, "Detecting text in natural scenes with stroke width
transform", CVPR 2010; here the stroke's width is read from a distance transform. One piece proves nothing: leaves and
brushstrokes look like letters. Three or more of one height, colour and stroke that stand on one line do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from clavilux.kernel.boxes import Box

__all__ = ["Line", "lettering"]

Grey = NDArray[np.uint8]
Floats = NDArray[np.float64]

LOOKS = ((1 / 24, 50), (1 / 8, 20), (1 / 8, 60), (1 / 2.5, 80))
"""Sides of the squares whose mean a letter is compared with, as shares of the picture's longer side; levels by which it
differs from that mean at least."""
SMALLEST, LARGEST = 7, 0.4
"""Heights of letters: pixels, and as a share of the picture's shorter side."""
LETTERS = 3
"""Letters that make a line."""
COLOURS, NEAR = 4, 9
"""So many of the commonest colours are looked at, each with what differs from it by so many levels at most."""
UNEVEN, SAME_COLOUR = 14, 18
"""Levels by which the colour may vary along a letter (standard deviation), and from letter to letter."""
SHARP, SHARP_SHARE = 0.35, 0.8
"""Slope at the edge of a letter, as a share of its contrast per pixel, on such a part of its outline."""
WIDEST_GAP = 1.6
"""Between two letters, in heights of the lower one: titles are often set wide."""
FAULTS = {"crooked": 0.12, "strokes": 0.35, "foreign": 0.3, "gaps": 0.5, "faint": 1.6}
"""What of each kind makes a whole fault, of which a long word may have two: distance of the letters' feet (or heads)
from their line, in heights; relative spread of their strokes; share of the ink between them that is no letter; spread
of the gaps, in heights; how small and pale they are (`CLEAR` levels at a height of one pixel are 1)."""
CLEAR = 700
THIN = 3.5
"""Strokes of fewer pixels never reach their own colour everywhere: twice as much variation is allowed."""
SURE, DOUBTFUL = 0.5, 0.25
"""Confidence of a line, and of what may be part of one."""
MARGIN = 0.3
"""Ground that belongs to a line on every side, in heights of its letters."""


class Line(NamedTuple):
    """A line of lettering with some ground around it."""

    box: Box
    confidence: float
    """0.5 for three letters that hardly stand in line, towards 1 the more there are and the straighter they stand."""


class _Letters(NamedTuple):
    """What is known of each connected piece, as columns of one length."""

    left: Floats
    top: Floats
    right: Floats
    bottom: Floats
    stroke: Floats
    """Width of the stroke, pixels."""
    held: Floats
    """Letters that the piece seems to hold: more than one when they touch."""
    contrast: Floats
    """Levels between the letter and its surroundings."""
    area: Floats
    """Pixels of ink."""
    colour: Floats
    """Mean colour along the middle of the stroke, shape [n, 3], levels."""


def lettering(picture: NDArray[np.uint8]) -> list[Line]:
    """Lines of lettering that run about level, light on dark and dark on light.

    Parameters
    ----------
    picture : ndarray
        uint8 sRGB, shape [h, w, 3]; letters of less than 7 pixels are not found.

    Returns
    -------
    list of Line
        From top to bottom; lines do not overlap by more than a half.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    across, down = (cv2.Sobel(picture, cv2.CV_16S, *order) for order in ((1, 0), (0, 1)))
    steepest = np.max(np.abs(across) + np.abs(down), axis=-1).astype(np.float32) / 4
    slope = cv2.dilate(steepest, np.ones((3, 3), np.uint8)).astype(np.float32, copy=False)
    found: list[Line] = []
    for ink, level in _inks(picture, grey):
        found += _lines(_letters(picture, ink, level, slope), ink)
    height, width = grey.shape
    lines = _merged(line._replace(box=line.box.within(height, width)) for line in found)
    return sorted(lines, key=lambda line: (line.box.top, line.box))


def _inks(picture: NDArray[np.uint8], grey: Grey) -> Iterator[tuple[Grey, int]]:
    """What stands out from its surroundings, lighter, darker or of another colour, and how many levels count."""
    longest = max(grey.shape)

    def ground(channel: Grey, share: float) -> Grey:
        side = max(round(share * longest), 3) | 1
        return cv2.blur(channel, (side, side), borderType=cv2.BORDER_REFLECT).astype(np.uint8, copy=False)

    for share, level in LOOKS:
        around = ground(grey, share)
        yield cv2.subtract(grey, around).astype(np.uint8, copy=False), level
        yield cv2.subtract(around, grey).astype(np.uint8, copy=False), level
    surroundings = cv2.blur(picture, (round(longest / 8) | 1,) * 2, borderType=cv2.BORDER_REFLECT)
    contrast = np.max(cv2.absdiff(picture, surroundings), axis=-1).astype(np.uint8, copy=False)
    for colour in _commonest(picture):
        same = cv2.inRange(picture, colour - NEAR, colour + NEAR)
        yield np.where(same > 0, contrast, 0).astype(np.uint8, copy=False), 10


def _commonest(picture: NDArray[np.uint8]) -> Floats:
    """The colours that most pixels have, as titles are of one colour and photographs of none, shape [n, 3]."""
    red, green, blue = (channel.astype(np.uint16) >> 3 for channel in cv2.split(picture))
    cells = (red << 10 | green << 5 | blue).ravel()
    counts = np.bincount(cells, minlength=32768)
    first = np.argsort(-counts, kind="stable")[:COLOURS]
    first = first[counts[first] > 0.002 * len(cells)]
    return np.stack((first >> 10, first >> 5 & 31, first & 31), -1) * 8.0 + 4


def _letters(picture: NDArray[np.uint8], ink: Grey, level: int, slope: NDArray[np.float32]) -> _Letters | None:
    """Connected pieces of ink that could be letters: of one stroke, one colour, with a sharp edge all around."""
    dark = (ink > level).astype(np.uint8)
    labels, stats = cv2.connectedComponentsWithStats(dark, connectivity=8, ltype=cv2.CV_32S)[1:3]
    left, top, width, height, area = (stats[:, i].astype(np.float64) for i in range(5))
    high, wide = dark.shape
    fill = area / (width * height)
    fits = (height >= SMALLEST) & (height <= LARGEST * min(high, wide)) & (fill > 0.12)
    fits &= (width <= 12 * height) & (height <= 14 * width) & (width < 0.95 * wide)
    fits &= (left > 0) & (top > 0) & (left + width < wide) & (top + height < high)
    fits[0] = False  # the ground
    if np.count_nonzero(fits) < LETTERS:
        return None
    new = (np.cumsum(fits) * fits).astype(np.int32)  # from here on only those that fit, from 1
    left, top, width, height = (column[fits] for column in (left, top, width, height))
    labels = new[labels].ravel()

    ridge = _ridge(dark).ravel()
    middle = np.flatnonzero((ridge > 0) & (labels > 0))
    of = labels[middle]
    stroke, spread = _moments(of, ridge[middle], len(left))
    pixels = picture.reshape(-1, 3)[middle]
    tones = [_moments(of, pixels[:, channel], len(left)) for channel in range(3)]
    contrast, _ = _moments(of, ink.ravel()[middle], len(left))
    edge = np.flatnonzero((cv2.erode(dark, np.ones((3, 3), np.uint8)) != dark).ravel() & (labels > 0))
    of = labels[edge]
    sharp, _ = _moments(of, slope.ravel()[edge] > SHARP * np.append(0, contrast)[of], len(left))

    good = (spread < 0.5 * stroke + 0.5) & (stroke < 0.6 * height) & (sharp > SHARP_SHARE)
    blurred = np.where(stroke < THIN, 2, 1)
    good &= np.max([deviation for _, deviation in tones], axis=0) < blurred * np.maximum(UNEVEN, contrast / 5)
    good &= (width < 2.5 * height) | (stroke < 0.3 * height)
    held = np.maximum(np.round(width / (0.9 * height)), 1)
    columns = (left, top, left + width, top + height, stroke, held, contrast, area[fits])
    colour = np.stack([tone for tone, _ in tones], axis=-1)
    return _Letters(*[column[good] for column in (*columns, colour)])


def _ridge(ink: Grey) -> NDArray[np.float32]:
    """Width of the stroke along its middle, 0 elsewhere."""
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    highest = cv2.dilate(depth, np.ones((3, 3), np.uint8))
    return np.asarray(2 * depth * (depth >= highest), np.float32)


def _moments(labels: NDArray[np.int32], values: NDArray[Any], number: int) -> tuple[Floats, Floats]:
    """Mean and deviation of the values of each label from 1 to that number."""
    values = values.astype(np.float64)
    count = np.maximum(np.bincount(labels, minlength=number + 1), 1)
    mean = np.bincount(labels, values, number + 1) / count
    square = np.bincount(labels, values**2, number + 1) / count
    return mean[1:], np.sqrt(np.maximum(square - mean**2, 0))[1:]


def _lines(letters: _Letters | None, ink: Grey) -> list[Line]:
    """Letters that stand beside each other and look alike, line by line."""
    if letters is None or len(letters.left) < LETTERS:
        return []
    number = len(letters.left)
    first, second = _neighbours(letters)
    links = coo_array((np.ones(len(first)), (first, second)), (number, number))
    _, group = connected_components(links, directed=False)
    held = np.bincount(group)
    order = np.argsort(letters.left, kind="stable")
    lines = (
        _line(_Letters(*(column[order][group[order] == one] for column in letters)), ink)
        for one in np.flatnonzero(held >= LETTERS)
    )
    return [line for line in lines if line]


def _neighbours(letters: _Letters) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of letters of which the second may follow the first in one word."""
    height = letters.bottom - letters.top
    gap = letters.left[None] - letters.right[:, None]
    near = (gap < WIDEST_GAP * height[:, None]) & (gap > -0.15 * height[:, None])
    near &= (letters.top[None] < letters.bottom[:, None]) & (letters.bottom[None] > letters.top[:, None])
    first, second = np.nonzero(near)  # few of all pairs; only these are looked at more closely

    def two(column: Floats) -> tuple[Floats, Floats]:
        return np.minimum(column[first], column[second]), np.maximum(column[first], column[second])

    low, tall = two(height)
    thin, thick = two(letters.stroke)
    shared = two(letters.bottom)[0] - two(letters.top)[1]
    gap = gap[first, second]
    differs = np.max(np.abs(letters.colour[first] - letters.colour[second]), axis=-1, initial=0)
    allowed = np.maximum(SAME_COLOUR, two(letters.contrast)[0] / 5) * np.where(thin < THIN, 2, 1)
    alike = (gap < WIDEST_GAP * low) & (gap > -0.15 * low) & (tall < 2.2 * low) & (shared > 0.6 * low)
    alike &= (thick < 1.7 * thin + 1) & (differs < allowed)
    return first[alike], second[alike]


def _line(letters: _Letters, ink: Grey) -> Line | None:
    """The letters, from left to right, as a line with its margins, or None if they look like chance."""
    height = float(np.median(letters.bottom - letters.top))
    box = Box(int(letters.left.min()), int(letters.top.min()), int(letters.right.max()), int(letters.bottom.max()))
    strong = ink[box.top : box.bottom, box.left : box.right] > 0.6 * np.median(letters.contrast)
    foreign = 1 - letters.area.sum() / max(np.count_nonzero(strong), 1)
    gaps = letters.left[1:] - letters.right[:-1]
    feet, heads = (_crooked((letters.left + letters.right) / 2, y) / height for y in (letters.bottom, letters.top))
    faults = {
        "crooked": min(feet, heads),
        "strokes": float(np.std(letters.stroke) / np.mean(letters.stroke)),
        "foreign": max(foreign, 0),
        "faint": float(CLEAR / np.median(letters.contrast) / height),
        "gaps": float(np.median(np.abs(gaps - np.median(gaps))) / height),
    }
    stray = sum(faults[kind] / whole for kind, whole in FAULTS.items())
    count = float(letters.held.sum())
    confidence = count / (count + LETTERS) * (1.5 - 0.5 * stray)
    if confidence < DOUBTFUL or box.width < 1.5 * height:
        return None
    return Line(box.grown(MARGIN * height, MARGIN * height), min(float(confidence), 1.0))


def _crooked(x: Floats, y: Floats) -> float:
    """Mean distance of points from a line: a level one for few points, the best that is nearly level for many."""
    away = y - np.median(y)
    if len(x) >= 6:
        slope, offset = np.polyfit(x, y, 1)
        if abs(slope) < 0.2:
            away = y - slope * x - offset
    return float(np.mean(np.abs(away)))


def _merged(lines: Iterable[Line]) -> list[Line]:
    """One line for those that lie half on one another: the same letters, seen in several ways.

    A doubtful line is none by itself, but tells how far a sure one goes on: part of a title may stand out less.
    """

    def sure(line: Line) -> bool:
        return line.confidence >= SURE

    kept: list[Line] = []
    for line in sorted(lines, key=lambda line: (-line.confidence, line.box)):
        for i, other in enumerate(kept):
            high, low = (pick(line.box.height, other.box.height) for pick in (max, min))
            if line.box.shared(other.box) > 0.5 * min(line.box.area, other.box.area) and (
                sure(line) or high < 1.6 * low
            ):
                kept[i] = Line(line.box.around(other.box), other.confidence)
                break
        else:
            if sure(line):
                kept.append(line)
    return kept
