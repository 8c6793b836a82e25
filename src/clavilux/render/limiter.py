"""The limiter: frames go in, frames come out that do not flash dangerously, whatever has moved them.

A frame that would make cells of the picture change too often (see `tally`), over more than `SHARE` of a field of view,
is pulled towards the frame shown before it, there and around it, as far as it takes: if need be, that frame stands.

Each shot is limited without knowledge of the others, so that shots may be rendered apart. A cut is taken for a flash,
that is two changes: the cut itself, and that the first change after it counts twice, for the picture before the cut may
have been the other end of one more. And near cuts there is less room. With n = 4 a cell may change

- n + 2 = 6 times within any second of a shot;
- in the first x seconds of a shot ceil(n x) + 1 times, in the last x seconds ceil(n x) times, for x up to 1: after the
  cut once in a quarter of a second, where one flash is two;
- in a shot of x < 1 seconds floor(n x) times.

Then it changes 6 times at most in any second of the film, however that is cut, if no shot is shorter than a quarter of
a second. For a second that shows the last y seconds of a shot, whole shots of lengths l, and the first x of another
holds ceil(n y) + sum(floor(n l)) + ceil(n x) + 1 changes at most; with x + y = 1 - sum(l) that is no more than
ceil(n - n sum(l)) + 1 + floor(n sum(l)) + 1 = n + 2. With n = 1 a cell changes 3 times at most, half as often. And to
count anew at each shot misses one change at most, that which counting twice allows for: once a count that began earlier
has seen a change in the shot, too, the two agree.

`SHARE` is half of what is allowed, for the cells that change too often near the end of a shot may be others than those
that do at the beginning of the next, and the second that shows both has the sum. (Of shots shorter than a second three
and more may meet; that the sum of theirs stays below what is allowed is likely, but not proven.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clavilux.render.tally import AREA, BLOCKS, FIELD, Tally, fields, measure, second
from clavilux.values import Image

__all__ = ["PARTS", "Limiter", "limited", "together"]

SHARE = AREA / 2
"""Share of a field of view that may change too often."""

CLOSE = 0.9
"""Share of a change at which frames are held back that must not change any more: encoding may add the rest."""

PARTS: Mapping[bool | str, int] = {True: 4, "half": 1}
"""Of `plan.Plan.safe`: parts of a second, in each of which one change is allowed near the ends of a shot. Within a shot
two more are allowed in a second: 6, or half as many."""

FAINTEST = 1 / 8
"""The least share of a new frame that is mixed in; below it the frame before stands."""


def limited(
    images: Iterable[Image],
    groups: Sequence[int],
    fps: Fraction,
    begin: int = 0,
    *,
    parts: int = PARTS[True],
    loop: bool = False,
) -> Iterator[Image]:
    """Limit a film, or a part of it, shot by shot.

    Parameters
    ----------
    images : iterable of uint8 [h, w, 3]
        Its frames.
    groups : sequence of int
        Borders of the shots that are limited apart; see `together`.
    fps : Fraction
        Frames per second.
    begin : int
        The number of the first of the images: one of the borders.
    parts : int
        Of `PARTS`.
    loop : bool
        Whether the end of the film is followed by its beginning, as by a cut.
    """
    ends = dict(pairwise(groups))
    for frame, image in enumerate(images, start=begin):
        if frame in ends:
            first, last = (not loop and at == end for at, end in ((frame, groups[0]), (ends[frame], groups[-1])))
            limiter = Limiter(ends[frame] - frame, fps, first=first, last=last, parts=parts)
        yield limiter.show(image)


def together(borders: Sequence[int], fps: Fraction, parts: int = PARTS[True]) -> list[int]:
    """The borders between groups of shots that are limited together: each lasts a part of a second at least.

    Shorter shots go with what comes before them, the first with what comes after it.

    Parameters
    ----------
    borders : sequence of int
        The first frame of every shot, and the number of all frames.
    fps : Fraction
        Frames per second.
    parts : int
        Of `PARTS`.
    """
    least = -(-second(fps) // parts)
    first, *inner, last = borders
    kept = [first]
    for border in inner:
        if border - kept[-1] >= least and last - border >= least:
            kept.append(border)
    return [*kept, last]


class Limiter:
    """Shows the frames of one shot, and holds back what would flash.

    Parameters
    ----------
    frames : int
        Length of the shot.
    fps : Fraction
        Frames per second.
    first, last : bool
        Whether it is the film's first or last shot: only `parts` + 2 changes a second are asked for where no cut is
        near.
    parts : int
        Of `PARTS`.
    """

    def __init__(
        self, frames: int, fps: Fraction, *, first: bool = False, last: bool = False, parts: int = PARTS[True]
    ) -> None:
        self._second, self._first, self._parts = second(fps), first, parts
        self._endings = {} if last else _endings(frames, self._second, parts)
        self._tally = Tally(self._second, close=CLOSE, first=1 if first else 2)
        self._shown: Image | None = None
        self._gains = np.ones((BLOCKS, BLOCKS), np.float32)

    def show(self, image: Image) -> Image:
        """The next frame as it may be seen; the very same one where nothing flashes.

        Parameters
        ----------
        image : uint8, [h, w, 3]
        """
        if self._tally.frame in self._endings:
            self._tally.allow(self._endings[self._tally.frame])
        limit = self._limit()
        gains = np.minimum(2 * np.maximum(self._gains, FAINTEST), 1)  # after a hold the picture is caught up gently
        while True:
            shown = self._towards(image, gains)
            over = self._tally.over(measure(shown), limit)
            lowered = _lowered(gains, over) if over.any() else gains
            if lowered is gains:
                break
            gains = lowered
        self._tally.take()
        self._shown, self._gains = shown, gains
        return shown

    def _limit(self) -> int:
        """Changes that the shot may have had within the last second when the next frame is shown."""
        begun = self._tally.frame + 1
        if self._first or begun > self._second:
            return self._parts + 2
        return -(-self._parts * begun // self._second) + 1

    def _towards(self, image: Image, gains: NDArray[np.float32]) -> Image:
        """So much of a new frame upon the one before, in each block and smoothly from one to the next."""
        if self._shown is None or gains.min() == 1:
            return image
        if not gains.any():
            return self._shown
        mixed = np.empty_like(image)
        _mix(self._shown, image, gains, *_places(image.shape[0]), *_places(image.shape[1]), mixed)
        return mixed


def _endings(frames: int, in_second: int, parts: int) -> dict[int, int]:
    """Frame -> how often a cell may change from there to the end of the shot."""
    endings = {max(1, frames - n * in_second // parts): n for n in range(parts, 0, -1)}
    if frames < in_second:
        endings[1] = min(endings.get(1, parts), parts * frames // in_second)
    return endings


def _lowered(gains: NDArray[np.float32], over: NDArray[np.float64]) -> NDArray[np.float32]:
    """Gains for the next try; the very same ones if no field of view is over.

    Half, then nothing, where it is most crowded in fields that are over; if that was not enough in all of these and the
    blocks next to them, and at last everywhere.
    """
    here, around = np.zeros((2, BLOCKS, BLOCKS), np.bool_)
    for y, x in np.argwhere(fields(over) > SHARE):
        here[y : y + FIELD, x : x + FIELD] = True
        around[max(0, y - 1) : y + FIELD + 1, max(0, x - 1) : x + FIELD + 1] = True
    if here.any():
        for held in (here & (over.max(axis=0) > SHARE), around, np.ones_like(here)):
            if gains[held].any():
                return np.where(held, np.where(gains > FAINTEST, gains / 2, 0), gains).astype(np.float32)
    return gains


def _places(size: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """For each row or column of pixels the block whose middle is before it, and how far it is on the way
    to the next.
    """
    places = np.clip((np.arange(size) + 0.5) * BLOCKS / size - 0.5, 0, BLOCKS - 1)
    before = np.minimum(places.astype(np.intp), BLOCKS - 2)
    return before, (places - before).astype(np.float32)


@njit(cache=True, nogil=True)
def _mix(
    shown: Image,
    image: Image,
    gains: NDArray[np.float32],
    rows: NDArray[np.intp],
    down: NDArray[np.float32],
    columns: NDArray[np.intp],
    right: NDArray[np.float32],
    mixed: Image,
) -> None:
    for y in range(image.shape[0]):
        line = gains[rows[y]] + down[y] * (gains[rows[y] + 1] - gains[rows[y]])
        for x in range(image.shape[1]):
            gain = line[columns[x]] + right[x] * (line[columns[x] + 1] - line[columns[x]])
            for channel in range(3):
                before, now = np.float32(shown[y, x, channel]), np.float32(image[y, x, channel])
                mixed[y, x, channel] = np.uint8(before + gain * (now - before) + np.float32(0.5))
