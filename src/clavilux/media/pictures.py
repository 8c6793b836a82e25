"""Picture files of any kind, as sRGB arrays."""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO
from math import sqrt
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageCms, ImageFile, UnidentifiedImageError

from clavilux.errors import UnreadableMedia, warn
from clavilux.media.picture_formats import MOST_PIXELS, is_animated, open_picture, too_large
from clavilux.values import Image

__all__ = ["load", "load_mask"]

PAPER = 128
"""Grey that shows through transparent parts: on it neither a white nor a black drawing disappears."""

ENOUGH = 16_000_000
"""Pixels of a picture however long it is, but for those that a square one of the short side that is wanted has."""

ORIENTATION = 0x0112
TURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}
"""What makes a picture of that EXIF orientation upright."""

FAULTS = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, LookupError, TypeError, RuntimeError)
"""What Pillow's decoders raise on damaged files."""


MOST_FRAMES = 100
"""Of an animation, among which a picture that is not blank is looked for."""

BLANK = 8
"""Difference of values, of 255, that compression may leave in a picture of one colour."""


def load(path: Path | str, most: int) -> Image:
    """Read a picture, whole, upright and in sRGB.

    Any colour mode is converted: an embedded colour profile is honoured, 16-bit and floating-point grey is scaled from
    its range, transparent parts show a middle grey. Of an animation the first picture is taken that is not blank,
    transparent or of one colour.

    Parameters
    ----------
    path : Path or str
        The file, in any format that Pillow reads, or HEIC where that extra is installed.
    most : int
        Pixels of the short side; a larger picture is reduced to it, a smaller one stays as it is. One of more than 16
        million pixels, and more than a square one has, is reduced to as many.

    Returns
    -------
    ndarray
        uint8, shape [height, width, 3].

    Raises
    ------
    UnreadableMedia
        If the file is missing, no picture, damaged, or has more than 100 million pixels. JPEG files, but for
        progressive ones, may have any number, as they are decoded at a reduced scale.
    MissingExtra
        If it is a HEIC picture and the extra for those is not installed.
    """
    try:
        image, profile = _decode(path, most)
        return np.array(_opaque(image, profile, path))
    except UnidentifiedImageError as error:
        raise UnreadableMedia(path, "not a picture; give a JPEG, PNG, WebP or TIFF file") from error
    except FAULTS as error:
        # Errors of the file system explain themselves; those of the decoders seldom do.
        why = getattr(error, "strerror", None)
        cure = "damaged or incomplete picture; save or download it again"
        raise UnreadableMedia(path, f"cannot be read ({why}); check the path" if why else cure) from error


def load_mask(path: Path | str, most: int) -> NDArray[np.bool_]:
    """Read a mask: what is lighter than a middle grey is meant, and what is transparent is not.

    Parameters, reduction and errors are those of `load`.

    Returns
    -------
    ndarray
        bool, shape [height, width].
    """
    return np.asarray(load(path, most).mean(-1) > PAPER)


def _decode(path: Path | str, most: int) -> tuple[Pillow.Image, bytes | None]:
    """The picture of a file, upright and reduced but in its own colours, and its colour profile."""
    # Pillow warns of large pictures and odd metadata: the former are answered by MOST_PIXELS, the latter do no harm.
    with warnings.catch_warnings(action="ignore"), open_picture(path) as file:
        sides = file.size
        file.draft(None, (2 * most, 2 * most))
        # The decoder of a progressive JPEG holds it whole, however small the scale at which it puts it out.
        width, height = sides if file.info.get("progressive") else file.size
        if width * height > MOST_PIXELS:
            raise too_large(path)
        if is_animated(file):
            _skip_blank(file)
        file.load()
        turn = _turn(file)
        image = _deep(file, most) if file.mode[0] in "IF" else _reduced(_continuous(file), most)
        return image if turn is None else image.transpose(turn), file.info.get("icc_profile")


def _skip_blank(file: ImageFile.ImageFile) -> None:
    """Go to the first picture of an animation that shows something, if one does; many begin with nothing or black."""
    for index in range(MOST_FRAMES):
        try:
            file.seek(index)
        except EOFError:
            break
        if not _is_blank(file):
            return
    file.seek(0)


def _is_blank(image: Pillow.Image) -> bool:
    """Whether all of it is transparent or of one colour."""
    image = _continuous(image)
    bands = [image.getchannel(band).getextrema() for band in image.getbands()]
    extremes = cast(list[tuple[float, float]], bands)
    transparent = image.mode in ("LA", "RGBA") and extremes[-1][1] == 0
    return transparent or all(high - low <= BLANK for low, high in extremes)


def _turn(image: Pillow.Image) -> Pillow.Transpose | None:
    """What makes the picture upright, by its EXIF data; None when it is, or when the data are damaged."""
    try:
        return TURNS.get(image.getexif().get(ORIENTATION, 1))
    except FAULTS:
        return None


def _reduced(image: Pillow.Image, most: int) -> Pillow.Image:
    """With a short side of no more than that, and not too many pixels."""
    width, height = image.size
    scale = min(most / min(width, height), sqrt(max(ENOUGH, most**2) / (width * height)))
    if scale >= 1:
        return image.copy()
    width, height = (max(1, round(side * scale)) for side in image.size)
    return image.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=3.0)


def _continuous(image: Pillow.Image) -> Pillow.Image:
    """In a mode whose values can be averaged: neither palette nor bits nor a colour that stands for transparent."""
    if image.mode in ("P", "PA") or (image.mode in ("L", "RGB") and image.has_transparency_data):
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else image


def _deep(image: Pillow.Image, most: int) -> Pillow.Image:
    """Grey of 16 or 32 bits or floating point, as 8-bit grey, reduced."""
    low, high = _range(image)
    deep = np.asarray(_reduced(image.convert("I").convert("F") if image.mode != "F" else image, most))
    return Pillow.fromarray(np.rint(np.nan_to_num(np.interp(deep, (low, high), (0, 255)))).astype(np.uint8))


def _range(image: Pillow.Image) -> tuple[float, float]:
    """The values of black and white: those of the type where it has them, else the likeliest that hold the picture."""
    if image.mode.startswith("I;16"):
        return 0, 65535
    low, high = cast(tuple[float, float], image.getextrema())
    if low < 0:
        return low, high
    return 0, next((white for white in (1, 255, 65535) if high <= white), high)


def _opaque(image: Pillow.Image, profile: bytes | None, path: Path | str) -> Pillow.Image:
    """In sRGB, without transparency."""
    if image.mode not in ("LA", "RGBA"):
        return _srgb(image, profile, path)
    colours = _srgb(image.convert(image.mode.removesuffix("A")), profile, path)
    paper = Pillow.new("RGB", image.size, (PAPER, PAPER, PAPER))
    return Pillow.composite(colours, paper, image.getchannel("A"))


def _srgb(image: Pillow.Image, profile: bytes | None, path: Path | str) -> Pillow.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            return cast(Pillow.Image, ImageCms.profileToProfile(image, source, target, outputMode="RGB"))
        except (ImageCms.PyCMSError, OSError):
            warn(f"{path}: unusable colour profile, colours may be a little off")
    return image.convert("RGB")
