"""What the laws of painters are tried with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageOps

from clavilux.examples import ARTWORK
from clavilux.protocols import Painter
from clavilux.styles import StyleBook
from clavilux.values import Image, Keyframe, PaintRequest, Style

__all__ = ["Canvas", "difference"]


class Canvas:
    """A painter, pictures to paint from, and requests."""

    side = 128
    """Of the pictures, pixels, or a little more as the painter needs it."""

    def make(self) -> Painter:
        """The painter that is tried."""
        raise NotImplementedError("give your class a method make that returns the painter")

    def picture(self, width: int, height: int) -> Image:
        """A picture of that size, uint8 [height, width, 3]; it should look like something."""
        with Pillow.open(ARTWORK) as painting:
            return np.asarray(ImageOps.fit(painting.convert("RGB"), (width, height)))

    @pytest.fixture(scope="class")
    @classmethod
    def create(cls) -> Callable[[], Painter]:
        """Makes the painter."""
        return cls().make

    @pytest.fixture(scope="class")
    @classmethod
    def painter(cls, create: Callable[[], Painter]) -> Painter:
        """The painter."""
        return create()

    @pytest.fixture(scope="class")
    @classmethod
    def artwork(cls, painter: Painter) -> Image:
        """A square picture."""
        return cls().sized(painter, 1, 1)

    def sized(self, painter: Painter, height: float, width: float) -> Image:
        """The picture at multiples of the side, in a size that the painter takes."""
        multiple = painter.multiple
        sides = (int(-(-self.side * share // multiple) * multiple) for share in (width, height))
        return self.picture(*sides)

    def asked(self, artwork: Image, style: str | None = "woodcut", **changes: Any) -> PaintRequest:
        """A request, with some fields changed."""
        named = StyleBook.load().style(style) if style else None
        usual = PaintRequest(
            artwork=artwork, prompt="a field", style=named, seed=1, steps=2, strength=0.5, guidance=2.0
        )
        return replace(usual, **changes)

    def shown_by(self, picture: Image) -> Style:
        """The style that a picture shows."""
        woodcut = StyleBook.load().style("woodcut")
        return replace(woodcut, movement="", description="", exemplars=(), picture=picture)

    def keyframe(self, painter: Painter, asked: PaintRequest) -> Keyframe:
        """What the painter makes of a request."""
        return Keyframe(image=painter.paint(asked), request=asked)


def difference(one: Image, other: Image) -> float:
    """Mean absolute difference, in levels of 0 to 255."""
    return float(np.abs(one.astype(float) - other).mean())
