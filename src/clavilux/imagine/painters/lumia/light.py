"""Strokes in another light."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numba import njit
from numpy.typing import NDArray

from clavilux.kernel.bands import in_bands
from clavilux.kernel.edges import crisped

__all__ = ["Edges", "lit"]

Array = NDArray[np.float32]
Whole = NDArray[np.int16]

UNIT = 1 << 14
"""Whole numbers that stand for 1 in OKLab: edges are made crisp in them, which is quick."""
OVER = np.float32(4.0)
"""How many times as much an edge counts as a stroke that is as clear."""
STILL = 1e-6
"""Squared difference that nobody sees."""


class Edges(NamedTuple):
    """Of what is painted: strokes give way to its edges where these are the clearer ones."""

    wanted: Array
    """What is painted, float32 [h', w', 3], blurred."""
    clear: Array
    """The same with its edges."""
    strokes: Array
    """The strokes, as small and as blurred."""
    width: float
    """Deviation of the blur of those edges, in pixels of the full size."""
    share: float
    """How far to go, in [0, 1]."""
    room: Array
    """How far strokes may stand out in lightness, float32 [h', w']: what goes far beyond fades."""


def lit(
    strokes: Array,
    change: Array,
    lights: tuple[float, float],
    edges: Edges,
    *,
    kept: tuple[Array, Array] | None = None,
    threads: int = 1,
) -> Array:
    """Strokes with other light and colours; all in OKLab.

    Parameters
    ----------
    strokes : ndarray, float32, [h, w, 3]
    change : ndarray, float32, [h', w', 3]
        What is added to them; it may be smaller.
    lights : tuple of float
        The least and the greatest lightness of the result.
    edges : Edges
    kept : tuple of two ndarrays, float32, [h, w, 1] and [h, w, 3], optional
        How much of each pixel is to be as it is in another picture, and that picture.
    threads : int
        Makes no difference to the result.

    Returns
    -------
    ndarray, float32, [h, w, 3]
    """
    height, width = strokes.shape[:2]
    wanted = cv2.resize(UNIT * edges.wanted, (width, height), interpolation=cv2.INTER_CUBIC)
    soft = np.rint(wanted, out=wanted).astype(np.int16)
    clear = cv2.resize(UNIT * edges.clear, (width, height), interpolation=cv2.INTER_CUBIC, dst=wanted)
    crisp = crisped(np.rint(clear, out=clear).astype(np.int16), edges.width)
    near, whole = kept or (change[:0], change[:0])
    least, most = (np.float32(light) for light in lights)
    share = np.float32(edges.share / UNIT)
    # Nothing fine is in the change, nor in what is blurred: they are enlarged linearly, across only band by band.
    tall = [cv2.resize(small, (small.shape[1], height)) for small in (change, edges.strokes, edges.room)]
    out = np.empty(strokes.shape, np.float32)

    def work(first: int, end: int) -> None:
        here = slice(first, end)
        size = width, end - first
        base, smooth, room = (np.asarray(cv2.resize(small[here], size), np.float32) for small in tall)
        own = near[here], whole[here]
        _light(strokes[here], base, smooth, room, soft[here], crisp[here], share, *own, least, most, out[here])

    in_bands(work, height, threads)
    return out


@njit(nogil=True, cache=True)
def _light(
    strokes: Array,
    base: Array,
    smooth: Array,
    room: Array,
    soft: Whole,
    crisp: Whole,
    share: np.float32,
    near: Array,
    whole: Array,
    least: np.float32,
    most: np.float32,
    out: Array,
) -> None:
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            far = (strokes[y, x, 0] - smooth[y, x, 0]) / room[y, x]
            faded = np.float32(1) / np.sqrt(np.float32(1) + far * far)
            for c in range(3):
                stroke = faded * (strokes[y, x, c] - smooth[y, x, c])
                edge = share * np.float32(crisp[y, x, c] - soft[y, x, c])
                # The mean of both by their squares: the clearer one, rather the edge, and neither twice.
                mine, other = stroke * stroke, OVER * edge * edge
                fine = (mine * stroke + other * edge) / (mine + other + np.float32(STILL))
                value = base[y, x, c] + smooth[y, x, c] + fine
                if near.size > 0:
                    value += near[y, x, 0] * (whole[y, x, c] - value)
                out[y, x, c] = value
            out[y, x, 0] = min(max(out[y, x, 0], least), most)
