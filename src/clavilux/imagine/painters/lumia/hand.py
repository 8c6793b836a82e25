"""Painting in the hand of an exemplar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from clavilux.imagine.exemplars import Exemplar
from clavilux.imagine.painters.lumia.light import Edges, lit
from clavilux.imagine.painters.lumia.marks import finer, smaller
from clavilux.imagine.painters.lumia.palette import Palette
from clavilux.imagine.painters.lumia.relief import drawn_out
from clavilux.imagine.painters.lumia.sight import Sight
from clavilux.imagine.takes import looking_up
from clavilux.kernel.atlas import Atlas, Source
from clavilux.kernel.oklab import oklab, srgb
from clavilux.kernel.resize import blurred, resized
from clavilux.kernel.synthesis import Effort, Step, kept_for_more, synthesise

__all__ = ["Dials", "Hand", "Painted", "part"]

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]

OWN = 2.0
"""Weight of the strokes so far, in OKLab, beside the guides."""
EFFORT = Effort(rounds=(6, 2), price=0.05)
ENOUGH = 6.0
"""Area of the exemplar, in squares of the painting's short side, that is used at most: with large strokes, or of a very
long picture, a part tells all about the hand."""
BROAD = 0.03
"""Deviation of the blur that tells light and shade from strokes, as a share of the short side."""
HOLD = 0.6
"""How firmly light and shade are held to those that are wanted; strokes bring their own in the rest."""
FINE, PART = 0.003, 0.2
"""The same blur for fine structure, at least, and as a share of the marks: what is finer is left to the strokes."""
SOFT = 512
"""Short side, in pixels, at which light and fine structure are told from strokes: blurred as they are, all is seen."""
KEPT = 0.35
"""How much of what is drawn in what must stay whole is as it was."""
KNOWN, GROUND = 0.9, 0.75
"""The same of faces and lettering, and of the calm ground within them: strokes of any contrast may cross them."""
OWN_COLOURS, SKIN = 0.6, 0.02
"""How much of the exemplar's colours is spared it, and how softly: skin stays skin."""
CLEAR = 0.03
"""Contrast, in lightness, of what is drawn in it; calm grounds around are left to the strokes."""
REACH, ALIKE = 2.0, 0.05
"""Deviations of the bilateral blur by which edges are told: in those of the fine structure, and in OKLab."""
SOFTENED = 0.6
"""How far edges are softened before, in pixels of what they are told in, so that no grain is taken for one."""
RARE, OUTLINES = 4.0, 3.0
"""Strokes that stand out by so many times as much as is usual in the exemplar, or around, fade, and how much further
they may at outlines of what is painted: else a line that is rare is scattered over skies."""
AROUND = 3.0
"""Deviation of the blur that tells what is usual around, in marks."""
LEAST_ROOM = 0.02
"""Lightness that strokes may stand out in any hand."""
CALM, BUSY, BROADLY = 0.035, 1.5, 6.0
"""Lightness that strokes may stand out at most where the artwork is calm; how much further elsewhere, as a share of its
own contrast; and over how many times the blur for fine structure that is looked for. So a sky stays a sky in any hand,
and what stands before it is seen."""
DEEPEST, BRIGHTEST = 0.11, 0.985
"""Lightness that nothing but black and white of the exemplar or the artwork goes beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dials:
    """How a painting goes between artwork and exemplar."""

    palette: float
    """Whose colours: the artwork's (0) or the exemplar's (1)."""
    stroke: float
    """Size of the strokes, as a multiple of the exemplar's, both seen at one size."""
    detail: float
    """How much of the artwork's fine structure is kept, in [0, 1]."""
    guidance: float
    """How closely outlines, light and colours are followed."""


class Painted(NamedTuple):
    """A painting, and where it comes from."""

    picture: Array
    """Float32 [h, w, 3] in [0, 1]."""
    steps: list[Step]
    """Of its strokes: a painting of a picture much like this one begins from them."""


