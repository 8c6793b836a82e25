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
from numpy.typing import NDArray

from clavilux.imagine.painters.conditions import LUMA

__all__ = ["NEUTRAL", "Mood", "graded", "mood"]

Array = NDArray[np.float32]
ENDINGS = ("", "s", "y", "ly", "er", "est", "ing", "ed")
KEEN = 1.5
"""How quickly several words of one kind reach their full effect."""


class Mood(NamedTuple):
    """What a text says of light and colour; numbers are in [-1, 1] and 0 says nothing."""

    light: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    warmth: float = 0.0
    softness: float = 0.0
    tint: tuple[float, ...] = ()
    """sRGB in [-1, 1], the mean of the colours that were named; empty when none was."""


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
    return Mood(light, contrast, saturation, warmth, softness, tint)


def graded(mean: Array, deviation: Array, tone: Mood) -> tuple[Array, Array]:
    """Mean and deviation of a picture's colours, [3] each in [-1, 1], moved to where a mood wants them."""
    colour = mean + 0.4 * tone.light + 0.2 * tone.warmth * np.array([1.0, 0.15, -1.0])
    grey = float(colour @ LUMA)
    colour = grey + (colour - grey) * 2.0**tone.saturation
    if tone.tint:
        colour = colour + 0.6 * (np.array(tone.tint) - colour)
    spread = deviation * 2.0 ** (0.6 * tone.contrast)
    # Equal deviations of the channels are shades of grey, unequal ones colours.
    spread = spread.mean() + (spread - spread.mean()) * 2.0**tone.saturation
    return np.clip(colour, -0.9, 0.9).astype(np.float32), np.clip(spread, 0.02, 0.9).astype(np.float32)


def _sum(text: str) -> NDArray[np.float64]:
    """Sum over the words of a text: light, contrast, saturation, warmth, softness."""
    kinds = Mood._fields[:-1]
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
