"""What surrounds a picture without being part of it: bars, passe-partouts, picture frames, the edges of a scan.

Three kinds are known, each by what the others and pictures themselves lack:

- bars: rows of one colour, ending all along the side, on opposite sides at least. A black cover with a logo has such
  rows too, but they end at the logo only;
- frames: straight lines along all four sides;
- scanned edges: a straight line along a side, so near to it that no picture would be composed so.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.lettering import lettering
from clavilux.kernel.lines import Stroke, long_lines
from clavilux.kernel.sizes import reduced

__all__ = ["Margins", "margins"]

Floats = NDArray[np.float32]

DEEPEST = 0.12
"""A margin is at most this share of the picture's height or width: what is deeper may be meant."""
EDGE = 0.025
"""A margin no deeper than this may be on one side only."""
LAYERS = 3
"""Bars around bars, each of another colour, that are taken off."""
FRAMES = 2
"""Frames in frames: within the dark edge of a scan there may be a gilded one."""
ONE_COLOUR = 6
"""Levels by which a bar may vary (90 % of its pixels), as JPEG makes it."""
ENDS = 0.7
"""Share of a side along which the edge of its margin must be seen."""
LEVEL = 0.035
"""Slope of an edge at most: pictures are photographed a little askew."""


READABLE = 0.03
"""Margins deeper than this may hold a title; then they are part of the picture."""
LONGEST = 512
"""Longer side of the picture in which such titles are looked for, pixels."""


