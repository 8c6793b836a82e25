"""The paintings in whose hand Lumia paints: ``exemplars.toml`` tells what each is, and whose."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clavilux.errors import UnknownName
from clavilux.kernel.colour import as_floats

__all__ = ["Exemplar", "load", "names"]

FOLDER = files(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exemplar:
    """A painting in whose hand others are painted."""

    picture: NDArray[np.float32]
    """Shape [h, w, 3], sRGB in [0, 1]."""
    allowed: NDArray[np.bool_] | None = None
    """What may be taken, [h, w]: no faces, signatures, borders; None is all."""
    grain: float = 0.01
    """Size of its marks, as a share of the short side."""


def names() -> tuple[str, ...]:
    """Names of all that ship."""
    return tuple(_manifest())


@cache
def load(name: str) -> Exemplar:
    """One that ships.

    Raises
    ------
    UnknownName
        If there is none of that name.
    """
    manifest = _manifest()
    if name not in manifest:
        raise UnknownName("exemplar", name, manifest)
    picture = _read(f"{name}.webp", "RGB")
    mask = FOLDER / f"{name}.mask.png"
    allowed = None
    if mask.is_file():
        with mask.open("rb") as file, Pillow.open(file) as image:
            allowed = np.asarray(image.convert("L").resize(picture.shape[1::-1], Pillow.Resampling.BILINEAR)) > 250
    return Exemplar(picture=as_floats(picture), allowed=allowed, grain=float(manifest[name]["grain"]))


def _read(file: str, mode: str) -> NDArray[np.uint8]:
    with (FOLDER / file).open("rb") as opened, Pillow.open(opened) as image:
        return np.asarray(image.convert(mode))


@cache
def _manifest() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "exemplars.toml").read_text(encoding="utf-8"))
