"""Pictures painted further out, of their own parts, and calm grounds to show them on.

Far from the picture the composition is a free sample of the diffusion model whose score is computed from it
(`kernel.score`), near to it less and less so; then its patches bring it to full size (`kernel.synthesis`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from clavilux.imagine.layouts import moved
from clavilux.imagine.takes import begun
from clavilux.kernel import score
from clavilux.kernel.atlas import Atlas, Source, ladder
from clavilux.kernel.patches import SIDE
from clavilux.kernel.resize import blurred, resized
from clavilux.kernel.synthesis import Effort, Kept, synthesise

__all__ = ["calm_ground", "outpainted"]

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]
Shape = tuple[int, int]

ROUNDS, PRICE = (2, 2), 0.012
"""Of the synthesis; a high price, as what comes again beside itself is a comb."""
STRENGTH = 3.5
"""Deviation of the noise outside, in deviations of the picture: enough to forget the streaks that it begins from, and
less than makes another scene of it."""
GUIDES = score.Guides(height=200.0, across=10.0)
"""What lies outside comes from the same height, and rather from near the edge: ground from ground, sky from sky."""
NEAREST = score.Guides(height=2000.0, luma=0.0, across=100.0)
"""The same where patches are sought that look like what was sampled: where several do."""
BANDS = 0.12, 1.0
"""From so much of the picture next to the edge, up and down and to the sides, as a share of its height and width."""
SEAM = 0.06
"""Width of the picture's rim in which the noise rises and patches are found anew, as a share of the short side."""
REACH = 0.2
"""How far outside the noise reaches its strength, likewise."""
FADES = 0.25
"""Distance, as a share of the short side, in which the beginning loses what the picture's edge tells of detail."""
SOFT = 0.03
"""Deviation of the blur that it has then, likewise."""
ASIDE = 4.0
"""How much further than along the edge it seems from there to the inside."""
EVEN = 1.5 / 255
"""Values may differ by this where the picture is even: there what lies outside is, too."""
LIGHT = 0.03
"""Deviation of the blur that tells light from what is in it, as a share of the short side."""
MOST_LIGHT = 0.08
"""By which light is changed at most."""
DEEP, NEAR = 0.015, 0.03
"""How far from the edge, and to both sides along it, that is looked at, as shares of the short side."""
FEWEST = 64
"""Patches of the smallest size that there must be to paint with."""
CALM = 64
"""Short side at which a calm ground is made, pixels."""
DIMMED = 0.4
"""Brightness of a calm ground at its far end, as a share of the picture's."""


def outpainted(
    picture: Array, shape: Shape, *, whole: Mask, once: Mask, seed: int = 0, threads: int = 1
) -> Array | None:
    """Paint a picture further out on two opposite sides.

    Parameters
    ----------
    picture : ndarray, float32, [h, w, 3]
        In [0, 1]; as high or as wide as the result.
    shape : tuple of int
        Height and width of the result, in whose middle the picture is.
    whole : ndarray, bool, [h, w]
        What stays as it is even in the picture's rim.
    once : ndarray, bool, [h, w]
        What may not appear outside.
    seed : int
        Same seed, same picture.
    threads : int
        Makes no difference to the result.

    Returns
    -------
    ndarray, float32, [H, W, 3], or None
        None when too little of the picture may appear outside to paint with.
    """
    axis = int(shape[1] > picture.shape[1])
    if not _enough(once, shape):
        return None
    atlas = Atlas([Source(picture=picture, allowed=~once)], shape)
    level = atlas.levels[0]
    _, height, width = level.parts[0]
    own, even = level.picture[:height, :width, :3], _even(picture, once, axis)
    places = _places((height, width), level.shape)
    setting = _setting(own, _touched(once, (height, width)), places, axis, even)
    noise = np.random.default_rng(seed).standard_normal((*level.shape, 3), np.float32)
    source = score.Source(own, _whole_patches(once, (height, width)))
    shares = (places + np.float32(0.5)) / np.float32(height)
    *_, small = score.sample(
        [source], setting.start, noise, setting.strength, guides=GUIDES, places=shares, threads=threads
    )
    begin = begun(score.nearest([source], small, guides=NEAREST, places=shares, threads=threads), level)
    still = _still(whole, shape, axis, even)
    # A flat ground may come again, and all must where there is little to paint with.
    effort = Effort(rounds=ROUNDS, price=PRICE * float((1 - even.mean()) * source.allowed.mean()))
    *_, last = synthesise(atlas, small, kept=still, begin=begin, effort=effort, seed=seed, threads=threads)
    # A flat ground is drawn out as it is, and patches that lie partly outside could not be copied.
    copied = still.mask | _halves(even, shape, axis)
    lit = _in_light(last.picture, small, free=~copied)
    return np.where(copied[..., None], _drawn_out(picture, shape), lit)


