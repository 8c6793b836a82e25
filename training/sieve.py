"""Which pictures are worth training on: large enough, not flat, not see-through, not seen before."""

from __future__ import annotations

import colorsys

import numpy as np
from PIL import Image

LEAST_SIDE = 256
LONGEST_SHAPE = 2.6
SAME = 14  # differing bits of 240 below which two pictures count as one


def opaque(image: Image.Image, digest: str, ground: bool) -> Image.Image | None:
    """The picture without transparency; on a coloured ground, chosen by the digest, where the source wants one."""
    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode not in ("RGBA", "LA"):
        return image.convert("RGB")
    image = image.convert("RGBA")
    alpha = image.getchannel("A")
    if not ground:
        return image.convert("RGB") if np.mean(np.asarray(alpha) < 200) < 0.02 else None
    hue, light = int(digest[:4], 16) / 65536, int(digest[4:8], 16) / 65536
    colour = tuple(round(255 * c) for c in colorsys.hls_to_rgb(hue, 0.2 + 0.7 * light, 0.55))
    box = alpha.point(lambda a: 255 if a > 40 else 0).getbbox()
    if box is None:
        return None
    cut = image.crop(box)
    pad = round(0.08 * max(cut.size))
    picture = Image.new("RGB", (cut.width + 2 * pad, cut.height + 2 * pad), colour)
    picture.paste(cut, (pad, pad), cut)
    return picture


def fault(picture: Image.Image, plain: float) -> str:
    """Why a picture is of no use, or nothing; `plain` is the largest share that one colour may have."""
    if min(picture.size) < LEAST_SIDE:
        return "small"
    if max(picture.size) > LONGEST_SHAPE * min(picture.size):
        return "narrow"
    small = np.asarray(picture.resize((96, 96), Image.Resampling.BOX), np.int32)
    bins = (small // 16) @ np.array([256, 16, 1])
    if np.bincount(bins.ravel()).max() > plain * bins.size:
        return "plain"
    grey = small.mean(-1)
    if grey.std() < 7 or np.abs(np.diff(grey, axis=0)).mean() < 0.8:
        return "flat"
    red, green, blue = small.reshape(-1, 3).mean(0)
    if blue > 195 and blue > red + 50 and abs(red - green) < 20 and abs(red - 128) < 35:
        return "normal map"
    return ""


def fingerprint(picture: Image.Image) -> np.ndarray:
    """240 bits: in which direction the brightness changes on a coarse grid, along rows and columns."""
    rows = np.asarray(picture.convert("L").resize((13, 10), Image.Resampling.BOX), np.int32)
    columns = np.asarray(picture.convert("L").resize((12, 11), Image.Resampling.BOX), np.int32)
    return np.concatenate([(np.diff(rows) > 0).ravel(), (np.diff(columns, axis=0) > 0).ravel()])


def is_known(mark: np.ndarray, known: list[np.ndarray]) -> bool:
    """Whether a picture with nearly the same fingerprint was taken before."""
    return bool(known) and int(np.count_nonzero(np.stack(known) != mark, axis=1).min()) < SAME
