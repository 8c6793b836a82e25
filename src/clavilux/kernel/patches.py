"""Nearest patches and voting: the posterior mean of a local diffusion model where noise is low.

A *field* tells, for every patch of the target, which patch of the source it resembles: int32 [H', W', 2], row and
column of the source patch's upper left corner, for the target patch whose upper left corner is there. Patches lie
wholly inside their pictures, so an H x W picture has (H - 4) x (W - 4) of them and no border is invented.

References
----------
Barnes et al., "PatchMatch", SIGGRAPH 2009 (propagation and random search); Rong and Tan, "Jump flooding in GPU", I3D
2006 (propagation in which all patches move at once); Kaspar et al., "Self tuning texture optimization", Eurographics
2015 (a price on patches that are used too often); Wexler et al., "Space-time completion of video", PAMI 2007 (voting).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numba import njit
from numpy.typing import NDArray

from clavilux.kernel.bands import in_bands
from clavilux.kernel.simd import CHANNELS, GUIDES, SIDE, guide_distance, patch_distance, patch_mean

__all__ = ["CHANNELS", "GUIDES", "SIDE", "Features", "corners", "covered", "improved", "scattered", "seams", "voted"]

LOYALTY = 0.6
"""A patch that was found before stays until another is nearer than this share of its distance."""

Array = NDArray[np.float32]
Field = NDArray[np.int32]
Mask = NDArray[np.bool_]


class Features(NamedTuple):
    """What patches of a picture are compared by: squared differences of all values are summed."""

    pixels: Array
    """All over a patch: float32 [h, w, 4]; a channel that is not needed is zero."""
    guides: Array | None
    """Once a patch, for its middle: float32 [h - 4, w - 4, 8]; None where there are none."""


def corners(values: NDArray[Any]) -> NDArray[Any]:
    """Of values of pixels, [h, w, ...], those in the middle of each patch, [h - 4, w - 4, ...]."""
    half = SIDE // 2
    return values[half : values.shape[0] - half, half : values.shape[1] - half]


def covered(patches: Mask) -> Mask:
    """The pixels, [h, w], that lie in any of some patches, [h - 4, w - 4]."""
    end = SIDE - 1, SIDE - 1
    padded = np.pad(patches.view(np.uint8), (0, SIDE - 1))
    return cv2.dilate(padded, np.ones((SIDE, SIDE)), anchor=end).view(np.bool_)


def seams(field: Field, *, threads: int = 1) -> Mask:
    """Patches of the target, [H', W'], beside which one comes from elsewhere: not from beside what they come from."""
    field, out = np.ascontiguousarray(field), np.empty(field.shape[:2], np.bool_)
    in_bands(lambda first, end: _seams(field, out, first, end), len(field), threads)
    return out


def improved(
    field: Field,
    target: Features,
    source: Features,
    toll: Array,
    *,
    steps: tuple[int, ...],
    tries: int,
    key: int,
    dear: Array,
    before: Field | None = None,
    frozen: Mask | None = None,
    threads: int = 1,
) -> tuple[Field, Array]:
    """One round of search: every patch keeps the best of its own and some other source patches.

    All patches look at the field as it was before the round, so their order, and the number of threads, do not matter.

    Parameters
    ----------
    field : ndarray, int32, [H', W', 2]
        What was found so far.
    target, source : Features
        Of the two pictures.
    toll : ndarray, float32, [h', w']
        Added to the distance of each source patch; infinite where nothing may be taken.
    steps : tuple of int
        How many pixels away the neighbours are, whose finds are tried.
    tries : int
        Random patches that are tried: the first anywhere in the source, each next one twice as near, and the last just
        beside the best so far. Without that, all offsets on an even ground would be multiples of what they were
        enlarged by, and so many pixels apart its strokes would come again.
    key : int
        Seed of the round.
    dear : ndarray, float32, [h', w']
        Added besides, but less for some patches of the target and more for others, by 50 % either way: so not all of
        them flee from a source patch that is used too often, and at once.
    before : ndarray, int32, [H', W', 2], optional
        What was found for a picture that is much like this one: it is kept where nothing is a good deal better.
    frozen : ndarray, bool, [H', W'], optional
        Patches of the target that keep what they have, whatever it costs.
    threads : int
        Makes no difference to the result.

    Returns
    -------
    field : ndarray, int32, [H', W', 2]
    distance : ndarray, float32, [H', W']
        Of what was found, toll included.
    """
    field = np.ascontiguousarray(field)  # vectors are read by flat indices
    fresh, distance = np.empty_like(field), np.empty(field.shape[:2], np.float32)
    here, there = (np.ascontiguousarray(seen.pixels).reshape(len(seen.pixels), -1) for seen in (target, source))
    none = np.zeros((0, 0, GUIDES), np.float32)
    wanted, offered = (none if seen.guides is None else np.ascontiguousarray(seen.guides) for seen in (target, source))
    second = field[:0] if before is None else np.ascontiguousarray(before)
    reach, mark = np.array(steps, np.int32), np.uint32(key)
    still = np.zeros((0, 0), np.bool_) if frozen is None else frozen

    def work(first: int, end: int) -> None:
        _improve(
            here,
            there,
            wanted,
            offered,
            toll,
            dear,
            field,
            second,
            still,
            fresh,
            distance,
            reach,
            tries,
            mark,
            first,
            end,
        )

    in_bands(work, len(field), threads)
    return fresh, distance


def voted(
    field: Field,
    picture: Array,
    shape: tuple[int, int],
    *,
    sharpness: float,
    where: Mask | None = None,
    threads: int = 1,
) -> Array:
    """The picture whose patches are those of the source: every pixel is the weighted mean of all that cover it.

    Parameters
    ----------
    field : ndarray, int32, [H', W', 2]
    picture : ndarray, float32, [h, w, 4]
        The source.
    shape : tuple of int
        Height and width of the result.
    sharpness : float
        How much more a patch's middle counts than its rim, 0 for no difference.
    where : ndarray, bool, [H, W], optional
        Pixels that are wanted; the others' values mean nothing.

    Returns
    -------
    ndarray, float32, [H, W, 4]
    """
    i = np.arange(SIDE) - SIDE // 2
    fall = 1 / (1 + sharpness * (i[:, None] ** 2 + i**2))
    weights = np.asarray(fall / fall.sum(), np.float32)
    field, picture = np.ascontiguousarray(field), np.ascontiguousarray(picture)
    flat, out = picture.reshape(len(picture), -1), np.empty((shape[0], shape[1] * CHANNELS), np.float32)
    wanted = np.zeros((0, 0), np.bool_) if where is None else where
    torn = covered(seams(field, threads=threads))
    in_bands(lambda first, end: _vote(field, flat, weights, wanted, torn, out, first, end), shape[0], threads)
    return out.reshape(*shape, CHANNELS)


@njit(nogil=True, cache=True, inline="always")
def scattered(a: Any) -> Any:
    """A number that looks random, of any number (Chris Wellons, "Hash prospector": lowbias32)."""
    a = np.uint32(a ^ (a >> np.uint32(16))) * np.uint32(0x7FEB352D)
    a = np.uint32(a ^ (a >> np.uint32(15))) * np.uint32(0x846CA68B)
    return np.uint32(a ^ (a >> np.uint32(16)))


@njit(nogil=True, cache=True, fastmath={"reassoc", "contract", "nsz"})
def _improve(
    target: Array,
    source: Array,
    wanted: Array,
    offered: Array,
    toll: Array,
    dear: Array,
    field: Field,
    second: Field,
    frozen: Mask,
    fresh: Field,
    distance: Array,
    steps: NDArray[np.int32],
    tries: int,
    key: Any,
    first: int,
    end: int,
) -> None:
    rows, columns = field.shape[:2]
    h, w = toll.shape
    across, along, guided = target.shape[1], source.shape[1], wanted.size > 0
    known = 1 + (second.shape[0] > 0)
    near = known + 4 * steps.size
    dy, dx = (0, 0, 1, -1), (1, -1, 0, 0)
    for y in range(first, end):
        for x in range(columns):
            if frozen.size > 0 and frozen[y, x]:
                fresh[y, x, 0], fresh[y, x, 1], distance[y, x] = field[y, x, 0], field[y, x, 1], 0
                continue
            by, bx, best = np.int32(0), np.int32(0), np.float32(np.inf)
            mixed = scattered(np.uint32(y * columns + x) ^ scattered(key))
            radius = max(h, w)
            touchy = np.float32(0.5) + np.float32(mixed >> np.uint32(8)) / np.float32(1 << 24)
            for n in range(near + tries):
                if n == known - 1:
                    v, u = field[y, x, 0], field[y, x, 1]
                    if n > 0 and v == by and u == bx:
                        continue
                elif n == 0:
                    v, u = second[y, x, 0], second[y, x, 1]
                elif n < near:
                    step, k = steps[(n - known) // 4], (n - known) % 4
                    qy, qx = y + step * dy[k], x + step * dx[k]
                    if qy < 0 or qx < 0 or qy >= rows or qx >= columns:
                        continue
                    v, u = field[qy, qx, 0] - step * dy[k], field[qy, qx, 1] - step * dx[k]
                    if v < 0 or u < 0 or v >= h or u >= w or (v == by and u == bx):
                        continue
                else:
                    mixed = scattered(mixed + np.uint32(n))
                    if n == near + tries - 1:
                        radius = 1
                    span = 2 * radius + 1
                    v = min(max(by + np.int32((mixed >> np.uint32(16)) % span) - radius, 0), h - 1)
                    u = min(max(bx + np.int32((mixed & np.uint32(0xFFFF)) % span) - radius, 0), w - 1)
                    radius = max(radius // 2, 1)
                d = toll[v, u] + touchy * dear[v, u]
                if guided and d < best:
                    d += guide_distance(wanted, GUIDES * (y * columns + x), offered, GUIDES * (v * w + u))
                if d < best:
                    d += patch_distance(
                        target, y * across + CHANNELS * x, across, source, v * along + CHANNELS * u, along
                    )
                    if n < known - 1:
                        d *= LOYALTY
                    if d < best:
                        by, bx, best = np.int32(v), np.int32(u), np.float32(d)
            fresh[y, x, 0], fresh[y, x, 1], distance[y, x] = by, bx, best


@njit(nogil=True, cache=True)
def _seams(field: Field, out: Mask, first: int, end: int) -> None:
    rows, columns = field.shape[:2]
    for y in range(first, end):
        above, below = max(y - 1, 0), min(y + 1, rows - 1)
        for x in range(columns):
            before, after = max(x - 1, 0), min(x + 1, columns - 1)
            v, u = field[y, x, 0], field[y, x, 1]
            out[y, x] = (
                (v - field[above, x, 0] != y - above)
                | (u != field[above, x, 1])
                | (field[below, x, 0] - v != below - y)
                | (u != field[below, x, 1])
                | (v != field[y, before, 0])
                | (u - field[y, before, 1] != x - before)
                | (v != field[y, after, 0])
                | (field[y, after, 1] - u != after - x)
            )


@njit(nogil=True, cache=True)
def _vote(
    field: Field, picture: Array, weights: Array, where: Mask, torn: Mask, out: Array, first: int, end: int
) -> None:
    rows, columns = field.shape[:2]
    along, width = picture.shape[1], out.shape[1] // CHANNELS
    for y in range(first, end):
        for x in range(width):
            if where.size > 0 and not where[y, x]:
                continue
            if SIDE <= y < rows and SIDE <= x < columns:
                if not torn[y, x]:  # all patches say the same
                    v, u = field[y, x]
                    for c in range(CHANNELS):
                        out[y, CHANNELS * x + c] = picture[v, CHANNELS * u + c]
                    continue
                to = y * out.shape[1] + CHANNELS * x
                patch_mean(field, y * columns + x, columns, picture, along, weights, out, to)
                continue
            total = np.float32(0)
            out[y, CHANNELS * x : CHANNELS * (x + 1)] = 0
            for i in range(max(0, y - rows + 1), min(SIDE, y + 1)):
                for j in range(max(0, x - columns + 1), min(SIDE, x + 1)):
                    v, u = field[y - i, x - j, 0] + i, field[y - i, x - j, 1] + j
                    for c in range(CHANNELS):
                        out[y, CHANNELS * x + c] += weights[i, j] * picture[v, CHANNELS * u + c]
                    total += weights[i, j]
            for c in range(CHANNELS):
                out[y, CHANNELS * x + c] /= total
