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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from clavilux.kernel.atlas import SEARCHED, Atlas, Level
from clavilux.kernel.fields import finer, mixed, snapped
from clavilux.kernel.patches import SIDE, Features, corners, covered, improved, seams, voted
from clavilux.kernel.resize import resized

__all__ = ["Effort", "Kept", "Step", "between", "kept_for_more", "synthesise"]

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]
Field = NDArray[np.int32]
Size = tuple[int, int]

TRIED, FEW = 200, 2
"""Short side up to which patches are searched anywhere where a picture begins from one much like it, and how many
random patches are tried there."""
HELD = 400
"""Short side up to which such a picture is searched at all: beyond, what was found for the other one holds where the
field of the last size that is searched does."""
BESIDE = 1
"""Random patches, just beside the best, that are tried at sizes which are not searched."""
MOST_USES = 16
"""Of a patch beyond its share: what more of them would cost nothing."""
SPOT = 6
"""Side, in patches, of what changes from one picture to another at once."""
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
    """Float32 [h, w, 3]: of the full size the result, of others what was searched for last."""
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
    effort = effort or Effort()
    if before:
        effort = replace(effort, rounds=(1, 1), tries=FEW)
    known = {step.picture.shape[:2]: step.field for step in before or ()}
    full, field, behind = atlas.levels[-1].shape, None, None
    for number, level in enumerate(atlas.levels):
        if before and _is_left_out(level.shape, full):
            continue
        still, toll = None if kept is None else _frozen(kept, level), _toll(level, tolls)
        last = known.get(level.shape)
        if field is not None and behind is not None and last is not None and min(level.shape) > HELD:
            field = _carried(field, behind, last, level, still, toll, threads=threads)
            yield Step(_voted(field, level, sharpness=CRISP, threads=threads), field)
            return
        if field is None:
            field = _anywhere(level, seed) if begin is None else snapped(begin, level.nearest)
        else:
            field, _ = finer(field, level.shape, level.nearest, threads=threads)
        searched = min(level.shape) <= (TRIED if before else SEARCHED)
        if still is not None:
            field[still.mask] = still.field[still.mask]
        picture = resized(start, level.shape) if number == 0 else _voted(field, level, sharpness=SOFT, threads=threads)
        sight = atlas.seen(picture, guide)
        passes = ((1,),) if before or not searched else ((4, 1), (2, 1))
        dear, price = np.zeros_like(toll), effort.price * (level.own / atlas.own) ** 2
        for turn in range(effort.rounds[min(number, 1)] if searched else 1):
            if turn > 0:
                picture = _voted(field, level, sharpness=SOFT, threads=threads)
            dear = 0.5 * dear + 0.5 * price * _overuse(field, level)
            sight.pixels[..., :3] = level.own * picture
            for part, steps in enumerate(passes):
                field, _ = improved(
                    field,
                    sight,
                    level.features,
                    toll,
                    dear=dear,
                    steps=steps,
                    tries=effort.tries if searched else BESIDE,
                    key=_key(seed, number, turn, part),
                    before=last,
                    frozen=None if still is None else still.mask,
                    threads=threads,
                )
        behind = last
        if level.shape == full:
            picture = _voted(field, level, sharpness=CRISP, threads=threads)
        yield Step(picture, field)


def _carried(
    field: Field, behind: Field, last: Field, level: Level, still: _Frozen | None, toll: Array, *, threads: int
) -> Field:
    """The field of a size that is not searched: it holds where that of a smaller one did; seams of the rest are mended.

    `behind` and `last` are the fields of both sizes before.
    """
    field, held = finer(field, level.shape, level.nearest, before=(behind, last), threads=threads)
    if still is not None:
        field[still.mask], held = still.field[still.mask], held | still.mask
    free = cv2.dilate((~held).view(np.uint8), np.ones((3, 3))).view(np.bool_)  # seams move to both sides
    if still is not None:
        free[still.mask] = False
    features, none = level.features._replace(guides=None), np.zeros_like(toll)
    # A seam lies about half a patch of the smaller size away from where it belongs, and moves a pixel a round.
    for _ in range(max(1, round(level.shape[0] / (behind.shape[0] + SIDE - 1) / 2))):
        changing = free & seams(field, threads=threads)  # the neighbours of others have nothing else to offer
        pixels = voted(field, features.pixels, level.shape, sharpness=SOFT, where=covered(changing), threads=threads)
        seen = Features(pixels, None)
        field, _ = improved(
            field, seen, features, toll, dear=none, steps=(1,), tries=0, key=0, frozen=~changing, threads=threads
        )
    return field


class _Frozen(NamedTuple):
    """Patches that are not searched."""

    mask: Mask
    field: Field


def _voted(field: Field, level: Level, *, sharpness: float, threads: int) -> Array:
    return voted(field, level.picture, level.shape, sharpness=sharpness, threads=threads)[..., :3]


def between(one: Sequence[Step], other: Sequence[Step], share: float, *, seed: int, threads: int = 1) -> list[Step]:
    """The steps of a picture on the way from one to another: so much of its fields, in spots, is the other's.

    Spots change sides one after the other, always in the same order: so strokes are replaced one by one on the way.
    """
    steps, changed, ahead = [], np.zeros((0, 0), np.bool_), {step.field.shape: step.field for step in other}
    for level, step in enumerate(one):
        rows, columns, _ = step.field.shape
        if _is_left_out((rows + SIDE - 1, columns + SIDE - 1), one[-1].picture.shape):
            continue
        if min(rows, columns) + SIDE - 1 <= HELD:
            spots = np.random.default_rng((seed, level)).random((-(-rows // SPOT), -(-columns // SPOT)), np.float32)
            changed = np.repeat(np.repeat(spots < share, SPOT, 0), SPOT, 1)[:rows, :columns]
        steps.append(step._replace(field=mixed(step.field, ahead[step.field.shape], changed, threads=threads)))
    return steps


def kept_for_more(steps: Iterable[Step]) -> list[Step]:
    """Of the steps of a picture, those that others begin from; the last is the picture."""
    made: list[Step] = []
    for step in steps:
        if made and _is_left_out(made[-1].picture.shape, step.picture.shape):
            made.pop()
        made.append(step)
    return made


def _is_left_out(shape: Sequence[int], full: Sequence[int]) -> bool:
    """Whether a size is neither searched nor the full one, where a picture begins from one much like it."""
    return HELD < min(shape[:2]) < min(full[:2])


def _frozen(kept: Kept, level: Level) -> _Frozen:
    """The patches in which something of what is kept lies, and where they are in the first source."""
    touched = ndimage.maximum_filter(resized(kept.mask, level.shape) > 0.5, SIDE)
    scales = [own / full for own, full in zip(level.shape, kept.mask.shape, strict=True)]
    rows, columns = (n - SIDE + 1 for n in level.shape)
    v, u = (np.arange(n) + round(s * k) for n, s, k in zip((rows, columns), kept.shift, scales, strict=True))
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


def _overuse(field: Field, level: Level) -> Array:
    """How often each patch is taken beyond its share."""
    h, w = level.owner.shape
    used = np.bincount(field[..., 0].ravel() * w + field[..., 1].ravel(), minlength=h * w).reshape(h, w)
    share = field[..., 0].size / (level.owner >= 0).sum()
    return np.asarray(np.clip(used - share, 0, MOST_USES), np.float32)


def _key(*parts: Any) -> int:
    """A seed of 32 bits for a round."""
    return int(np.random.SeedSequence(parts).generate_state(1)[0])