class Hand:
    """An exemplar's hand, made ready for paintings of one artwork.

    Parameters
    ----------
    exemplar : Exemplar
    artwork : ndarray, float32, [h, w, 3]
        In [0, 1]; of the size of the paintings.
    sketch : ndarray, float32, [h', w', 3]
        The same, of the size at which paintings are composed.
    kept : ndarray, bool, [h, w], or None
        What of it must be recognised: its fine structure stays.
    dials : Dials
    known : ndarray, bool, [h, w], optional
        What of that is known at a glance, such as faces and lettering: hardly a stroke crosses it.
    look : Sight, optional
        What is compared beside the strokes; made for the exemplar's marks when left out.
    threads : int
        Makes no difference to the result.
    """

    def __init__(
        self,
        exemplar: Exemplar,
        artwork: Array,
        sketch: Array,
        kept: Mask | None,
        dials: Dials,
        *,
        known: Mask | None = None,
        look: Sight | None = None,
        threads: int = 1,
    ) -> None:
        size = artwork.shape[0], artwork.shape[1]
        self._dials, short = dials, min(size)
        used = part(exemplar, dials.stroke)
        self._mark, self._known = exemplar.grain * dials.stroke, known
        self._smaller = smaller(self._mark)
        self._fine = max(FINE, PART * self._mark)
        self._finest = max(FINE, PART * self._smaller * self._mark)
        self._soft = round(size[0] * min(1, SOFT / short)), round(size[1] * min(1, SOFT / short))
        look = replace(look or Sight(grain=self._mark, guidance=dials.guidance), smaller=self._smaller)
        painting, apart = oklab(exemplar.picture[used]), min(exemplar.picture.shape[:2]) / dials.stroke
        # Strokes have one size in the sketch, and grow with it.
        down, across = (min(sketch.shape[:2]) / apart * n / m for n, m in zip(size, sketch.shape[:2], strict=True))
        allowed = None if exemplar.allowed is None else exemplar.allowed[used]
        sources = [
            Source(
                picture=painting,
                allowed=allowed,
                scale=(scale * down, scale * across),
                look=replace(look, finer=float(scale < 1)),
            )
            for scale in sorted({1.0, self._smaller}, reverse=True)
        ]
        self._atlas = Atlas(sources, size, look=look, own=OWN, threads=threads)
        self._palette = Palette(oklab(sketch), painting)
        light = painting[..., 0]
        self._room = max(LEAST_ROOM, RARE * float(np.abs(light - blurred(light, self._fine * apart)).mean()))
        self._lights = np.array([painting[..., 0].min(), painting[..., 0].max()])
        self._share = np.full((*size, 1), dials.palette, np.float32)
        self._kept = None
        if kept is not None:
            self._share *= 1 - OWN_COLOURS * blurred(kept, SKIN * short)[..., None]
            plain = oklab(artwork)
            self._kept = _drawn(plain, kept, known), self._wanted(plain, self._palette(plain))

    def paint(
        self,
        take: Array,
        *,
        seed: int,
        before: Sequence[Step] | None = None,
        threads: int = 1,
        look_up: Callable[[], None] | None = None,
    ) -> Painted:
        """Paint a take of the artwork in this hand.

        Parameters
        ----------
        take : ndarray, float32, [h, w, 3]
            In [0, 1]; it may be smaller.
        seed : int
            Same seed, same strokes.
        before : sequence of Step, optional
            Of a painting of a take much like this one.
        threads : int
            Makes no difference to the result.
        look_up : callable, optional
            Called after each step; what it raises ends the work.
        """
        plain = drawn_out(oklab(take))
        guide = self._palette(plain)
        small = self._smaller < 1
        fine = finer(plain, self._mark, self._known) if small else np.zeros(plain.shape[:2], np.float32)
        aim = np.dstack([guide, fine])
        made = synthesise(self._atlas, guide, guide=aim, before=before, effort=EFFORT, seed=seed, threads=threads)
        steps = kept_for_more(looking_up(made, look_up))
        finished = self._finished(steps[-1].picture, self._wanted(plain, guide), fine, threads)
        picture = srgb(finished, threads=threads)
        steps[-1] = steps[-1]._replace(picture=picture)  # of which the size is wanted: one large picture less is held
        return Painted(picture, steps)

    def _without_fine(self, picture: Array, share: Array) -> Array:
        """Without what is left to the strokes: less is where marks are finer, by that share."""
        short = min(picture.shape[:2])
        out = blurred(picture, self._fine * short)
        return out if self._smaller == 1 else out + share * (blurred(picture, self._finest * short) - out)

    def _wanted(self, plain: Array, guide: Array) -> Array:
        """The colours that are wanted: from the artwork's own to those of the exemplar."""
        share = resized(self._share, (plain.shape[0], plain.shape[1]))
        return np.asarray(plain + share * (guide - plain), np.float32)

    def _finished(self, strokes: Array, wanted: Array, fine: Array, threads: int) -> Array:
        """The strokes in the light and the colours that are wanted, with some of their fine structure; all in OKLab.

        `fine` tells how fine the marks are, [h', w'].
        """
        dials, size, short = self._dials, self._soft, min(self._soft)
        light = np.concatenate([wanted[..., 0].ravel(), self._lights])
        lights = max(float(light.min()), DEEPEST), min(float(light.max()), BRIGHTEST)
        aims, made = resized(wanted, size), resized(strokes, size)
        shade = blurred(aims - made, BROAD * short)
        clear, own = _in_planes(aims, self._finest * short), made[..., 0]
        share = resized(fine, size)[..., None]
        aims, made = (self._without_fine(picture, share) for picture in (aims, made))
        hold = np.array([HOLD, *2 * [1 - dials.palette * (1 - HOLD)]], np.float32)
        change = hold * shade + np.float32(dials.detail) * (aims - made - shade)
        room = self._rooms(aims[..., 0], np.abs(own - made[..., 0]))
        edges = Edges(aims, clear, made, SOFTENED * min(strokes.shape[:2]) / short, dials.detail, room)
        return lit(strokes, change, lights, edges, kept=self._kept, threads=threads)

    def _rooms(self, light: Array, strokes: Array) -> Array:
        """How far strokes may stand out at every place of what is painted, blurred: in lightness, [h, w]."""
        short = min(light.shape)
        fine = self._fine * short
        drawn = blurred(np.abs(light - blurred(light, 3 * fine)), 2 * fine)
        usual = np.clip(RARE * blurred(strokes, AROUND * self._mark * short), LEAST_ROOM, self._room)
        usual *= 1 + np.float32(OUTLINES) * np.minimum(1, drawn / np.float32(CLEAR))
        bustle = blurred(np.abs(light - blurred(light, BROADLY * fine)), BROADLY * fine)
        return np.asarray(np.minimum(usual, np.float32(CALM) + np.float32(BUSY) * bustle), np.float32)


