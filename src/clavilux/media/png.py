"""PNG files, which carry texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import PngImagePlugin, UnidentifiedImageError

from clavilux.errors import UnreadableMedia
from clavilux.media.output import appearing, write_errors

__all__ = ["read_texts", "write"]


def write(
    path: Path | str,
    picture: NDArray[np.uint8],
    texts: Mapping[str, str],
    *,
    overwrite: bool = False,
    quick: bool = False,
) -> None:
    """Write a picture.

    Parameters
    ----------
    path : Path or str
        The file; it appears when it is complete (`clavilux.media.output.appearing`), and its folder is made.
    picture : ndarray, uint8, [height, width, 3]
        In sRGB.
    texts : mapping
        Keyword -> text, such as ``"comment"``; written with a capital, as the PNG specification spells its own.
    overwrite : bool
        Replace a file of that name.
    quick : bool
        In a fraction of the time, for a larger file.

    Raises
    ------
    UserError, RenderError
        As from `clavilux.media.output.appearing`.
    """
    carried = PngImagePlugin.PngInfo()
    for keyword, text in texts.items():
        carried.add_itxt(keyword.capitalize(), text)
    with appearing(path, overwrite=overwrite) as part, write_errors(path):
        Pillow.fromarray(picture).save(part, format="PNG", pnginfo=carried, compress_level=1 if quick else 6)


def read_texts(path: Path | str) -> dict[str, str]:
    """The texts of a PNG file by keyword, in lower case.

    Raises
    ------
    UnreadableMedia
        If there is no such file, or it is no PNG.
    """
    try:
        with Pillow.open(path, formats=["PNG"]) as image:
            texts = {str(keyword): text for keyword, text in image.info.items()}
            return {keyword.lower(): str(text) for keyword, text in texts.items() if isinstance(text, str)}
    except UnidentifiedImageError as error:
        raise UnreadableMedia(path, "not a PNG picture") from error
    except (OSError, SyntaxError, ValueError) as error:
        why = getattr(error, "strerror", None)
        raise UnreadableMedia(path, f"cannot be read ({why}); check the path" if why else "damaged picture") from error
