"""Subjects drawn on their picture, for the eye to check."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from clavilux.kernel.subjects import Kind, Subjects

__all__ = ["drawn"]

COLOURS: dict[Kind, tuple[int, int, int]] = {
    "face": (255, 64, 64),
    "person": (64, 255, 64),
    "lettering": (255, 224, 32),
    "graphic": (255, 96, 255),
}


def drawn(picture: NDArray[np.float32], subjects: Subjects) -> Image.Image:
    """The picture, darker where nothing is kept, with the outline, name and confidence of every piece.

    Parameters
    ----------
    picture : ndarray
        float32 sRGB in [0, 1], shape [h, w, 3].
    subjects : Subjects
        Found in that picture.

    Returns
    -------
    PIL.Image.Image
        RGB, of the picture's size.
    """
    levels = np.round(255 * np.clip(picture, 0, 1)).astype(np.uint8)
    shown = np.where(subjects.mask[..., None], levels, (0.6 * levels).astype(np.uint8))
    thick = max(round(max(shown.shape) / 300), 1)
    for piece in subjects.pieces:
        outlines, _ = cv2.findContours(piece.mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(shown, outlines, -1, COLOURS[piece.kind], thick)
    image = Image.fromarray(shown)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(max(max(shown.shape) // 40, 9))
    for piece in subjects.pieces:
        label = f"{piece.kind} {piece.confidence:.2f}"
        pen.text(
            (piece.box.left + 2 * thick, piece.box.top + thick),
            label,
            fill=COLOURS[piece.kind],
            font=font,
            stroke_width=thick,
            stroke_fill=(0, 0, 0),
        )
    return image
