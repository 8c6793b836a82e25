"""Pictures made of the patches of other pictures, from coarse to fine.

At small sizes the score of a local diffusion model is exact (`score`). At larger ones noise is low, one patch takes
all the weight, and the posterior mean is the nearest neighbour, which is searched (`patches`): at every size the
patches are matched to the picture so far and to a guide, then vote for the next picture.

References
----------
Hertzmann et al., "Image analogies", SIGGRAPH 2001 (guides); Granot et al., "Drop the GAN: in defense of patches nearest
neighbors as single image generative models", CVPR 2022 (from coarse to fine).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.atlas import Atlas, Level
from clavilux.kernel.patches import SIDE, improved, voted
from clavilux.kernel.resize import resized

__all__ = ["Effort", "Kept", "Step", "synthesise"]

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]
Field = NDArray[np.int32]
Size = tuple[int, int]

SEARCHED = 600
"""Short side up to which patches are searched anywhere; beyond, only what neighbours found is tried."""
MOST_USES = 16
"""Of a patch beyond its share: what more of them would cost nothing."""
SOFT, CRISP = 1.0, 3.0
"""How much the middles of patches count in voting: on the way, and in the end."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """What must not change: pixels that are some picture's own in the end."""

    picture: Array
    """Float32 [h, w, 3], of the target's shape."""
    mask: Mask
    """[h, w]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long is searched."""

    rounds: tuple[int, int] = (4, 2)
    """Rounds of search and voting at the smallest size, and at each other."""
    tries: int = 6
    """Random patches tried in every search."""
    price: float = 0.004
    """Of each use of a patch beyond its share, as a squared distance."""


class Step(NamedTuple):
    """What one size came to."""

    picture: Array
    """Float32 [h, w, 3]."""
    field: Field
    """The nearest patches in the atlas; see `patches`."""


def synthesise(
    atlas: Atlas,
    start: Array,
    *,
    guide: Array | None = None,
    kept: Kept | None = None,
    tolls: Sequence[float] | None = None,
    begin: Field | None = None,
    before: Sequence[Step] | None = None,
    effort: Effort | None = None,
    seed: int = 0,
    threads: int = 1,
) -> Iterator[Step]:
    """Yield what each size comes to; the last one's picture is the result.

    Parameters
    ----------
    atlas : Atlas
        Whose patches are taken, for which size.
    start : ndarray, float32, [h, w, 3]
        The composition, of any size: what the picture looks like before anything is searched.
    guide : ndarray, float32, [h, w, 3], optional
        A picture that the result is to look like, by what the atlas's `look` sees in both.
    kept : Kept, optional
        What must not change.
    tolls : sequence of float, optional
        Added to the distances of each source's patches, as a squared distance: how unwelcome it is beside the others.
    begin : ndarray, int32, optional
        The field of the smallest size, where something is known of it.
    before : sequence of Step, optional
        The steps of a picture that is much like this one: it is quicker and calmer to begin from them.
    effort : Effort, optional
    seed : int
        Same seed, same picture.
    threads : int
        Makes no difference to the result.
    """
    effort, field = effort or Effort(), None
    for number, level in enumerate(atlas.levels):
        held = _held(kept, level.shape)
        if field is None:
            picture = _with(resized(start, level.shape), held)
            field = _anywhere(level, seed) if begin is None else _snapped(begin, level)
        else:
            field = _finer(field, level)
            picture = _with(voted(field, level.picture, level.shape, sharpness=SOFT, threads=threads), held)
        sight = atlas.seen(picture, None if guide is None else resized(guide, level.shape))
        searched, full = min(level.shape) <= SEARCHED, level is atlas.levels[-1]
        rounds = 1 if before or not searched else effort.rounds[min(number, 1)]
        toll, dear = _toll(level, tolls), np.zeros(level.owner.shape, np.float32)
        for turn in range(rounds):
            dear = 0.5 * dear + 0.5 * effort.price * _overuse(field, level)
            sight.pixels[..., :3] = atlas.own * picture
            for part, steps in enumerate(((4, 1), (2, 1)) if searched else ((1,),)):
                field, _ = improved(
                    field,
                    sight,
                    level.features,
                    toll,
                    dear=dear,
                    steps=steps,
                    tries=effort.tries if searched else 0,
                    key=_key(seed, number, turn, part),
                    before=before[number].field if before else None,
                    threads=threads,
                )
            sharpness = CRISP if full and turn + 1 == rounds else SOFT
            picture = _with(voted(field, level.picture, level.shape, sharpness=sharpness, threads=threads), held)
        yield Step(picture, field)


def _held(kept: Kept | None, shape: Size) -> tuple[Array, Mask] | None:
    if kept is None or not kept.mask.any():
        return None
    return resized(kept.picture, shape), np.asarray(resized(kept.mask, shape) > 0.5)


def _with(picture: Array, held: tuple[Array, Mask] | None) -> Array:
    return picture if held is None else np.where(held[1][..., None], held[0], picture)


def _toll(level: Level, tolls: Sequence[float] | None) -> Array:
    """What each patch costs beside its distance; infinitely much where nothing may be taken."""
    costs = np.array([*(tolls or np.zeros(level.owner.max() + 1)), np.inf], np.float32)
    return np.asarray(costs[level.owner], np.float32)


def _anywhere(level: Level, seed: int) -> Field:
    """A field of random patches that may be taken."""
    rng = np.random.default_rng(seed)
    places = np.argwhere(level.owner >= 0).astype(np.int32)
    return places[rng.integers(len(places), size=(level.shape[0] - SIDE + 1, level.shape[1] - SIDE + 1))]


def _finer(field: Field, level: Level) -> Field:
    """The field of a smaller size, at this one."""
    indices, scales, nearest = [], [], []
    for full, coarse in zip(level.shape, field.shape[:2], strict=True):
        scale = full / (coarse + SIDE - 1)
        index = np.arange(full - SIDE + 1)
        nearest.append(np.clip(np.rint(index / scale).astype(np.int32), 0, coarse - 1))
        indices.append(index)
        scales.append(scale)
    (y, x), (fy, fx), (cy, cx) = indices, scales, nearest
    coarse_field = field[cy][:, cx]
    v = np.rint(coarse_field[..., 0] * fy + (y - cy * fy)[:, None]).astype(np.int32)
    u = np.rint(coarse_field[..., 1] * fx + (x - cx * fx)).astype(np.int32)
    return _snapped(np.stack([v, u], -1), level)


def _snapped(field: Field, level: Level) -> Field:
    """The field, with the nearest patches that may be taken."""
    h, w = level.owner.shape
    v, u = np.clip(field[..., 0], 0, h - 1), np.clip(field[..., 1], 0, w - 1)
    return np.stack([level.nearest[0, v, u], level.nearest[1, v, u]], -1)


def _overuse(field: Field, level: Level) -> Array:
    """How often each patch is taken beyond its share."""
    h, w = level.owner.shape
    used = np.bincount(field[..., 0].ravel() * w + field[..., 1].ravel(), minlength=h * w).reshape(h, w)
    share = field[..., 0].size / (level.owner >= 0).sum()
    return np.asarray(np.clip(used - share, 0, MOST_USES), np.float32)


def _key(*parts: Any) -> int:
    """A seed of 32 bits for a round."""
    return int(np.random.SeedSequence(parts).generate_state(1)[0])
