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
from scipy import ndimage

from clavilux.kernel.atlas import Atlas, Level
from clavilux.kernel.patches import SIDE, corners, improved, voted
from clavilux.kernel.resize import resized

__all__ = ["Effort", "Kept", "Step", "between", "synthesise"]

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]
Field = NDArray[np.int32]
Size = tuple[int, int]

SEARCHED = 600
"""Short side up to which patches are searched anywhere; beyond, only what neighbours found is tried."""
MOST_USES = 16
"""Of a patch beyond its share: what more of them would cost nothing."""
SPOT = 6
"""Side, in pixels, of what changes from one picture to another at once."""
SOFT, CRISP = 1.0, 6.0
"""How much the middles of patches count in voting: on the way, and in the end."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """What is copied as it is from the first source."""

    mask: Mask
    """Which pixels of the target, [h, w]."""
    shift: tuple[int, int] = (0, 0)
    """Added to the row and column of a pixel, both at full size, it gives its place in the source."""


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
        still = None if kept is None else _frozen(kept, level)
        if field is None:
            field = _anywhere(level, seed) if begin is None else _snapped(begin, level)
        else:
            field = _finer(field, level)
        if still is not None:
            field[still.mask] = still.field[still.mask]
        picture = resized(start, level.shape) if number == 0 else _voted(field, level, sharpness=SOFT, threads=threads)
        sight = atlas.seen(picture, guide)
        searched, full = min(level.shape) <= SEARCHED, level is atlas.levels[-1]
        rounds = 1 if before or not searched else effort.rounds[min(number, 1)]
        toll, dear = _toll(level, tolls), np.zeros(level.owner.shape, np.float32)
        for turn in range(rounds):
            dear = 0.5 * dear + 0.5 * effort.price * _overuse(field, level)
            sight.pixels[..., :3] = atlas.own * picture
            for part, steps in enumerate(_passes(searched, bool(before))):
                field, _ = improved(
                    field,
                    sight,
                    level.features,
                    toll,
                    dear=dear,
                    steps=steps,
                    tries=0 if not searched else 2 if before else effort.tries,
                    key=_key(seed, number, turn, part),
                    before=before[number].field if before else None,
                    frozen=None if still is None else still.mask,
                    threads=threads,
                )
            sharpness = CRISP if full and turn + 1 == rounds else SOFT
            picture = _voted(field, level, sharpness=sharpness, threads=threads)
        yield Step(picture, field)


class _Frozen(NamedTuple):
    """Patches that are not searched."""

    mask: Mask
    field: Field


def _voted(field: Field, level: Level, *, sharpness: float, threads: int) -> Array:
    return voted(field, level.picture, level.shape, sharpness=sharpness, threads=threads)[..., :3]


def between(one: Sequence[Step], other: Sequence[Step], share: float, *, seed: int) -> list[Step]:
    """The steps of a picture on the way from one to another: so much of its fields, in spots, is the other's.

    Spots change sides one after the other, always in the same order: so strokes are replaced one by one on the way.
    """
    mixed = []
    for level, (behind, ahead) in enumerate(zip(one, other, strict=True)):
        shape = (behind.field.shape[0], behind.field.shape[1])
        spots = np.random.default_rng((seed, level)).random([-(-n // SPOT) for n in shape], np.float32)
        late = np.repeat(np.repeat(spots, SPOT, 0), SPOT, 1)[: shape[0], : shape[1], None] >= share
        mixed.append(behind._replace(field=np.where(late, behind.field, ahead.field)))
    return mixed


def _passes(searched: bool, begun: bool) -> tuple[tuple[int, ...], ...]:
    """How far away the neighbours are that are asked, in each pass of a round."""
    if not searched or begun:
        return ((1,),)
    return ((4, 1), (2, 1))


def _frozen(kept: Kept, level: Level) -> _Frozen:
    """The patches in which something of what is kept lies, and where they are in the first source."""
    touched = ndimage.maximum_filter(resized(kept.mask, level.shape) > 0.5, SIDE)
    scale = level.shape[0] / kept.mask.shape[0]
    rows, columns = (n - SIDE + 1 for n in level.shape)
    v, u = (np.arange(n) + round(s * scale) for n, s in zip((rows, columns), kept.shift, strict=True))
    field = np.stack(np.meshgrid(v, u, indexing="ij"), -1).astype(np.int32)
    _, height, width = level.parts[0]
    inside = ((field >= 0) & (field <= (height - SIDE, width - SIDE))).all(-1)
    return _Frozen(corners(touched) & inside, field)


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
