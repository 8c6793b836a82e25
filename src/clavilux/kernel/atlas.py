"""The pictures whose patches are taken, at every size of a synthesis, and what patches are compared by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from clavilux.kernel.detail import enlarged
from clavilux.kernel.patches import CHANNELS, GUIDES, SIDE, Features, corners
from clavilux.kernel.resize import resized

__all__ = ["COARSEST", "SEARCHED", "Atlas", "Level", "Look", "Source", "ladder", "sketch_size"]

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]
Size = tuple[int, int]

COARSEST = 48
"""Short side of the smallest size, pixels: what is decided there is the composition."""
LONGEST = 3 * COARSEST
"""Long side of a picture as large as the smallest size may be: the exact score takes the square of the pixels."""
SEARCHED = 600
"""Short side up to which patches are searched anywhere, and so need a look; beyond, what neighbours found is tried, and
colours tell enough."""
SKETCHED = 8 * COARSEST
"""Short side of a sketch, pixels: there it is decided which stroke goes where."""
NEARLY = 0.9
"""A rung that is so near to the full size is left out."""

Look = Callable[[Array, Size, int], tuple[Array, Array]]
"""look(picture, size, short side of the target) -> what else patches of the picture at that size are compared by: a
channel all over them, float32 [h, w], and up to 8 values for their middles, [h, w, n]; squared differences are summed,
so weights are their roots."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """A picture whose patches are taken."""

    picture: Array
    """Float32 [h, w, 3] in [0, 1]."""
    allowed: Mask | None = None
    """Pixels that may be taken, [h, w]; None is all."""
    scale: tuple[float, float] = (1.0, 1.0)
    """Rows and columns of the target, at its full size, that a pixel is as large as."""
    look: Look | None = None
    """What its patches are compared by beside their colours, if not what those of the target are."""

    def shape(self, share: tuple[float, float]) -> Size:
        """Height and width beside a target that has these shares of its full size."""
        height, width = (
            max(SIDE, floor(n * k * part + 0.5))
            for n, k, part in zip(self.picture.shape[:2], self.scale, share, strict=True)
        )
        return height, width


class Level(NamedTuple):
    """All sources at one size, one below the other."""

    shape: Size
    """Of the target."""
    picture: Array
    """Float32 [h, w, 4]: a value more than colours have, as vectors are read."""
    parts: tuple[tuple[int, int, int], ...]
    """Row at which each source begins, its height and width."""
    owner: NDArray[np.int8]
    """Which source each patch is of; -1 where nothing may be taken: [h - 4, w - 4]."""
    nearest: NDArray[np.uint16]
    """The patch that may be taken and lies nearest to each: [2, h - 4, w - 4]."""
    own: float
    """Weight of the colours in the features."""
    features: Features
    """By which its patches are compared."""


class Atlas:
    """Sources made ready for targets of one size; it can serve any number of them.

    Parameters
    ----------
    sources : sequence of Source
    size : tuple of int
        Height and width of the target.
    look : Look, optional
        What patches are compared by beside their colours.
    own : float
        Weight of the colours beside what is seen by the look.
    threads : int
        Makes no difference to the result.

    Raises
    ------
    ValueError
        If no patch may be taken.
    """

    def __init__(
        self, sources: Sequence[Source], size: Size, *, look: Look | None = None, own: float = 1.0, threads: int = 1
    ) -> None:
        self.look, self.own = look, own
        whole = [enlarged(source.picture, source.shape((1.0, 1.0)), threads=threads) for source in sources]
        self.levels = tuple(self._level(sources, whole, shape, size, threads) for shape in ladder(size))

    def seen(self, picture: Array, guide: Array | None) -> Features:
        """By what the patches of a target are compared: the picture so far, and what is seen in its guide.

        Parameters
        ----------
        picture : ndarray, float32, [h, w, 3]
            Of one size of the ladder.
        guide : ndarray, float32, [h, w, 3], or None
            Of any size. What is larger than `SEARCHED` is compared by its colours alone.
        """
        pixels = np.zeros((*picture.shape[:2], CHANNELS), np.float32)
        size = (picture.shape[0], picture.shape[1])
        if self.look is None or guide is None or min(size) > SEARCHED:
            pixels[..., :3] = picture
            return Features(pixels, None)
        pixels[..., :3] = self.own * picture
        pixels[..., 3], middles = self.look(guide, size, min(size))
        return Features(pixels, _eight(corners(middles)))

    def _level(self, sources: Sequence[Source], whole: Sequence[Array], shape: Size, size: Size, threads: int) -> Level:
        look, share = None if min(shape) > SEARCHED else self.look, (shape[0] / size[0], shape[1] / size[1])
        pictures, owners, looks = [], [], []
        for index, (source, large) in enumerate(zip(sources, whole, strict=True)):
            h, w = source.shape(share)
            # What is searched must not depend on the full size: so it is not made from what that was enlarged to.
            begin = source.picture if min(shape) <= SEARCHED and shape != size else large
            pictures.append(enlarged(begin, (h, w), threads=threads))
            owners.append(np.where(_inside(source.allowed, (h, w)), np.int8(index), np.int8(-1)))
            if look is not None:
                looks.append((source.look or look)(pictures[-1], (h, w), min(shape)))
        width = max(picture.shape[1] for picture in pictures)
        picture = _stacked([np.pad(part, ((0, 0), (0, 0), (0, 1))) for part in pictures], width, 0)
        owner = _stacked(owners, width, -1)[: 1 - SIDE, : 1 - SIDE]
        if (owner < 0).all():
            raise ValueError("nothing of the sources may be taken")
        nearest = ndimage.distance_transform_edt(owner < 0, return_distances=False, return_indices=True)
        own, pixels, guides = 1.0, picture, None
        if look is not None:
            own, pixels = self.own, np.float32(self.own) * picture
            pixels[..., 3] = _stacked([everywhere for everywhere, _ in looks], width, 0)
            guides = _eight(corners(_stacked([middles for _, middles in looks], width, 0)))
        heights = [len(picture) for picture in pictures]
        parts = zip(np.cumsum([0, *heights]).tolist(), heights, [p.shape[1] for p in pictures], strict=False)
        return Level(shape, picture, tuple(parts), owner, nearest.astype(np.uint16), own, Features(pixels, guides))


def ladder(size: Size) -> list[Size]:
    """Heights and widths from the smallest to `size`: the same rungs for every size of about that shape."""
    rungs = [_lowest(size)]
    while min(rungs[-1]) < NEARLY * min(size):
        rungs.append(_doubled(rungs[-1]))
    return [*rungs[:-1], size]


def sketch_size(size: Size) -> Size:
    """Height and width at which a picture of that size is composed: the same for all but small ones."""
    rung = _lowest(size)
    while min(rung) < min(SKETCHED, *size):
        rung = _doubled(rung)
    return rung


def _lowest(size: Size) -> Size:
    """The lowest rung; the others are just twice as large each, or else a pixel more would change all of them."""
    short = min(size)
    rung = min(COARSEST, max(SIDE, floor(sqrt(COARSEST * LONGEST * short / max(size)))))
    return floor(size[0] * rung / short + 0.5), floor(size[1] * rung / short + 0.5)


def _doubled(size: Size) -> Size:
    return 2 * size[0], 2 * size[1]


def _inside(allowed: Mask | None, shape: Size) -> Mask:
    """Upper left corners, [h, w], of the patches that lie wholly in what is allowed."""
    inside = np.zeros(shape, bool)
    taken = np.ones(shape, bool) if allowed is None else resized(~allowed, shape) <= 0.01
    patches = ndimage.minimum_filter(taken, SIDE, mode="nearest")
    inside[: shape[0] - SIDE + 1, : shape[1] - SIDE + 1] = corners(patches)
    return inside


def _eight(values: Array) -> Array:
    """With as many values as `patches` compares."""
    out = np.zeros((*values.shape[:2], GUIDES), np.float32)
    out[..., : values.shape[2]] = values
    return out


def _stacked(parts: Sequence[NDArray[Any]], width: int, filling: float) -> NDArray[Any]:
    """One below the other, each as wide as the widest."""
    beside = [(0, 0)] * (parts[0].ndim - 2)
    padded = [np.pad(part, ((0, 0), (0, width - part.shape[1]), *beside), constant_values=filling) for part in parts]
    return np.concatenate(padded)