def _in_light(painted: Array, small: Array, free: Mask) -> Array:
    """What was painted in the light of the sample: its patches end at the picture's edge, and light would, too."""
    wide = LIGHT * min(free.shape)
    change = blurred(resized(small, free.shape) - painted, wide)
    # Neither what is copied nor a flat ground may change at all.
    share = np.minimum(1, cv2.distanceTransform(free.astype(np.uint8), cv2.DIST_L2, 3) / wide)[..., None]
    change = MOST_LIGHT * np.tanh(change / MOST_LIGHT) * share
    return np.asarray(np.clip(painted + change, painted.min((0, 1)), painted.max((0, 1))), np.float32)


class _Setting(NamedTuple):
    """What the sample begins from."""

    start: Array
    """[h, w, 3]."""
    strength: Array
    """[h, w]."""


def _setting(own: Array, once: Mask, places: Array, axis: int, even: Mask) -> _Setting:
    """The picture mirrored at its edges, the softer and the freer the further from it."""
    shape = places.shape[0], places.shape[1]
    short = min(shape)
    before = _offset(shape, own.shape[:2])[axis]
    place = np.arange(shape[axis])
    outside = np.maximum(before - place, place - (before + own.shape[axis]) + 1)
    free = np.where(_halves(even, shape, axis), np.float32(0), np.float32(1))
    # What may not appear outside is not mirrored, but what is near to it, rather along the edge than further inside.
    sampling = (ASIDE, 1.0) if axis == 0 else (1.0, ASIDE)
    nearest = ndimage.distance_transform_edt(once, sampling, return_distances=False, return_indices=True)
    filled = own[tuple(nearest)]
    # Where it lay, the edge is drawn out instead: the mirror would show what is around it.
    near_once = moved(ndimage.maximum_filter(once, SIDE).astype(np.float32), places)[..., None] > 0
    mirrored = np.where(near_once, _drawn_out(filled, shape), moved(filled, places))
    soft = free * _along(np.clip(outside / (FADES * short), 0, 1), axis)
    start = mirrored + soft[..., None] * (blurred(mirrored, SOFT * short) - mirrored)
    inside = [slice(None), slice(None)]
    inside[axis] = slice(before, before + own.shape[axis])
    start[tuple(inside)] = own
    rise = _along(np.clip((SEAM * short + outside) / ((SEAM + REACH) * short), 0, 1), axis)
    return _Setting(start, np.float32(STRENGTH) * free * rise)


def _places(inner: Shape, shape: Shape) -> Array:
    """Where in the picture each pixel should rather come from, [h, w, 2]: beside the edges to and fro."""
    sides = []
    for own, outer, before, band in zip(inner, shape, _offset(shape, inner), BANDS, strict=True):
        place = np.arange(outer) + 0.5 - before
        beyond, width = np.maximum(-place, place - own), band * own
        inside = width - np.abs(beyond % (2 * width) - width)
        sides.append(np.where(beyond <= 0, place, np.where(place < 0, inside, own - inside)) - 0.5)
    return np.stack(np.meshgrid(*sides, indexing="ij"), -1).astype(np.float32)


def _still(whole: Mask, shape: Shape, axis: int, even: Mask) -> Kept:
    """What is copied as it is: all of the picture but its rim, and of that what must be whole or is even."""
    rim = round(SEAM * min(shape))
    still = np.moveaxis(whole.copy(), axis, 0)
    still[rim : len(still) - rim] = True
    still[:rim] |= even[0]
    still[len(still) - rim :] |= even[1]
    (top, left), (height, width) = _offset(shape, whole.shape), whole.shape
    mask = np.zeros(shape, bool)
    mask[top : top + height, left : left + width] = np.moveaxis(still, 0, axis)
    return Kept(mask=mask, shift=(-top, -left))


