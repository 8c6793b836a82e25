"""The picture half-way between two that show the same things, a little apart: what has moved stands in the middle.

A mixture of the two would show everything twice there.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.render.mixture import mixed
from clavilux.render.optics import bent
from clavilux.values import Image

__all__ = ["tween"]

Array = NDArray[np.float32]

SEEN = 270
"""Short side, in pixels, at which motion is looked for: strokes and canvas, which stay, are hardly seen there."""
SMOOTH, AROUND = 2.0, 3.0
"""Deviations, in pixels of that size, of the blur of the motion, and of that of what is gained by it."""
GAINED = 1.15, 1.5
"""By how much the two must differ less where they are moved: from the first on that counts a little, from the second on
fully. Elsewhere they are mixed as they are: strokes that stay would only be blurred."""
UNSEEN = 1.0
"""Levels by which pictures may differ that look the same."""


class _Motion(NamedTuple):
    """From one picture to another, as it is half-way."""

    flow: Array
    """Of what is there half-way, in pixels of this size: [h, w, 2], to the right and down."""
    trust: Array
    """How much it is to be trusted, in [0, 1]: [h, w]."""


def tween(start: Image, end: Image) -> Image:
    """The picture half-way.

    Parameters
    ----------
    start, end : uint8, [h, w, 3]

    References
    ----------
    Kroeger et al., "Fast optical flow using dense inverse search", ECCV 2016; backward and forward flow that agree are
    trusted (Sundaram et al., "Dense point trajectories", ECCV 2010).
    """
    height, width = start.shape[:2]
    scale = min(1.0, SEEN / min(height, width))
    small = max(1, round(width * scale)), max(1, round(height * scale))
    motion = _motion(*(_grey(picture, small) for picture in (start, end)))
    before, after = (_along(picture, motion, share) for picture, share in ((start, -0.5), (end, 0.5)))
    apart, together = (_apart(*pair, small) for pair in ((start, end), (before, after)))
    low, high = GAINED
    gain = np.clip(((apart + UNSEEN) / (together + UNSEEN) - np.float32(low)) / np.float32(high - low), 0, 1)
    share = cv2.resize(_blurred(gain * motion.trust, AROUND), (width, height), interpolation=cv2.INTER_LINEAR)
    moved, plain = mixed(before, after, 0.5), mixed(start, end, 0.5)
    return np.asarray(cv2.blendLinear(moved, plain, share, 1 - share), np.uint8)


def _motion(start: NDArray[np.uint8], end: NDArray[np.uint8]) -> _Motion:
    """The motion between two pictures, of luma [h, w]; none where they do not tell."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    nothing = np.zeros((*start.shape, 2), np.float32)
    there, back = (np.asarray(search.calc(*pair, nothing.copy()), np.float32) for pair in ((start, end), (end, start)))
    rows, columns = start.shape
    places = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), -1).astype(np.float32)
    amiss = there + _sampled(back, places + there)
    agreed = 1 / (1 + (amiss**2).sum(-1, keepdims=True))
    trust = _blurred(agreed, SMOOTH)
    flow = _blurred(there * agreed, SMOOTH) / trust[..., None]
    middle = flow
    for _ in range(3):  # what is half-way at a place began half of its way before it
        middle = _sampled(flow, places - np.float32(0.5) * middle)
    return _Motion(middle, trust)


def _along(picture: Image, motion: _Motion, share: float) -> Image:
    """A picture as it is when everything has been sampled so much of its way further on."""
    scale = np.float32(share * len(picture) / len(motion.flow))
    right, down = (np.ascontiguousarray(scale * motion.flow[..., axis]) for axis in (0, 1))
    return bent(picture, (right, down), kernel=cv2.INTER_CUBIC, border=cv2.BORDER_REPLICATE)


def _apart(one: Image, other: Image, size: tuple[int, int]) -> Array:
    """How far apart two pictures are around every pixel of a smaller size, in levels."""
    difference = np.asarray(cv2.absdiff(one, other), np.uint8)
    return _blurred(_grey(difference, size).astype(np.float32), AROUND)


def _grey(picture: Image, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Luma in another size, which is given as width and height."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _blurred(values: Array, sigma: float) -> Array:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)


def _sampled(values: Array, places: Array) -> Array:
    """Values between pixels."""
    x, y = (np.ascontiguousarray(places[..., axis]) for axis in (0, 1))
    return np.asarray(cv2.remap(values, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)
