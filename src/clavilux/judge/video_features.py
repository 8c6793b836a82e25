"""What is seen: how much each frame differs from the one before, in one pass over the frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

from clavilux.judge.curve import Curve
from clavilux.kernel.colour import luma
from clavilux.values import FloatArray, Image

__all__ = ["VideoFeatures", "analyse_video"]

CELLS = 64
"""Cells across the shorter side of the small picture in which motion is measured."""

NEIGHBOURHOOD = 11
"""Cells across which the optical flow is one and the same."""

FLAT = 30.0
"""Squared grey levels per cell of gradient, below which there is no telling where a surface moves."""

Small = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VideoFeatures:
    """All that is kept of a video: a few numbers per frame."""

    changed: Curve
    """Share of the channel values of each frame that differ at all from the frame before, in [0, 1]; the paper's."""
    difference: Curve
    """Mean absolute difference from the frame before, in levels of 0 to 255, after averaging over small cells."""
    flow: Curve
    """Mean length of the optical flow since the frame before, in cells."""
    seconds: float
    """When the last frame ends; 0 with fewer than two."""


def analyse_video(frames: Iterable[tuple[float, Image]]) -> VideoFeatures:
    """Measure how a video changes from frame to frame. The first frame has 0.

    Parameters
    ----------
    frames : iterable of (float, Image)
        Seconds and picture, in order and of one size. Two pictures are in memory at a time.

    Notes
    -----
    The optical flow is that of Lucas & Kanade (1981) in neighbourhoods of the small picture.
    """
    times: list[float] = []
    changed, difference, flow = [0.0], [0.0], [0.0]
    before: Image | None = None
    small = None
    for time, image in frames:
        times.append(time)
        after = _shrunk(image)
        if before is not None and small is not None:
            changed.append(np.count_nonzero(image != before) / image.size)
            still = changed[-1] == 0
            difference.append(0.0 if still else float(np.abs(after - small).mean()))
            flow.append(0.0 if still else _flow(luma(small), luma(after)))
        before, small = image, after
    at = np.array(times)
    return VideoFeatures(
        changed=_curve(at, changed),
        difference=_curve(at, difference),
        flow=_curve(at, flow),
        seconds=float(at[-1] + np.median(np.diff(at))) if len(at) > 1 else 0.0,
    )


def _curve(times: FloatArray, values: list[float]) -> Curve:
    return Curve(times=times, values=np.array(values[: len(times)]))


def _shrunk(image: Image) -> Small:
    """The mean of each cell of a frame, in levels of 0 to 255: small, and without the noise of single pixels."""
    height, width, channels = image.shape
    cell = max(1, min(height, width) // CELLS)
    down, across = height // cell, width // cell
    image = image[: down * cell, : across * cell]
    tall = image[::cell].astype(np.uint16)
    for row in range(1, cell):
        tall += image[row::cell]
    cells = tall.reshape(down, across, cell, channels)
    total = cells[:, :, 0].astype(np.uint32)
    for column in range(1, cell):
        total += cells[:, :, column]
    return total.astype(np.float32) / np.float32(cell * cell)


def _flow(before: Small, after: Small) -> float:
    """Mean length of the optical flow between two grey pictures, in cells."""
    if min(before.shape) < 2:
        return 0.0
    down, across = np.gradient((before + after) / 2)
    late = after - before
    products = np.stack([across * across, across * down, down * down, across * late, down * late])
    xx, xy, yy, xt, yt = uniform_filter(products, (0, NEIGHBOURHOOD, NEIGHBOURHOOD))
    xx, yy = xx + FLAT, yy + FLAT
    determinant = xx * yy - xy * xy
    lengths = np.hypot(yy * xt - xy * yt, xx * yt - xy * xt) / determinant
    return float(lengths.mean())
