"""Clavilux: a song and a picture in, a music video out that moves with the music.

>>> import clavilux
>>> film = clavilux.make("song.ogg", ["art.jpg"], clavilux.Recipe(seed=7))  # doctest: +SKIP
>>> painted = clavilux.paint("art.jpg", size=(1280, 720), output="painted.png")  # doctest: +SKIP

Every room can be used alone: import its modules, such as `clavilux.media.decode` or `clavilux.judge.score`. Names are
loaded when they are first used, so importing the package is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from clavilux import environment

if TYPE_CHECKING:
    from clavilux.errors import ClaviluxError as ClaviluxError
    from clavilux.errors import RenderError as RenderError
    from clavilux.errors import UserError as UserError
    from clavilux.imagine.paint import paint as paint
    from clavilux.pipeline import make as make
    from clavilux.recipe import Recipe as Recipe
    from clavilux.types import Film as Film
    from clavilux.types import Verdict as Verdict

__version__ = "0.1.0"

environment.prepare()

_HOME = {
    "ClaviluxError": "clavilux.errors",
    "Film": "clavilux.types",
    "Recipe": "clavilux.recipe",
    "RenderError": "clavilux.errors",
    "UserError": "clavilux.errors",
    "Verdict": "clavilux.types",
    "make": "clavilux.pipeline",
    "paint": "clavilux.imagine.paint",
}
__all__ = ["ClaviluxError", "Film", "Recipe", "RenderError", "UserError", "Verdict", "__version__", "make", "paint"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'clavilux' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
