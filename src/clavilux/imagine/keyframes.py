"""One painted keyframe per section of the song."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import floor
from typing import Any

import numpy as np

from clavilux.errors import RenderError, UserError, warn
from clavilux.imagine.framing import Framed
from clavilux.imagine.prompts import prompt
from clavilux.imagine.styles import StyleBook
from clavilux.imagine.takes import Takes
from clavilux.kernel.bands import cores
from clavilux.kernel.colour import as_bytes, as_floats
from clavilux.recipe import Imagine
from clavilux.types import Brief, Image, Keyframe, Painter, Progress, Section, Style

__all__ = ["chosen_style", "keyframe", "keyframes"]

SHORTEST = 1.0
"""Seconds: the shortest section that a recipe can ask for."""


def keyframes(
    sections: Sequence[Section],
    artworks: Sequence[Framed],
    painter: Painter,
    book: StyleBook,
    choices: Imagine,
    *,
    seed: int,
    size: tuple[int, int],
    progress: Progress | None = None,
) -> Iterator[Keyframe]:
    """Paint the keyframes of a song, one by one as they are asked for.

    The first is unpainted: the first picture, or black as in Pina & Li (arXiv 2412.05694). One per section follows,
    reached when its section ends, so that the video is on its way to the picture of the music that is playing.

    Parameters
    ----------
    sections : sequence of Section
        In order, from 0 to the end of the song.
    artworks : sequence of Framed
        The user's pictures; each serves as many neighbouring sections as the next.
    painter : Painter
        Who paints.
    book : StyleBook
        The styles, and which genre calls for which.
    choices : Imagine
        The recipe's part about keyframes.
    seed : int
        Seed of the render; every keyframe derives its own from it.
    size : tuple of int
        Width and height that every picture has, pixels.
    progress : Progress, optional
        Called as ``progress("imagine", done, total)`` before the first painting and after each.

    Yields
    ------
    Keyframe
        ``len(sections) + 1`` of them, in order of time.

    Raises
    ------
    UserError
        If there are no pictures, or the style or genre is not in the book.
    ValueError
        If a picture is not of that size.
    RenderError
        If the painter returns an empty picture.

    Warns
    -----
    ClaviluxWarning
        If there are more pictures than sections, so that some are not shown.
    """
    if not artworks:
        raise UserError("no picture to start from; give at least one")
    if any(artwork.picture.shape != (size[1], size[0], 3) for artwork in artworks):
        raise ValueError(f"every picture must be {size[0]} x {size[1]} pixels")
    if len(artworks) > len(sections):
        warn(_too_many(len(artworks), sections))
    chosen = chosen_style(book, choices, painter)
    opening = artworks[0].picture
    first = opening if choices.first == "artwork" else np.zeros_like(opening)
    report = progress or (lambda *_: None)
    report("imagine", 0, len(sections))
    yield Keyframe(at=0.0, prompt="", style=None, seed=seed, image=first)
    for index, section in enumerate(sections):
        painted = keyframe(
            artworks[index * len(artworks) // len(sections)],
            painter,
            chosen or _called_for(section, book, choices.certainty),
            choices,
            seed=seed,
            index=index,
            at=section.end,
            caption=section.caption,
        )
        report("imagine", index + 1, len(sections))
        yield painted
        del painted  # or it would be in memory beside the next ones


def keyframe(
    artwork: Framed,
    painter: Painter,
    style: Style | None,
    choices: Imagine,
    *,
    seed: int,
    index: int = 0,
    at: float = 0.0,
    caption: str = "",
) -> Keyframe:
    """Paint one keyframe: that of a section of a song, or a picture alone.

    Parameters
    ----------
    artwork : Framed
        The user's picture, of the size that is painted.
    painter : Painter
        Who paints.
    style : Style or None
        The manner; None stays with the artwork's own.
    choices : Imagine
        The recipe's part about keyframes.
    seed : int
        Seed of the render. It chooses the exemplar of the style, as the whole film is painted in one hand.
    index : int
        Which keyframe it is; each has its own seed, and the first is that of a picture alone.
    at : float
        Second at which it is reached.
    caption : str
        What the music sounds like.

    Raises
    ------
    RenderError
        If the painter returns an empty picture.
    """
    own, style = _seed(seed, index), _in_one_hand(style, seed)
    free = painter.defaults.take if choices.take is None else choices.take
    brief = Brief(
        artwork=_taken(artwork, free, own),
        kept=artwork.kept if artwork.kept.any() else None,
        style=style,
        seed=own,
        words=choices.prompt,
        caption=caption,
        **_dials(painter, choices),
    )
    image = _painted(painter, brief)
    words, name = prompt(brief.words, brief.caption, style), style.name if style else None
    return Keyframe(at=at, prompt=words, style=name, seed=own, image=image, brief=brief)


def _too_many(pictures: int, sections: Sequence[Section]) -> str:
    """That not all pictures are shown, and how they would be."""
    length = floor(10 * sections[-1].end / pictures) / 10
    cure = "give fewer pictures, or a longer part of the song"
    if length >= SHORTEST:
        cure = f"to show all, use --sections fixed --set listen.section={length:g}"
    verb = "is" if len(sections) == 1 else "are"
    return f"only {len(sections)} of {pictures} pictures {verb} shown, one for each section of the song; {cure}"


def chosen_style(book: StyleBook, choices: Imagine, painter: Painter) -> Style | None:
    """The style that was chosen, else that of the chosen genre; None leaves it to the music.

    Raises
    ------
    UserError
        If the style or genre is not in the book, the picture of a style cannot be read, or the painter does not see it.
    """
    called_for = None if choices.genre is None else book.for_genre(choices.genre)  # a misspelt one is always told
    if choices.style is None:
        return called_for
    style = book.style(choices.style)
    if style.picture is not None and not painter.sees_styles:
        raise UserError(
            f"painter '{painter.name}' cannot take its style from a picture; choose a style of 'clavilux styles'"
        )
    return style


def _called_for(section: Section, book: StyleBook, certainty: float) -> Style | None:
    """The style of the section's genre; None when it is not known well enough."""
    sure = section.genre is not None and section.confidence >= certainty
    return book.for_genre(section.genre) if sure and section.genre else None