class Margins(NamedTuple):
    """Pixels to be cropped from each side."""

    top: int
    right: int
    bottom: int
    left: int

    def and_inside(self, more: Margins) -> Margins:
        """These margins and, inside of what they leave, some more."""
        return Margins(*(a + b for a, b in zip(self, more, strict=True)))

    def cropped(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The picture without its margins, a view."""
        height, width = picture.shape[:2]
        return picture[self.top : height - self.bottom, self.left : width - self.right]


def margins(picture: NDArray[np.uint8]) -> Margins:
    """How much of each side is bar, passe-partout, picture frame or the edge of a scan.

    Parameters
    ----------
    picture : ndarray
        uint8 sRGB, shape [h, w, 3].

    Returns
    -------
    Margins
        At most 12 % of the height or width on each side; all 0 for a picture without.
    """
    height, width = picture.shape[:2]
    found = Margins(0, 0, 0, 0)
    for look in (*[_bars] * LAYERS, *[_lined] * FRAMES):
        found = found.and_inside(look(found.cropped(picture)))
    lengths = (height, width, height, width)
    found = Margins(*(min(depth, int(DEEPEST * side)) for depth, side in zip(found, lengths, strict=True)))
    if any(depth > READABLE * side for depth, side in zip(found, lengths, strict=True)):
        clear = _unlettered(picture, found)
        found = Margins(*(depth if free else 0 for depth, free in zip(found, clear, strict=True)))
    return found


def _unlettered(picture: NDArray[np.uint8], depths: Margins) -> list[bool]:
    """For each side, whether its margin may go without taking a title with it."""
    small = reduced(picture, LONGEST)
    scale = picture.shape[1] / small.shape[1]
    boxes = [line.box.scaled(scale, scale) for line in lettering(small)]
    height, width = picture.shape[:2]
    middles = [((box.left + box.right) / 2, (box.top + box.bottom) / 2) for box in boxes]
    top, right, bottom, left = depths
    return [
        all(y > top for _, y in middles),
        all(x < width - right for x, _ in middles),
        all(y < height - bottom for _, y in middles),
        all(x > left for x, _ in middles),
    ]


def _sides(picture: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """The picture turned so that each side in turn (top, right, bottom, left) is its first rows."""
    across = picture.transpose(1, 0, 2)
    return [picture, across[::-1], picture[::-1], across]


def _bars(picture: NDArray[np.uint8]) -> Margins:
    """Bars of one colour on opposite sides."""
    found = [_bar(side) for side in _sides(picture)]
    alike = [
        depth and other and np.abs(colour - opposite).max() <= 2 * ONE_COLOUR
        for (depth, colour), (other, opposite) in zip(found, found[2:] + found[:2], strict=True)
    ]
    return Margins(*(depth if pair else 0 for (depth, _), pair in zip(found, alike, strict=True)))


def _bar(side: NDArray[np.uint8]) -> tuple[int, Floats]:
    """Rows of one colour with which this side begins, and that colour; none if they do not end all along the side."""
    deepest = int(DEEPEST * side.shape[0])
    rows = side[: deepest + 2].astype(np.float32)
    colour = np.median(rows[0], axis=0).astype(np.float32)
    other = np.abs(rows - colour).max(axis=-1) > ONE_COLOUR
    ended = np.flatnonzero(other.mean(axis=1) > 0.1)
    if len(ended) == 0 or not 0 < ended[0] <= deepest:
        return 0, colour
    depth = int(ended[0])
    beyond = side[depth : depth + max(side.shape[0] // 100, 2)].astype(np.float32)
    if (np.abs(beyond - colour).max(axis=-1) > ONE_COLOUR).any(axis=0).mean() < ENDS:
        return 0, colour
    first, second = np.abs(rows[depth : depth + 2] - colour).mean(axis=(1, 2))
    return depth + int(first < 0.5 * second), colour  # a row that is half bar, half picture goes too


def _lined(picture: NDArray[np.uint8]) -> Margins:
    """Margins that end in straight lines: of a frame on all four sides, of a scan on any."""
    height, width = picture.shape[:2]
    strokes = long_lines(np.ascontiguousarray(picture[..., 1]))
    turned = [
        strokes,
        [Stroke(y1, width - x1, y2, width - x2, sure) for x1, y1, x2, y2, sure in strokes],
        [Stroke(x1, height - y1, x2, height - y2, sure) for x1, y1, x2, y2, sure in strokes],
        [Stroke(y1, x1, y2, x2, sure) for x1, y1, x2, y2, sure in strokes],
    ]
    depths = [_line_depths(side[..., 1], of_side) for side, of_side in zip(_sides(picture), turned, strict=True)]
    sides = height, width, height, width
    if all(depths):
        return Margins(*(max(depth) for depth in depths))
    return Margins(
        *(max((d for d in depth if d <= EDGE * side), default=0) for depth, side in zip(depths, sides, strict=True))
    )


def _line_depths(grey: NDArray[np.uint8], strokes: list[Stroke]) -> list[int]:
    """Rows above each straight edge that runs along the whole of the first rows."""
    height, width = grey.shape
    near = [
        stroke
        for stroke in strokes
        if abs(stroke.y2 - stroke.y1) < LEVEL * abs(stroke.x2 - stroke.x1)
        and max(stroke.y1, stroke.y2) < DEEPEST * height
    ]
    depths = []
    for stroke in near:
        middle = (stroke.y1 + stroke.y2) / 2
        peers = [peer for peer in near if abs((peer.y1 + peer.y2) / 2 - middle) < 0.012 * height]
        covered = np.zeros(width, bool)
        for peer in peers:
            covered[int(max(min(peer.x1, peer.x2), 0)) : int(max(peer.x1, peer.x2)) + 1] = True
        if covered.mean() >= ENDS:
            ends = [y for peer in peers for y in (peer.y1, peer.y2)]
            depths.append(_sharpened(grey, min(ends), max(ends)))
    return [depth for depth in depths if 0 < depth <= DEEPEST * height]


def _sharpened(grey: NDArray[np.uint8], first: float, last: float) -> int:
    """The row with which the picture begins, for an edge seen at reduced size between two rows."""
    slack = max(grey.shape) / 320 + 1
    low, high = max(int(first - slack), 1), min(int(np.ceil(last + slack)) + 1, grey.shape[0])
    rows = grey[low - 1 : high].astype(np.float32)
    strength = np.abs(np.diff(rows, axis=0)).mean(axis=1)
    return low + int(np.flatnonzero(strength >= 0.5 * strength.max())[-1])
