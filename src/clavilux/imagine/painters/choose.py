"""From the recipe to the painter."""

from __future__ import annotations

from typing import Any

from clavilux import plugins
from clavilux.recipe import Imagine
from clavilux.types import Painter

__all__ = ["choose"]


def choose(choices: Imagine) -> Painter:
    """Make the painter that the recipe names, with the options it chooses.

    Raises
    ------
    UserError
        If there is no such painter, or it does not take an option.
    """
    own: dict[str, dict[str, Any]] = {"kandinsky": {"choices": choices.kandinsky}, "lumia": {"choices": choices.lumia}}
    painter: Painter = plugins.create(
        "painters",
        choices.painter,
        vae=choices.vae,
        lora=choices.lora,
        adapter=choices.adapter,
        device=choices.device,
        compiled=choices.compiled or None,
        **own.get(choices.painter, {}),
    )
    return painter
