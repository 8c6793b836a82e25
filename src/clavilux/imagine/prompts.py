"""The prompt that a keyframe is painted from, for models that read one."""

from __future__ import annotations

from clavilux.values import Style

__all__ = ["NEGATIVE", "full_prompt"]

NEGATIVE = "blurry, washed out, lettering, watermark, picture frame, malformed"
"""Negative prompt of every picture, for models that take one."""


def full_prompt(prompt: str, caption: str, style: Style | None) -> str:
    """Join what the user asked for, what the section sounds like and how the style looks.

    The user's prompt stands first: text encoders cut long prompts off at the end, and weigh the beginning most.

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
    str
        Sentences; empty when nothing is known.
    """
    look = f"{style.movement}. {style.description}" if style and style.description else ""
    parts = (part.strip() for part in (prompt, caption, look))
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)
