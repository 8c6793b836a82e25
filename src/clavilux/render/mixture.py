"""Mixtures of two pictures."""

from __future__ import annotations

import cv2
import numpy as np

from clavilux.values import Image

__all__ = ["mixed"]


def mixed(start: Image, end: Image, t: float) -> Image:
    """A picture between two, evenly: rounded, within 0.5 of ``(1 - t) start + t end``.

    Parameters
    ----------
    start, end : uint8, [h, w, 3]
    t : float
        0 gives `start` itself, 1 gives `end`.
    """
    return start if t == 0 else np.asarray(cv2.addWeighted(start, 1 - t, end, t, 0), np.uint8)
