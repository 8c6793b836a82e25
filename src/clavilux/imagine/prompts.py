"""The prompt that a keyframe is painted from, for models that read one."""

from __future__ import annotations

from clavilux.values import Style

__all__ = ["NEGATIVE", "full_prompt", "prompt_parts"]

NEGATIVE = "blurry, washed out, lettering, watermark, picture frame, malformed"
"""Negative prompt of every picture, for models that take one."""


def prompt_parts(prompt: str, caption: str, style: Style | None) -> list[str]:
    """What the user asked for, what the section sounds like and how the style looks, each in sentences.

    Parameters
    ----------
    prompt : str
        The user's own; may be empty.
    caption : str
        What the section sounds like; may be empty.
    style : Style or None
        None leaves it out.

    Returns
    -------
    list of str
        Those that are known.
    """
    look = f"{style.movement}. {style.description}" if style and style.description else ""
    parts = (part.strip() for part in (prompt, caption, look))
    return [part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part]


def full_prompt(prompt: str, caption: str, style: Style | None) -> str:
    """`prompt_parts` in one, for a text encoder that reads it all; empty when nothing is known."""
    return " ".join(prompt_parts(prompt, caption, style))
