"""One painted keyframe per section of the song."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from math import floor
from typing import Any

import numpy as np

from clavilux.errors import RenderError, UserError, warn
from clavilux.imagine.prompts import prompt
from clavilux.imagine.styles import StyleBook
from clavilux.recipe import Imagine
from clavilux.types import Brief, Image, Keyframe, Painter, Progress, Section, Style

__all__ = ["chosen_style", "keyframes"]

SHORTEST = 1.0
"""Seconds: the shortest section that a recipe can ask for."""


def keyframes(
    sections: Sequence[Section],
    pictures: Sequence[Image],
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
    pictures : sequence of Image
        The user's pictures, [height, width, 3]; each serves as many neighbouring sections as the next.
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
    if not pictures:
        raise UserError("no picture to start from; give at least one")
    if any(picture.shape != (size[1], size[0], 3) for picture in pictures):
        raise ValueError(f"every picture must be {size[0]} x {size[1]} pixels")
    if len(pictures) > len(sections):
        warn(_too_many(len(pictures), sections))
    chosen = chosen_style(book, choices, painter)
    first = pictures[0] if choices.first == "artwork" else np.zeros_like(pictures[0])
    report = progress or (lambda *_: None)
    report("imagine", 0, len(sections))
    yield Keyframe(at=0.0, prompt="", style=None, seed=seed, image=first)
    dials = _dials(painter, choices)
    for index, section in enumerate(sections):
        style = chosen or _called_for(section, book, choices.certainty)
        brief = Brief(
            artwork=pictures[index * len(pictures) // len(sections)],
            style=style,
            seed=_seed(seed, index),
            words=choices.prompt,
            caption=section.caption,
            **dials,
        )
        image = _painted(painter, brief)
        words, name = prompt(brief.words, brief.caption, style), style.name if style else None
        report("imagine", index + 1, len(sections))
        yield Keyframe(at=section.end, prompt=words, style=name, seed=brief.seed, image=image, brief=brief)


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
    if choices.style is None:
        return None if choices.genre is None else book.for_genre(choices.genre)
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
    own = asdict(painter.defaults)
    chosen = {key: getattr(choices, key) for key in own}
    return {key: own[key] if value is None else value for key, value in chosen.items()}


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
