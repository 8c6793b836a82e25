"""Picture files: what kind one is, by its content whatever it is called, and how it is opened."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from PIL import Image as Pillow
from PIL import ImageFile, JpegImagePlugin, TiffImagePlugin

from clavilux.errors import MissingExtra, UnreadableMedia

__all__ = ["MOST_PIXELS", "is_animated", "open_picture", "too_large"]

MOST_PIXELS = 100_000_000
"""Pixels that are decoded at most: the worst format (WebP) then needs some 1.6 GB."""

HEAD = 4096
"""Bytes that are looked at."""

HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
"""Brands of files with HEVC pictures, as phones take them."""

ANIMATED = {"AVIF", "GIF", "PNG", "WEBP"}
"""Formats in which several pictures are an animation, not pages, sizes or layers."""

EXPORT = "export it as PNG or JPEG first"
MEDIA = "a video or a song, not a picture; give the song first, then pictures such as JPEG or PNG"
RAW = "a raw photo; develop it and save it as JPEG or TIFF first"
OTHERS = {
    rb"%PDF": f"a PDF; {EXPORT}",
    rb"%!PS|\xc5\xd0\xd3\xc6": f"a PostScript file; {EXPORT}",
    rb"<svg|<(\?xml|!--|!DOCTYPE svg).*<svg": f"an SVG drawing; {EXPORT}",
    rb"(?i:<(!doctype )?html)": "a web page, not the picture on it; download the picture itself",
    rb"\xff\x0a|\0{3}\x0cJXL ": "a JPEG XL picture; save it as JPEG or PNG first",
    rb"gimp xcf|PK\x03\x04|\x1f\x8b|7z\xbc\xaf|Rar!": f"an archive or a painting program's file; {EXPORT}",
    rb"FUJIFILMCCD-RAW|II(RO|RS|U\0)|FOVb|.{4}ftypcrx |II\*\0.{4}CR": RAW,
    rb".{4}(ftyp(?!avi[fs]|mif1|msf1)|moov|mdat|wide)|\x1aE\xdf\xa3|RIFF.{4}AVI ": MEDIA,
    rb"ID3|OggS|fLaC|RIFF.{4}WAVE|\xff[\xfa\xfb\xf2\xf3]": MEDIA,
}
"""What else people give for a picture: how such files begin, and what to do."""

DNG_VERSION, SUBFILE, PHOTOMETRIC = 50706, 254, 262
"""TIFF tags."""
SENSOR = (32803, 34892)
"""Photometric values of pictures that are still as the camera's sensor saw them."""


def open_picture(path: Path | str) -> ImageFile.ImageFile:
    """Open a picture of any kind that can be read; nothing is decoded yet.

    Raises
    ------
    UnreadableMedia
        If it is of a kind that people take for a picture, such as a PDF; the message says what to do.
    MissingExtra
        If it is a HEIC picture and the extra for those is not installed.
    OSError
        If the file cannot be read; ``PIL.UnidentifiedImageError`` if it is of no known kind.
    """
    with Path(path).open("rb") as file:
        head = file.read(HEAD)
    if _brands(head) & HEIC:
        if find_spec("pillow_heif") is None:
            raise MissingExtra(f"{path}: a HEIC picture", "heic")
        # Opened by itself: registering it with Pillow would change what other code in this process can open.
        return cast(ImageFile.ImageFile, import_module("pillow_heif").HeifImageFile(path))
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for beginning, what in OTHERS.items():
        if re.match(beginning, start, re.DOTALL):
            raise UnreadableMedia(path, what)
    image = _by_pillow(path)
    if isinstance(image, TiffImagePlugin.TiffImageFile) and _is_raw(image):
        image.close()
        raise UnreadableMedia(path, RAW)
    return image


def is_animated(image: ImageFile.ImageFile) -> bool:
    """Whether it is one of several pictures that are shown one after the other."""
    return image.format in ANIMATED and getattr(image, "is_animated", False)


def too_large(path: Path | str) -> UnreadableMedia:
    """The error for more than `MOST_PIXELS`."""
    return UnreadableMedia(path, f"more than {MOST_PIXELS // 1_000_000} million pixels; make the picture smaller first")


def _brands(head: bytes) -> set[bytes]:
    """What a file of the ISO media format says that it is; empty for others."""
    if head[4:8] != b"ftyp":
        return set()
    brands = head[8 : int.from_bytes(head[:4])]
    return {brands[place : place + 4] for place in range(0, len(brands), 4)}


def _by_pillow(path: Path | str) -> ImageFile.ImageFile:
    try:
        return Pillow.open(path)
    except Pillow.DecompressionBombError:
        # A JPEG of any size can be decoded at a reduced scale, so it is opened past Pillow's check.
        try:
            return JpegImagePlugin.JpegImageFile(path)
        except SyntaxError as error:
            raise too_large(path) from error


def _is_raw(image: TiffImagePlugin.TiffImageFile) -> bool:
    """Whether it is a camera's, of which Pillow would show the thumbnail."""
    tags = image.tag_v2
    return DNG_VERSION in tags or bool(tags.get(SUBFILE, 0) & 1) or tags.get(PHOTOMETRIC) in SENSOR