def _even(picture: Array, once: Mask, axis: int) -> Mask:
    """Lines across the first and the last edge, [2, n], that lie in a flat ground near that edge.

    A smooth sky is none: along its edge colours change, if slowly, and drawn out they would be streaks. Nor is a thing
    that may not appear outside.
    """
    lines, pinned, short = np.moveaxis(picture, axis, 0), np.moveaxis(once, axis, 0), min(picture.shape[:2])
    deep, near = max(2, round(DEEP * short)), 2 * round(NEAR * short) + 1
    return np.array([_in_flat_ground(lines[end], near) & ~pinned[end].any(0) for end in (np.s_[:deep], np.s_[-deep:])])


def _in_flat_ground(edge: Array, near: int) -> Mask:
    """Lines, [n], along which nothing changes, and that are near to lines around which nothing changes either."""
    alike = np.ptp(edge, axis=0).max(-1) <= EVEN
    colours = edge.mean(0)
    change = (ndimage.maximum_filter1d(colours, near, axis=0) - ndimage.minimum_filter1d(colours, near, axis=0)).max(-1)
    calm = ndimage.minimum_filter1d(alike, near) & (change <= EVEN)
    return np.asarray(ndimage.maximum_filter1d(calm, 2 * near + 1) & alike)


def _halves(even: Mask, shape: Shape, axis: int) -> Mask:
    """Those lines at another size, [h, w]: the first edge's in its half of the picture, the last's in the other."""
    small = np.array([resized(~side[:, None], (shape[1 - axis], 1))[:, 0] < 0.5 for side in even])
    return np.moveaxis(small[(np.arange(shape[axis]) >= shape[axis] // 2).astype(int)], 0, axis)


def _enough(once: Mask, shape: Shape) -> bool:
    """Whether there are patches to paint with."""
    scale = ladder(shape)[0][0] / shape[0]
    height, width = (max(1, round(n * scale)) for n in once.shape)
    return int(np.count_nonzero(_whole_patches(once, (height, width)))) >= FEWEST


def _whole_patches(once: Mask, shape: Shape) -> Mask:
    """Middles of the patches of the smallest size in which nothing lies that may not appear outside."""
    return np.asarray(~ndimage.maximum_filter(_touched(once, shape), SIDE, mode="constant", cval=once.any()))


def _touched(mask: Mask, shape: Shape) -> Mask:
    """Pixels of a smaller size of which some lies in the mask."""
    return np.asarray(resized(mask, shape) > 0.01)


def _offset(shape: Shape, inner: Sequence[int]) -> Shape:
    """Row and column at which a picture begins that lies in the middle."""
    return (shape[0] - inner[0]) // 2, (shape[1] - inner[1]) // 2


def _drawn_out(picture: Array, shape: Shape) -> Array:
    """A picture in the middle of a shape, with its edge repeated outside."""
    (top, left), (height, width) = _offset(shape, picture.shape[:2]), picture.shape[:2]
    edges = (top, shape[0] - height - top), (left, shape[1] - width - left), (0, 0)
    return np.pad(picture, edges, mode="edge")


def _along(values: NDArray[np.floating[Any]], axis: int) -> Array:
    """Values along an axis, to be broadcast over the other."""
    return np.asarray(values[:, None] if axis == 0 else values[None], np.float32)


def calm_ground(picture: Array, shape: Shape) -> Array:
    """A blurred extension of a picture, which loses light with distance; the picture's own place is filled, too.

    Parameters
    ----------
    picture : ndarray, float32, [h, w, 3]
        In [0, 1].
    shape : tuple of int
        Height and width of the result, in whose middle the picture will be.
    """
    scale = CALM / min(shape)
    small, inner = (tuple(max(1, round(n * scale)) for n in sides) for sides in (shape, picture.shape[:2]))
    before = [(outer - own) // 2 for outer, own in zip(small, inner, strict=True)]
    edges = [(first, outer - own - first) for first, outer, own in zip(before, small, inner, strict=True)]
    mirrored = np.pad(resized(picture, inner), [*edges, (0, 0)], mode="symmetric")
    soft = resized(blurred(mirrored, CALM / 10), shape)
    out = np.zeros(shape, np.float32)
    for axis, (outer, own) in enumerate(zip(shape, picture.shape[:2], strict=True)):
        away = np.abs(np.arange(outer) + 0.5 - outer / 2) - own / 2
        out = np.maximum(out, _along(np.clip(away / max((outer - own) / 2, 1), 0, 1), axis))
    return soft * (1 - np.float32(1 - DIMMED) * np.sqrt(out))[..., None]
