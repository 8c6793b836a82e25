"""Pictures enlarged with finer parts of their own: super-resolution from self-examples.

Paint looks much the same at all scales: where a picture is blurred and brought back to its size, it lacks what an
enlarged one lacks. So every patch of the enlarged picture is looked for in the blurred one, beginning with its own
place, and what the blur took from there is added.

References
----------
Glasner, Bagon and Irani, "Super-resolution from a single image", ICCV 2009; Freedman and Fattal, "Image and video
upscaling from local self-examples", ACM Transactions on Graphics 2011.
"""

from __future__ import annotations

from math import ceil, log

import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.patches import CHANNELS, SIDE, Features, improved, voted
from clavilux.kernel.resize import resized

__all__ = ["enlarged"]

Array = NDArray[np.float32]
Shape = tuple[int, int]

STEP = 1.6
"""A picture grows by so much at once, at most: what two sizes have in common is lost when they are further apart."""
TRIES = 1
"""Random patches that are tried beside a patch's own place."""
CRISP = 6.0
"""How much the middles of patches count in voting."""
SMALLEST = 4 * SIDE
"""Short side of a picture that has finer parts, pixels."""


def enlarged(picture: Array, shape: Shape, *, threads: int = 1) -> Array:
    """A picture in another size, as crisp as it was.

    Parameters
    ----------
    picture : ndarray, float32, [h, w, 3]
    shape : tuple of int
        Height and width that are wanted; nothing is added where it does not grow.
    threads : int
        Makes no difference to the result.

    Returns
    -------
    ndarray, float32, within the range of `picture`
    """
    height, width = picture.shape[:2]
    ratio = max(shape[0] / height, shape[1] / width)
    if ratio <= 1 or min(height, width) < SMALLEST:
        return resized(picture, shape)
    least, most = picture.min((0, 1)), picture.max((0, 1))
    steps, out = ceil(log(ratio) / log(STEP)), picture
    for number in range(1, steps + 1):
        share = number / steps
        out = _grown(
            out, (round(height * (shape[0] / height) ** share), round(width * (shape[1] / width) ** share)), threads
        )
    return np.clip(out, least, most, out=out)


def _grown(picture: Array, shape: Shape, threads: int) -> Array:
    """One step of it."""
    size = picture.shape[0], picture.shape[1]
    smooth = resized(picture, shape)
    smaller = round(size[0] * size[0] / shape[0]), round(size[1] * size[1] / shape[1])
    blurred = resized(resized(picture, smaller), size)
    nothing = np.zeros((size[0] - SIDE + 1, size[1] - SIDE + 1), np.float32)
    field, _ = improved(
        _same_places(size, shape),
        Features(_padded(smooth), None),
        Features(_padded(blurred), None),
        nothing,
        dear=nothing,
        steps=(1,),
        tries=TRIES,
        key=shape[0],
        threads=threads,
    )
    fine = voted(field, _padded(picture - blurred), shape, sharpness=CRISP, threads=threads)
    return np.asarray(smooth + fine[..., :3], np.float32)


def _same_places(size: Shape, shape: Shape) -> NDArray[np.int32]:
    """The field in which every patch of the larger picture comes from its own place in the smaller one."""
    corners = [
        np.clip(np.rint((np.arange(new - SIDE + 1) + SIDE / 2) * (old / new) - SIDE / 2), 0, old - SIDE)
        for old, new in zip(size, shape, strict=True)
    ]
    return np.stack(np.meshgrid(*corners, indexing="ij"), -1).astype(np.int32)


def _padded(picture: Array) -> Array:
    """With as many channels as patches have."""
    return np.pad(picture, ((0, 0), (0, 0), (0, CHANNELS - picture.shape[2])))
