"""The words that a keyframe is painted from."""

from __future__ import annotations

from clavilux.types import Style

__all__ = ["NEGATIVE", "prompt"]

NEGATIVE = "blurry, washed out, lettering, watermark, picture frame, malformed"
"""What no picture shall show, for models that can be told."""


def prompt(words: str, caption: str, style: Style | None) -> str:
    """Join what the user asked for, what the section sounds like and how the style looks.

    The user's words stand first: text encoders cut long prompts off at the end, and weigh the beginning most.

    Parameters
    ----------
    words : str
        The user's own words; may be empty.
    caption : str
        What the section sounds like; may be empty.
    style : Style or None
        The manner; None leaves it out.

    Returns
    -------
    str
        Sentences; empty when nothing is known.
    """
    manner = f"{style.movement}. {style.description}" if style and style.description else ""
    parts = (part.strip() for part in (words, caption, manner))
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)
