"""In which size a model paints best, and how its picture comes to the film's."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from clavilux.kernel.sizes import Size

__all__ = ["Pass", "passes"]

ALIKE = 1.1
"""Sides that differ by less than this factor are as good as the same."""
REFINED = 0.3
"""Strength with which an enlarged picture is painted once more: it gains detail, and everything stays in its place."""
SMOOTH = 1.5
"""Pictures that are enlarged by less than this factor are not soft enough to be refined."""


class Pass(NamedTuple):
    """One run of a pipeline."""

    size: Size
    """Width and height, multiples of what the model needs."""
    strength: float
    steps: int


def passes(
    film: Size, multiple: int, strength: float, steps: int, *, native: int | None, largest: int | None, refines: bool
) -> list[Pass]:
    """The runs that a picture takes, of which each paints from what the one before gave.

    Models compose as they were trained to: in a much smaller size they see a detail and fill it, in a much larger one
    they paint the same thing twice. So a picture is painted with the area of the size they know, and scaled. What that
    leaves soft is painted once more in the film's size, faintly; so is all that is hardly changed in any case.

    Parameters
    ----------
    film : tuple of int
        Width and height of the picture that is wanted, multiples of `multiple`.
    multiple : int
        Both sides must be.
    strength : float
        0 keeps the structure of the picture that is painted from.
    steps : int
        Denoising steps that are made.
    native, largest : int, optional
        Sides of the squares between whose areas the model paints best, pixels; without `native`, the film's size is
        taken, and without `largest`, it is `native`.
    refines : bool
        Whether the model knows a strength, so that it can paint faintly.
    """
    whole = Pass(film, strength, steps)
    side = sqrt(film[0] * film[1])
    if not native or native / ALIKE <= side <= ALIKE * max(native, largest or 0):
        return [whole]
    if side > native and refines and strength <= REFINED:
        return [whole]
    wanted = native if side < native else max(native, largest or 0)
    width, height = (max(1, round(length * wanted / side / multiple)) * multiple for length in film)
    first = Pass((width, height), strength, steps)
    if side < SMOOTH * wanted or not refines:
        return [first]
    return [first, Pass(film, REFINED, max(1, round(steps * REFINED / strength)))]
