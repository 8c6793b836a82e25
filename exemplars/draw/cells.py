"""A surface laid out of pieces: where each lies, how it is turned, and which pixel belongs to which."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from scene import Scene
from sheet import Field


@dataclass(frozen=True)
class Pieces:
    """The pieces of a surface and, for every pixel, its place within its own.

    Attributes
    ----------
    at : int [k, 2], pixel (row, column) of each piece's middle
    label : int [h, w], which piece a pixel belongs to
    along, across : float32 [h, w], place within the piece along and across its row, heights
    border : float32 [h, w], distance to the nearest other piece, heights
    """

    at: np.ndarray
    label: np.ndarray
    along: Field
    across: Field
    border: Field

    def each(self, values: np.ndarray) -> np.ndarray:
        """Mean of a field or picture over each piece, [k] or [k, c]."""
        count = np.maximum(np.bincount(self.label.ravel(), minlength=len(self.at)), 1)
        flat = values.reshape(self.label.size, -1)
        sums = [np.bincount(self.label.ravel(), flat[:, c], len(self.at)) / count for c in range(flat.shape[1])]
        return np.stack(sums, -1).reshape(len(self.at), *values.shape[2:]).astype(np.float32)


def rows(scene: Scene, pitch: float, aspect: float, jitter: float) -> tuple[np.ndarray, np.ndarray]:
    """Middles of pieces laid in rows across the marks of every shape: pixels int [k, 2], turns [k].

    Candidates are taken nearest to the middle of a row first, and those refused that lie too near one that is laid.
    """
    sheet, h, w = scene.sheet, scene.sheet.height, scene.sheet.width
    rng = sheet.rng
    off = np.abs((scene.across / pitch) % 1 - 0.5) + 0.6 * (scene.depth < 0.25 * pitch)
    candidates = rng.permutation(h * w)[: min(h * w, int(60 * sheet.wide / pitch**2))]
    y, x = np.divmod(candidates, w)
    turn = scene.angle[y, x]
    along = np.cos(turn) * x + np.sin(turn) * y
    order = np.lexsort((along, np.round(off[y, x] * 10)))
    y, x = y[order], x[order]
    radius = pitch * h
    taken = np.zeros((h, w), np.uint8)
    keep = []
    angle = scene.angle
    for row, column in zip(y.tolist(), x.tolist(), strict=True):
        if taken[row, column]:
            continue
        keep.append((row, column))
        size = (round(radius * aspect), round(radius * 0.8))
        cv2.ellipse(taken, (column, row), size, float(np.degrees(angle[row, column])), 0, 360, 1, -1)
    at = np.array(keep)
    turn = angle[at[:, 0], at[:, 1]] + rng.normal(0, jitter, len(at)).astype(np.float32)
    return at, turn


def nearest(shape: tuple[int, int], at: np.ndarray) -> np.ndarray:
    """Which of the pixels `at` [k, 2] lies nearest to every pixel, int [h, w]."""
    free = np.ones(shape, np.uint8)
    free[at[:, 0], at[:, 1]] = 0
    _, labels = cv2.distanceTransformWithLabels(free, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    index = np.zeros(labels.max() + 1, np.int64)
    index[labels[at[:, 0], at[:, 1]]] = np.arange(len(at))
    return index[labels]


def pieces(scene: Scene, at: np.ndarray, turn: np.ndarray, pitch: float) -> Pieces:
    """Give every pixel to the nearest middle of its own row; borders of shapes cut pieces in two."""
    sheet = scene.sheet
    row = np.floor(scene.across / pitch).astype(np.int64)
    # Rows of the same remainder lie three pitches apart, so the nearest middle among them is one of the row itself.
    third, own = row % 3, (row % 3)[at[:, 0], at[:, 1]]
    label = np.zeros(row.shape, np.int64)
    for k in range(3):
        among = np.flatnonzero(own == k)
        if len(among):
            label = np.where(third == k, among[nearest(row.shape, at[among])], label)
    joined = label * 65536 + scene.piece
    inner = np.ones(label.shape, np.uint8)
    inner[1:][np.diff(joined, axis=0) != 0] = 0
    inner[:, 1:][np.diff(joined, axis=1) != 0] = 0
    border = cv2.GaussianBlur(
        cv2.distanceTransform(inner, cv2.DIST_L2, cv2.DIST_MASK_PRECISE), (0, 0), 0.8
    ) / np.float32(sheet.height)
    dy = sheet.y - at[label, 0].astype(np.float32) / sheet.height
    dx = sheet.x - at[label, 1].astype(np.float32) / sheet.height
    c, s = np.cos(turn)[label], np.sin(turn)[label]
    return Pieces(at, label, c * dx + s * dy, c * dy - s * dx, border)


def layer(scene: Scene, pitch: float, aspect: float, jitter: float) -> Pieces:
    """Pieces in rows across the marks of every shape."""
    at, turn = rows(scene, pitch, aspect, jitter)
    return pieces(scene, at, turn, pitch)
