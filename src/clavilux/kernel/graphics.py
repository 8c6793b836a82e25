"""Logos and other things on a flat ground, and pictures that are all flat."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.sizes import reduced

__all__ = ["Graphic", "graphics", "of_few_colours"]

Mask = NDArray[np.bool_]

LONGEST = 256
"""Longer side of the picture in which they are looked for, pixels."""
GROUND = 20
"""Levels by which the ground may differ from its colour: paper, scans and JPEG are not quite even."""
BORDER, SHARE = 0.9, 0.35
"""So much of the picture's border, and of its area, must be ground: a sky is not, it ends at the land."""
JOIN = 0.012
"""Parts nearer than twice this share of the longer side are one thing: letters of a word, rings of a sign."""
SMALLEST, MOST = 0.0008, 12
"""Things smaller than this share of the picture (stars, dust) are none; so many at most are told apart, the largest."""


FEW, NEARLY_ALL = 6, 0.85
"""So many colours, each of 16 levels a channel, make up such a share of a flat picture; of photographs at most 0.7."""


class Graphic(NamedTuple):
    """A thing on a flat ground."""

    mask: Mask
    """Shape [h, w]; with a little of the ground around it."""
    confidence: float
    """Share of the border that is ground."""


def graphics(picture: NDArray[np.uint8]) -> list[Graphic]:
    """What stands out from a ground of one colour that surrounds it.

    Parameters
    ----------
    picture : ndarray
        uint8 sRGB, shape [h, w, 3].

    Returns
    -------
    list of Graphic
        The largest first; none unless nearly all of the border is of one colour.
    """
    small = reduced(picture, LONGEST)
    border = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]]).astype(np.int16)
    colour = np.median(border, axis=0)
    even = float((np.abs(border - colour).max(axis=-1) <= GROUND).mean())
    flat = (np.abs(small.astype(np.int16) - colour).max(axis=-1) <= GROUND).astype(np.uint8)
    if even < BORDER or flat.mean() < SHARE:
        return []
    reach = max(round(JOIN * max(small.shape)), 1)
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    things = cv2.dilate(1 - flat, brush)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(things, connectivity=8)
    inked = np.bincount(labels.ravel(), (1 - flat).ravel(), count)
    large = [label for label in range(1, count) if inked[label] >= SMALLEST * flat.size]
    large.sort(key=lambda label: (-int(stats[label, cv2.CC_STAT_AREA]), label))
    height, width = picture.shape[:2]
    found = []
    for label in large[:MOST]:
        soft = cv2.resize((labels == label).astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
        found.append(Graphic(_filled(soft > 0.5), even))
    return found


def of_few_colours(picture: NDArray[np.uint8]) -> bool:
    """Whether a picture, uint8 [h, w, 3], is made up of flat shapes, whose outlines would break if they were moved."""
    red, green, blue = (reduced(picture, LONGEST)[..., channel].astype(np.intp) >> 4 for channel in range(3))
    counts = np.sort(np.bincount((red << 8 | green << 4 | blue).ravel()))
    return bool(counts[-FEW:].sum() >= NEARLY_ALL * counts.sum())


def _filled(mask: Mask) -> Mask:
    """The mask without holes: what a ring encloses belongs to it."""
    whole = mask.astype(np.uint8)
    outlines, _ = cv2.findContours(whole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(whole, outlines, -1, 1, cv2.FILLED)
    return whole.astype(bool)
