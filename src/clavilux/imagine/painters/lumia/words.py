"""Words for a painter that cannot read: what they say of light and colour.

A lexicon, ``words.toml``, gives each word its light, contrast, saturation, warmth and softness, and colours their hue.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clavilux.kernel.bands import in_bands
from clavilux.kernel.oklab import oklab, srgb
from clavilux.kernel.resize import blurred

__all__ = ["NEUTRAL", "Mood", "between", "graded", "mood"]

Array = NDArray[np.float32]
ENDINGS = ("", "s", "y", "ly", "er", "est", "ing", "ed")
KEEN = 1.5
"""How quickly several words of one kind reach their full effect."""
LIGHT, CONTRAST, TINT = 0.15, 0.7, 0.6
"""How far light and contrast of the middle tones, and colours, go for a mood of 1."""
GLOW, SOFT = 0.6, 0.012
"""How much of the light spreads for a softness of 1, and how far, as a share of the short side."""
WARMTH = np.array([0.012, 0.06], np.float32)
"""The same for warmth, in OKLab: a little towards red, more towards yellow."""


class Mood(NamedTuple):
    """What a text says of light and colour; numbers are in [-1, 1] and 0 says nothing."""

    light: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    warmth: float = 0.0
    softness: float = 0.0
    tint: tuple[float, ...] = ()
    """sRGB in [-1, 1], the mean of the colours that were named; empty when none was."""
    tinge: float = 0.0
    """How much of the tint there is, in [0, 1]: 1 when a colour was named."""


NEUTRAL = Mood()


def mood(words: str, caption: str = "") -> Mood:
    """Read a mood out of words.

    Parameters
    ----------
    words : str
        The user's; they count fully.
    caption : str
        What the music sounds like; it counts half and brings no colour, so that a caption of ten moods does not drown
        the one of the user.

    Returns
    -------
    Mood
        `NEUTRAL` when no word is in the lexicon. A word behind "no", "not" or "without" is taken as its opposite
        for moods, and is left out for colours.
    """
    total = _sum(words) + 0.5 * _sum(caption)
    shades = [shade for word, sign in _signed(words) if sign > 0 and (shade := _find(word, "colours"))]
    tint = tuple(np.mean([_rgb(shade) for shade in shades], axis=0).tolist()) if shades else ()
    light, contrast, saturation, warmth, softness = np.tanh(KEEN * total).tolist()
    return Mood(light, contrast, saturation, warmth, softness, tint, float(bool(tint)))


def graded(picture: Array, tone: Mood, *, threads: int = 1) -> Array:
    """A picture, float32 [h, w, 3] in [0, 1], in the light and the colours that a mood wants.

    Black and white stay what they are, so nothing burns out. `threads` makes no difference to the result.
    """
    if tone == NEUTRAL:
        return picture
    lab = oklab(picture, threads=threads)
    tint = oklab(np.asarray((np.array(tone.tint or (0, 0, 0)) + 1) / 2, np.float32))
    share = TINT * tone.tinge if tone.tint else 0.0
    warm = WARMTH * tone.warmth
    moves = [LIGHT * tone.light, CONTRAST * tone.contrast, 2.0**tone.saturation, share, *warm, *tint[1:]]
    dials = np.array(moves, np.float32)
    in_bands(lambda first, end: _grade(lab, dials, first, end), len(lab), threads)
    if tone.softness > 0:
        light = np.ascontiguousarray(lab[..., 0])
        lab[..., 0] += np.float32(GLOW * tone.softness) * (blurred(light, SOFT * min(light.shape)) - light)
    return srgb(lab, threads=threads)


def between(one: Mood, other: Mood, share: float) -> Mood:
    """The mood at a share of the way from one to another."""

    def mixed(a: float, b: float) -> float:
        return a + share * (b - a)

    tints = zip(one.tint or other.tint, other.tint or one.tint, strict=True)
    return Mood(
        light=mixed(one.light, other.light),
        contrast=mixed(one.contrast, other.contrast),
        saturation=mixed(one.saturation, other.saturation),
        warmth=mixed(one.warmth, other.warmth),
        softness=mixed(one.softness, other.softness),
        tint=tuple(mixed(a, b) for a, b in tints),
        tinge=mixed(one.tinge, other.tinge),
    )


@njit(nogil=True, cache=True)
def _grade(lab: Array, dials: Array, first: int, end: int) -> None:
    """Move OKLab, in place."""
    lighter, steeper, richer, tinge, red, yellow, tint_a, tint_b = dials
    for y in range(first, end):
        for x in range(lab.shape[1]):
            light, a, b = lab[y, x, 0], lab[y, x, 1], lab[y, x, 2]
            middle = np.float32(4) * light * (np.float32(1) - light)
            curve = light * light * (np.float32(3) - np.float32(2) * light)  # steep in the middle, flat at both ends
            a, b = richer * a + red * middle, richer * b + yellow * middle
            lab[y, x, 0] = light + lighter * middle + steeper * (curve - light)
            lab[y, x, 1] = a + tinge * middle * (tint_a - a)
            lab[y, x, 2] = b + tinge * middle * (tint_b - b)


def _sum(text: str) -> NDArray[np.float64]:
    """Sum over the words of a text: light, contrast, saturation, warmth, softness."""
    kinds = Mood._fields[:5]
    total = np.zeros(len(kinds))
    for word, sign in _signed(text):
        entry = _find(word, "moods") or {}
        total += sign * np.array([entry.get(kind, 0.0) for kind in kinds])
    return total


def _signed(text: str) -> list[tuple[str, int]]:
    """The words in lower case, each with -1 behind a negation, else 1."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    negations = _lexicon()["negations"]
    return [(word, -1 if i and words[i - 1] in negations else 1) for i, word in enumerate(words)]


def _find(word: str, kind: str) -> Any:
    """The lexicon's entry of a word in any of its forms, or None."""
    table = _lexicon()[kind]
    stems = (word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending))
    return next((table[stem] for stem in stems if stem in table), None)


def _rgb(code: str) -> list[float]:
    return [value / 127.5 - 1 for value in bytes.fromhex(code.removeprefix("#"))]


@cache
def _lexicon() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
