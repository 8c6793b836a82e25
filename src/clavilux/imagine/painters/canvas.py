"""What Lumia is told before it paints: a brief turned into the inputs of its network. Training uses the same."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clavilux.imagine.painters import conditions, words
from clavilux.types import Brief, Image

__all__ = ["START_RANGE", "STYLE_DIM", "Canvas", "Exemplar", "Manner", "between", "conditioned", "manner_of", "tinted"]

Array = NDArray[np.float32]
Exemplar = NDArray[np.float32]
"""Style vector (64), mean (3) and deviation (3) of its colour, 1 if the artwork's colours are kept: [71]."""
STYLE_DIM = 64
START_RANGE = (0.55, 1.0)
"""Times of the flow at which the painting begins, for strengths 0 and 1; at 1 all is noise."""
FIRM, LOOSE, LEAST_HOLD = 0.25, 0.75, 0.2
"""Strengths up to which the structure is held firmly, and from which on it is held least; how firmly that is."""


class Manner(NamedTuple):
    """How a picture is to be painted."""

    vector: Array | None
    """Style vector, [64]; None without a style."""
    colours: tuple[Array, Array] | None
    """Mean and deviation of the colours, [3] each in [-1, 1]; None leaves those of the artwork."""
    told: bool
    """Whether the network hears of the colours, or takes those that go with the style vector."""


class Canvas(NamedTuple):
    """What a brief comes to before anything is painted."""

    manner: Manner
    inputs: dict[str, Array]
    """The network's conditions as a batch of two: without and with the style."""
    noise: Array
    """What the painting begins from."""


def manner_of(exemplar: Exemplar | None, artwork: Image, tone: words.Mood) -> Manner:
    """The exemplar's manner, its colours graded by the words."""
    worded = tone != words.NEUTRAL
    if exemplar is None:
        flat = artwork.reshape(-1, 3).astype(np.float32) / 127.5 - 1
        return Manner(None, words.graded(flat.mean(0), flat.std(0), tone) if worded else None, True)
    mean, deviation = exemplar[STYLE_DIM : STYLE_DIM + 3], exemplar[STYLE_DIM + 3 : STYLE_DIM + 6]
    return Manner(exemplar[:STYLE_DIM], words.graded(mean, deviation, tone), bool(exemplar[-1]) or worded)


def conditioned(brief: Brief, manner: Manner, *, softness: float) -> dict[str, Array]:
    """The network's conditions as a batch of two: without and with the style."""
    colour = conditions.mean_colour(brief.artwork)
    blur = np.exp(between(tuple(np.log(conditions.SIGMA_RANGE)), brief.strength)) * 2.0**softness
    sigma = float(np.clip(blur, *conditions.SIGMA_RANGE))
    luma = conditions.standardised_luma(conditions.mean_colour(brief.artwork, conditions.STRUCTURE_STRIDE))
    structure = conditions.smooth_structure(luma, sigma)
    hold = np.float32(np.interp(brief.strength, (FIRM, LOOSE), (1.0, LEAST_HOLD)))
    style = np.zeros(STYLE_DIM, np.float32) if manner.vector is None else manner.vector
    smooth = conditions.smooth_colour(_matched(colour, manner))
    both = [
        {
            "structure": hold * _channels_first(conditions.masked(structure, keep=True)),
            "colour": _channels_first(conditions.masked(smooth, keep=manner.told and with_style)),
            "style": conditions.masked(style, keep=manner.vector is not None and with_style),
            "sigma": np.float32(sigma),
        }
        for with_style in (False, True)
    ]
    return {key: np.stack([np.asarray(b[key], np.float32) for b in both]) for key in both[0]}


def between(ends: tuple[Any, Any], share: float) -> Any:
    """The value that lies `share` of the way between two."""
    return ends[0] + share * (ends[1] - ends[0])


def tinted(artwork: Image, manner: Manner) -> Image:
    """The artwork in the colours of the manner."""
    signed = _matched(artwork.astype(np.float32) / 127.5 - 1, manner)
    return np.asarray(np.rint((signed + 1) * 127.5), np.uint8)


def _matched(colour: Array, manner: Manner) -> Array:
    """Colours [h, w, 3] with mean and deviation of the manner's (Reinhard et al., 2001, but in RGB)."""
    if manner.colours is None:
        return colour
    mean, deviation = manner.colours
    flat = colour.reshape(-1, 3)
    standard = (colour - flat.mean(0)) / (flat.std(0) + 0.02)
    return np.asarray(np.clip(standard * deviation + mean, -1, 1), np.float32)


def _channels_first(array: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.ascontiguousarray(array.transpose(2, 0, 1))
