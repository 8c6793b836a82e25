"""AVS, the audio-visual synchrony of Pina & Li, arXiv 2412.05694."""

from __future__ import annotations

from dataclasses import dataclass

from clavilux.values import FloatArray

__all__ = ["Alignment", "align", "avs"]

INFINITE = float("inf")
SMALLEST = 3
"""Lists shorter than this are warped exactly: radius 1 and two more."""

UP, LEFT, BOTH = 1, 2, 3
"""Steps of the path to the event before: of the first list, of the second, of both."""

Path = list[tuple[int, int]]
Band = list[tuple[int, int]]
"""For each event of the first list, the range of the second one's in which its partners are sought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How two lists of events were laid on each other."""

    avs: float
    """1 / (1 + mean distance of the pairs), in [0, 1]; 0 when there are no pairs."""
    pairs: tuple[tuple[int, int], ...]
    """Indices (audio event, visual event) of the warping path."""


def align(audio_events: FloatArray, visual_events: FloatArray) -> Alignment:
    """Warp two lists of times onto each other by FastDTW with radius 1.

    AVS = 1 / (1 + D / len(path)), where D is the sum of |audio - visual| over the path. FastDTW (Salvador & Chan 2007)
    finds a cheap path, not always the cheapest. This is the algorithm of the ``fastdtw`` package, number for number and
    tie for tie, many times faster: the chance levels need it more than a thousand times for one video. Time and memory
    grow with the number of events.

    Parameters
    ----------
    audio_events, visual_events : FloatArray
        Seconds, ascending, shapes [n] and [m].

    Returns
    -------
    Alignment
        With AVS 0 and no pairs when either list is empty.
    """
    if not len(audio_events) or not len(visual_events):
        return Alignment(avs=0.0, pairs=())
    distance, path = _warp([float(t) for t in audio_events], [float(t) for t in visual_events])
    return Alignment(avs=1 / (1 + distance / len(path)), pairs=tuple(path))


def avs(audio_events: FloatArray, visual_events: FloatArray) -> float:
    """AVS alone, as by `align`."""
    return align(audio_events, visual_events).avs


def _warp(first: list[float], second: list[float]) -> tuple[float, Path]:
    """Warp at half the resolution, then again near the path that was found there."""
    if min(len(first), len(second)) < SMALLEST:
        return _cheapest(first, second, [(0, len(second))] * len(first))
    _, coarse = _warp(_halve(first), _halve(second))
    return _cheapest(first, second, _band(coarse, len(first), len(second)))


def _halve(times: list[float]) -> list[float]:
    return [(a + b) / 2 for a, b in zip(times[::2], times[1::2], strict=False)]


def _band(coarse: Path, rows: int, columns: int) -> Band:
    """The coarse path, one step wider on every side, at twice its resolution."""
    last = coarse[-1][0]
    low, high = [0] * (last + 1), [0] * (last + 1)
    for i, j in reversed(coarse):
        low[i] = j
    for i, j in coarse:
        high[i] = j
    band = []
    for row in range(rows):
        start = low[min(max(row // 2 - 1, 0), last)] - 1
        stop = high[min(row // 2 + 1, last)] + 2
        band.append((max(0, 2 * start), min(columns, 2 * stop)))
    return band


def _cheapest(first: list[float], second: list[float], band: Band) -> tuple[float, Path]:
    """Dynamic time warping inside the band: the least total distance, and a path that has it."""
    above, begun = [0.0], 0  # totals of the row before from its band's left border on, and where that is
    moves: list[list[int]] = []
    for time, (start, stop) in zip(first, band, strict=True):
        above = above[start - begun :]
        above += [INFINITE] * (stop - start + 1 - len(above))
        row, taken = [INFINITE], []
        left, corner = INFINITE, above[0]
        for other, up in zip(second[start:stop], above[1:], strict=True):
            step = time - other if time > other else other - time
            best, move = up + step, UP  # ties go up first, then left, as in the fastdtw package
            if left + step < best:
                best, move = left + step, LEFT
            if corner + step < best:
                best, move = corner + step, BOTH
            row.append(best)
            taken.append(move)
            left, corner = best, up
        moves.append(taken)
        above, begun = row, start
    return above[-1], _way_back(moves, band, len(second))


def _way_back(moves: list[list[int]], band: Band, columns: int) -> Path:
    path: Path = []
    i, j = len(moves) - 1, columns - 1
    while i >= 0 and j >= 0:
        path.append((i, j))
        move = moves[i][j - band[i][0]]
        i, j = i - (move & UP), j - (move & LEFT) // LEFT
    path.reverse()
    return path
