"""From a face to the figure that it belongs to: head, hair, shoulders and what of the body its picture shows.

GrabCut (Rother, Kolmogorov & Blake, SIGGRAPH 2004) is told where the face is, where a body hangs below it, and where
surely none is, and finds the outline by colour. On a dark figure before a dark ground it finds nothing of use; then,
and as the least in every case, the figure is a head and shoulders of usual proportions.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.boxes import Box

__all__ = ["figure"]

Mask = NDArray[np.bool_]

FACE = 16
"""Pixels that a face is wide in the picture in which its figure is cut out, at most."""
ROUNDS = 2
"""Times that GrabCut learns the colours of figure and ground anew."""
WIDE, HIGH, ABOVE = 2.4, 7.5, 1.3
"""A body reaches at most so many faces to either side of the face's middle, below it and above it."""
AROUND = 1.0
"""Faces' widths of surely foreign ground that are looked at beyond."""


def figure(picture: NDArray[np.uint8], face: Box) -> Mask:
    """The figure of which a face is seen.

    Parameters
    ----------
    picture : ndarray
        uint8 sRGB, shape [h, w, 3].
    face : Box
        From brow to chin, as `kernel.faces` finds it.

    Returns
    -------
    ndarray
        bool, shape [h, w].
    """
    height, width = picture.shape[:2]
    unit, x, y = face.width, (face.left + face.right) // 2, (face.top + face.bottom) // 2
    reach = Box(x, y - round(ABOVE * unit), x, y + round(HIGH * unit)).grown(WIDE * unit, 0)
    window = reach.grown(AROUND * unit, AROUND * unit).within(height, width)
    scale = min(FACE / max(unit, 1), 1.0)
    size = max(round(window.width * scale), 1), max(round(window.height * scale), 1)
    view = picture[window.top : window.bottom, window.left : window.right]
    small = cv2.resize(view, size, interpolation=cv2.INTER_AREA)
    here = [box.moved(-window.left, -window.top).scaled(scale, scale) for box in (face, reach)]
    bust = _bust((size[1], size[0]), here[0])
    cut = _cut_out(small.astype(np.uint8, copy=False), here[0], here[1].within(size[1], size[0]), bust)
    inside = _solid(bust if cut is None else cut | bust, here[0])
    mask = np.zeros((height, width), bool)
    soft = cv2.resize(inside.astype(np.float32), (window.width, window.height), interpolation=cv2.INTER_LINEAR)
    mask[window.top : window.bottom, window.left : window.right] = soft > 0.5
    return mask


def _bust(shape: tuple[int, ...], face: Box) -> Mask:
    """Head with hair, neck and shoulders of usual proportions, in units of the face's width."""
    unit = face.width
    x, y = (face.left + face.right) / 2, (face.top + face.bottom) / 2
    bust = np.zeros(shape, np.uint8)
    _ellipse(bust, (x, y - 0.1 * unit), (0.72 * unit, 0.95 * unit))
    _ellipse(bust, (x, y + 2.2 * unit), (1.35 * unit, 1.4 * unit))
    return bust.astype(bool)


def _ellipse(mask: NDArray[np.uint8], middle: tuple[float, float], radii: tuple[float, float]) -> None:
    """An ellipse is filled in, to a sixteenth of a pixel."""
    fixed = [tuple(round(value * 16) for value in pair) for pair in (middle, radii)]
    cv2.ellipse(mask, fixed[0], fixed[1], 0, 0, 360, 1, cv2.FILLED, cv2.LINE_8, 4)


def _cut_out(picture: NDArray[np.uint8], face: Box, reach: Box, bust: Mask) -> Mask | None:
    """The figure by its colours, or None if these do not tell it from the ground."""
    height, width = picture.shape[:2]
    unit = face.width
    x, y = (face.left + face.right) / 2, (face.top + face.bottom) / 2
    marks = np.full((height, width), cv2.GC_BGD, np.uint8)
    marks[reach.top : reach.bottom, reach.left : reach.right] = cv2.GC_PR_BGD
    body = Box(round(x), round(y + unit), round(x), round(y + 6 * unit)).grown(1.4 * unit, 0).within(height, width)
    marks[body.top : body.bottom, body.left : body.right] = cv2.GC_PR_FGD
    marks[bust] = cv2.GC_PR_FGD
    sure = np.zeros((height, width), np.uint8)
    _ellipse(sure, (x, y), (0.42 * unit, 0.55 * unit))
    _ellipse(sure, (x, y + 2.0 * unit), (0.5 * unit, 0.9 * unit))
    marks[sure.astype(bool)] = cv2.GC_FGD
    if not (marks == cv2.GC_BGD).any() and not (marks == cv2.GC_PR_BGD).any():
        return None
    cv2.setRNGSeed(0)  # GrabCut begins its mixtures of colours by chance
    cv2.grabCut(picture, marks, (0, 0, 0, 0), np.zeros((1, 65)), np.zeros((1, 65)), ROUNDS, cv2.GC_INIT_WITH_MASK)
    cut = (marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)
    room = reach.area - np.count_nonzero(bust)
    grown = np.count_nonzero(cut & ~bust)
    return None if grown > 0.8 * room else np.asarray(cut)


def _solid(mask: Mask, face: Box) -> Mask:
    """What hangs together with the face, without holes and whiskers, and a little more than the outline."""
    round_brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (max(face.width // 5, 1) * 2 + 1,) * 2)
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, round_brush)
    _, labels = cv2.connectedComponents(opened, connectivity=4)
    height, width = mask.shape
    middle = min((face.top + face.bottom) // 2, height - 1), min((face.left + face.right) // 2, width - 1)
    whole = (labels == labels[middle]).astype(np.uint8)
    outlines, _ = cv2.findContours(whole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(whole, outlines, -1, 1, cv2.FILLED)
    margin = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (max(face.width // 8, 1) * 2 + 1,) * 2)
    return cv2.dilate(whole, margin).astype(bool)