def _in_planes(picture: Array, width: float) -> Array:
    """A picture, in OKLab, without what is faint and finer than that many pixels; its edges stay (Tomasi, 1998)."""
    reach = REACH * width
    return np.asarray(cv2.bilateralFilter(blurred(picture, SOFTENED), 2 * round(reach) + 1, ALIKE, reach), np.float32)


def part(exemplar: Exemplar, stroke: float) -> tuple[slice, slice]:
    """Rows and columns of what is used of an exemplar: where most may be taken, and rather in the middle."""
    height, width = exemplar.picture.shape[:2]
    area = ENOUGH * (min(height, width) / stroke) ** 2
    # The longer side is cut first, down to a square.
    sides = [max(1, round(min(n, max(sqrt(area), area / m)))) for n, m in ((height, width), (width, height))]
    allowed = np.ones((height, width), bool) if exemplar.allowed is None else exemplar.allowed
    sums = cv2.integral(allowed.astype(np.uint8))
    h, w = sides
    taken = sums[h:, w:] - sums[:-h, w:] - sums[h:, :-w] + sums[:-h, :-w]
    rows, columns = ((np.arange(n) - (n - 1) / 2) / n for n in taken.shape)
    top, left = np.unravel_index(np.argmax(taken - rows[:, None] ** 2 - columns**2), taken.shape)
    return slice(int(top), int(top) + h), slice(int(left), int(left) + w)


def _drawn(plain: Array, kept: Mask, known: Mask | None) -> Array:
    """How much of each pixel, [h, w, 1], is to be as it was: where something is drawn in what is kept or known."""
    short = min(kept.shape)
    light = plain[..., 0]
    contrast = blurred(np.abs(light - blurred(light, 3 * FINE * short)), 2 * FINE * short)
    clear = np.minimum(1, contrast / CLEAR)
    share = KEPT * clear * blurred(kept, FINE * short)
    if known is not None:
        share = np.maximum(share, (GROUND + (KNOWN - GROUND) * clear) * blurred(known, SKIN * short))
    return np.asarray(share[..., None], np.float32)
