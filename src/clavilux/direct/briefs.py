"""From a recipe to the briefs of its keyframes, and to who paints them."""

from __future__ import annotations

import msgspec
import numpy as np

from clavilux.plan import Brief, Part
from clavilux.recipe import Imagine
from clavilux.values import Style

__all__ = ["brief", "exemplar", "keyframe_seed", "painter_part"]

OWN = ("lumia", "kandinsky")
"""Painters with options of their own, under their name."""
MODELS = ("vae", "lora", "adapter", "device")
"""Options of every painter that runs models which users choose."""
FIRST = "A"
"""Label of the first part of a song."""
FREER = 0.75, 0.9
"""Strength of Lumia's pictures of the other parts, in turn: it paints from the same artwork, so these stray further."""


def painter_part(imagine: Imagine) -> Part:
    """Who paints, with those options that were chosen."""
    own = msgspec.to_builtins(getattr(imagine, imagine.painter)) if imagine.painter in OWN else {}
    chosen = {key: value for key in MODELS if (value := getattr(imagine, key)) is not None}
    compiled = {"compiled": True} if imagine.compiled else {}
    return {"use": imagine.painter} | own | chosen | compiled


def brief(
    imagine: Imagine,
    *,
    picture: str,
    style: str | None = None,
    exemplar: str | None = None,
    style_picture: str | None = None,
    caption: str = "",
    seed: int,
    keep: str | None = None,
    depth: str | None = None,
    label: str = "",
) -> Brief:
    """What one keyframe is.

    Parameters
    ----------
    imagine : Imagine
        The recipe's part about keyframes.
    picture, style_picture, keep, depth : str
        Of the plan's pictures: what it is made from, what shows its style, the mask of what stays whole, and the map of
        what is near.
    style, exemplar : str, optional
        A style of the book, and which of its exemplars shows the hand.
    caption : str
        What the music sounds like.
    seed : int
        Its own; see `keyframe_seed`.
    label : str
        Of the part of the song; see `values.Section.label`. Other parts than the first are other places.
    """
    strength = imagine.strength
    if strength is None and imagine.painter == "lumia" and label > FIRST:
        strength = FREER[(_rank(label) - 1) % len(FREER)]
    return Brief(
        picture=picture,
        fit=imagine.fit,
        keep=keep,
        depth=depth,
        take=imagine.take,
        style=style,
        exemplar=exemplar,
        style_picture=style_picture,
        prompt=imagine.prompt,
        caption=caption,
        strength=strength,
        guidance=imagine.guidance,
        steps=imagine.steps,
        seed=seed,
    )


def exemplar(style: Style | None, seed: int, label: str = "") -> str | None:
    """The exemplar of a style in whose hand a part of a film is painted, None where there is none.

    Every letter of the song's form has its own, as far as there are enough.
    """
    if style is None or not style.exemplars:
        return None
    return style.exemplars[(seed + _rank(label)) % len(style.exemplars)]


def _rank(label: str) -> int:
    """How many letters come before a part's: none before the first, and before one that has no letter."""
    return ord(label[0]) - ord(FIRST) if label else 0


def keyframe_seed(seed: int, index: int) -> int:
    """A keyframe's own seed, below 2**31, from that of the film: it does not change when other keyframes do."""
    return int(np.random.SeedSequence((seed, index)).generate_state(1)[0] >> 1)