def _dials(painter: Painter, choices: Imagine) -> dict[str, Any]:
    """Strength, guidance and steps as the recipe has them, else the painter's own."""
    chosen = {key: getattr(choices, key) for key in ("strength", "guidance", "steps")}
    return {key: getattr(painter.defaults, key) if value is None else value for key, value in chosen.items()}


def _in_one_hand(style: Style | None, seed: int) -> Style | None:
    """The style with one of its exemplars: the whole film is painted in one hand."""
    if style is None or not style.exemplars:
        return style
    return replace(style, exemplars=(style.exemplars[seed % len(style.exemplars)],))


def _taken(artwork: Framed, strength: float, seed: int) -> Image:
    """Another take of the artwork; the artwork itself at strength 0."""
    if strength == 0:
        return artwork.picture
    takes = Takes(as_floats(artwork.picture), artwork.kept)
    noise = np.random.default_rng(seed).standard_normal((*takes.shape, 3), np.float32)
    picture = takes.take(noise, strength, seed=seed, threads=cores()).picture
    return as_bytes(picture)


def _seed(seed: int, index: int) -> int:
    """A keyframe's own seed, below 2**31: it does not change when other sections do."""
    return int(np.random.SeedSequence((seed, index)).generate_state(1)[0] >> 1)


def _painted(painter: Painter, brief: Brief) -> Image:
    """Have it painted, and refuse the flat picture that not-a-number turns into."""
    image = painter.paint(brief)
    if np.ptp(image) == 0 and np.ptp(brief.artwork) > 0:
        raise RenderError(
            f"the painter '{painter.name}' returned an empty picture (seed {brief.seed}); "
            "try another --seed, a lower guidance or another painter"
        )
    return image
