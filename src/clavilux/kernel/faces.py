"""Faces, by the cascades of Haar features that come with OpenCV (Viola & Jones 2001; Lienhart & Maydt 2002).

A cascade alone either misses painted faces or sees faces in foliage. So it is asked twice. First leniently, over the
whole picture, what might be a face. Then each candidate is cut out, brought to one size, turned a little either way,
and searched finely: around a face, dozens of neighbouring windows answer; around a leaf, a handful. That count is the
confidence. On 174 paintings it parted faces from the rest far better than the number of neighbours in the first look.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.boxes import Box

__all__ = ["Face", "faces"]

Grey = NDArray[np.uint8]

FRONTAL = "haarcascade_frontalface_alt2.xml"
SECOND_FRONTAL = "haarcascade_frontalface_alt.xml"
PROFILE = "haarcascade_profileface.xml"  # of faces that look to the left; the other way by mirroring

FINE, COARSE = 384, 208
"""Longer sides of the pictures in which frontal faces and profiles are looked for, pixels: from 1/19 and 1/10 of it."""
CANDIDATES = 8
"""So many candidates at most are looked at closely: that is what costs time."""
CROP, WINDOW = 88, 44
"""Side of the cut-out around a candidate, and of the candidate inside it, pixels."""
TURNS = (0, -20, 20)
"""Degrees by which the cut-out is turned: heads lean, and the cascades know upright ones only."""
ENOUGH, SURE = 9, 48
"""Windows that must answer, and so many that the candidate need not be turned any further."""


class Face(NamedTuple):
    """A face; its box goes from about brow to chin."""

    box: Box
    confidence: float
    """0.5 for one that is just believed, towards 1 the surer."""


ASKING = Lock()
"""A cascade answers one thread at a time."""


@cache
def _cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / name))


def faces(grey: Grey) -> list[Face]:
    """Faces in a picture, frontal and in profile, leaning up to about 30 degrees, from about 1/19 of its longer side.

    Parameters
    ----------
    grey : ndarray
        uint8, shape [h, w].

    Returns
    -------
    list of Face
        The surest first; no two of one face.
    """
    seen = [face for box in _candidates(grey)[:CANDIDATES] if (face := _verified(grey, box))]
    kept: list[Face] = []
    for face in sorted(seen, key=lambda face: (-face.confidence, face.box)):
        if all(face.box.shared(other.box) < 0.3 * min(face.box.area, other.box.area) for other in kept):
            kept.append(face)
    return kept


def _candidates(grey: Grey) -> list[Box]:
    """Where a face might be, the likeliest (the one that most windows answered to) first."""
    fine, coarse = _shrunk(grey, FINE), _shrunk(grey, COARSE)
    frontal = _answers(FRONTAL, fine)
    profile = _answers(PROFILE, coarse)
    mirrored = [
        (Box(coarse.shape[1] - box.right, box.top, coarse.shape[1] - box.left, box.bottom), count)
        for box, count in _answers(PROFILE, np.ascontiguousarray(coarse[:, ::-1]))
    ]
    found: list[tuple[Box, int]] = []
    for answers, small in ((frontal, fine), (profile, coarse), (mirrored, coarse)):
        scale = grey.shape[1] / small.shape[1]
        found += [(box.scaled(scale, scale), count) for box, count in answers]
    kept: list[Box] = []
    for box, _ in sorted(found, key=lambda one: (-one[1], one[0])):
        if all(box.likeness(other) < 0.4 for other in kept):
            kept.append(box)
    return kept


def _answers(
    name: str, grey: Grey, *, step: float = 1.15, neighbours: int = 1, window: tuple[int, int] = (20, 9999)
) -> list[tuple[Box, int]]:
    """What a cascade sees, and in how many neighbouring windows, in an order that does not depend on its threads."""
    smallest, largest = window
    with ASKING:
        boxes, counts = _cascade(name).detectMultiScale2(
            grey, step, neighbours, 0, (smallest, smallest), (largest, largest)
        )
    return sorted(
        (Box(int(x), int(y), int(x + w), int(y + h)), int(n)) for (x, y, w, h), n in zip(boxes, counts, strict=True)
    )


def _verified(grey: Grey, box: Box) -> Face | None:
    """The candidate as a face, or None if few windows of the closer look answer."""
    best: list[Box] = []
    place = box
    for turn in TURNS:
        cut, way_back = _cut(grey, box, turn)
        windows = _close_look(cut)
        if len(windows) > len(best):
            best, place = windows, _placed(windows, way_back)
        if len(best) >= SURE:
            break
    if len(best) < ENOUGH:
        return None
    return Face(place.within(*grey.shape), len(best) / (len(best) + ENOUGH))


def _cut(grey: Grey, box: Box, turn: float) -> tuple[Grey, NDArray[np.float64]]:
    """The candidate and its surroundings, turned by that many degrees, and the matrix that leads back."""
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    matrix = cv2.getRotationMatrix2D(middle, turn, WINDOW / box.width)
    matrix[:, 2] = matrix[:, 2] + CROP / 2 - np.array(middle)
    method = cv2.INTER_AREA if box.width > WINDOW else cv2.INTER_LINEAR
    cut = cv2.warpAffine(grey, matrix, (CROP, CROP), flags=method, borderMode=cv2.BORDER_REPLICATE)
    return cut.astype(np.uint8, copy=False), cv2.invertAffineTransform(matrix).astype(np.float64, copy=False)


def _close_look(cut: Grey) -> list[Box]:
    """Windows near the middle that answer: to both frontal cascades, and to that of profiles on its better side."""

    def central(name: str, grey: Grey) -> list[Box]:
        found = (box for box, _ in _answers(name, grey, step=1.08, neighbours=0, window=(28, 66)))
        return [
            box
            for box in found
            if abs(box.left + box.right - CROP) < WINDOW / 2 and abs(box.top + box.bottom - CROP) < WINDOW / 2
        ]

    mirrored = [
        Box(CROP - box.right, box.top, CROP - box.left, box.bottom)
        for box in central(PROFILE, np.ascontiguousarray(cut[:, ::-1]))
    ]
    profile = max(central(PROFILE, cut), mirrored, key=len)
    return [*central(FRONTAL, cut), *central(SECOND_FRONTAL, cut), *profile]


def _placed(windows: list[Box], way_back: NDArray[np.float64]) -> Box:
    """The windows' mean, back in the picture and upright again."""
    left, top, right, bottom = np.mean(windows, axis=0)
    x, y = way_back @ ((left + right) / 2, (top + bottom) / 2, 1)
    half = (right - left) / 2 * np.hypot(*way_back[:, 0])
    return Box(round(x - half), round(y - half), round(x + half), round(y + half))


def _shrunk(grey: Grey, longest: int) -> Grey:
    """The picture with a longer side of so many pixels; a smaller one is enlarged, as faces are parts of pictures."""
    scale = longest / max(grey.shape)
    size = max(round(grey.shape[1] * scale), 1), max(round(grey.shape[0] * scale), 1)
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR).astype(
        np.uint8, copy=False
    )
