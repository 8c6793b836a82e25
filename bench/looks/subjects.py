"""Whether what must stay whole did: faces that a detector finds again, lettering that is read again."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image as Pillow

from clavilux.values import Image

__all__ = ["Box", "faces", "found_again", "read_again", "words"]

CASCADES = Path(cv2.__file__).parent / "data"
VIEW = 768
"""Short side of the pictures in which faces are looked for."""
LEAST = 24
"""Pixels of the smallest face there."""
SURE = 8
"""Neighbouring hits that make a face."""
LEGIBLE = 1152
"""Short side of the pictures that are read: letters should be about 30 pixels high."""
READ = 80
"""Per cent of confidence with which a word is read."""
READER = "tesseract"


class Box(NamedTuple):
    """A square, in shares of the picture's short side."""

    x: float
    y: float
    """The centre."""
    side: float


def faces(picture: Image) -> list[Box]:
    """Frontal faces, and profiles to both sides, by OpenCV's cascades; each face once."""
    height, width = picture.shape[:2]
    k = VIEW / min(height, width)
    grey = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), None, fx=k, fy=k, interpolation=cv2.INTER_CUBIC)
    found = list[Box]()
    for name, mirrored in (("frontalface_alt2", False), ("profileface", False), ("profileface", True)):
        seen = np.ascontiguousarray(grey[:, ::-1]) if mirrored else grey
        cascade = cv2.CascadeClassifier(str(CASCADES / f"haarcascade_{name}.xml"))
        for x, y, side, _ in cascade.detectMultiScale(seen, 1.1, SURE, minSize=(LEAST, LEAST)):
            left = grey.shape[1] - x - side if mirrored else x
            box = Box(*(float(n) / VIEW for n in (left + side / 2, y + side / 2, side)))
            if not any(_meets(box, other, reach=0.5) for other in found):
                found.append(box)
    return found


def found_again(before: Sequence[Box], after: Iterable[Box], reach: float = 0.5) -> int:
    """How many faces are there again: at most half or twice as large, at most `reach` sides away; each stands for one.

    A take or a reframing may move a face, so give ``inf`` there.
    """
    left, count = list(after), 0
    for box in before:
        near = [other for other in left if _meets(box, other, reach)]
        if near:
            left.remove(min(near, key=lambda other: _distance(box, other)))
            count += 1
    return count


def _meets(one: Box, other: Box, reach: float) -> bool:
    ratio = other.side / one.side
    return 0.5 <= ratio <= 2 and _distance(one, other) <= reach * one.side


def _distance(one: Box, other: Box) -> float:
    return max(abs(one.x - other.x), abs(one.y - other.y))


def words(picture: Image) -> list[str] | None:
    """What can be read: words of three letters and more, in lower case; None where tesseract is not installed."""
    if not shutil.which(READER):
        return None
    image = Pillow.fromarray(picture)
    k = LEGIBLE / min(image.size)
    file = BytesIO()
    image.resize((round(image.width * k), round(image.height * k)), Pillow.Resampling.LANCZOS).save(file, "PNG")
    command = [READER, "stdin", "stdout", "tsv"]
    done = subprocess.run(command, input=file.getvalue(), capture_output=True, check=True)
    rows = csv.DictReader(done.stdout.decode().splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    sure = [row["text"].lower() for row in rows if float(row["conf"]) >= READ]
    return [word for word in sure if len(word) >= 3 and word.isalpha()]


def read_again(before: Sequence[str], after: Iterable[str], alike: float = 0.8) -> int:
    """How many words are there again, give or take a letter; each stands for one."""
    left, count = list(after), 0
    for word in before:
        score, other = max(((SequenceMatcher(None, word, w).ratio(), w) for w in left), default=(0.0, ""))
        if score >= alike:
            left.remove(other)
            count += 1
    return count
