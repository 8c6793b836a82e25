"""Clavilux: a song and a picture in, a music video out that moves with the music.

>>> import clavilux
>>> film = clavilux.make("song.ogg", ["art.jpg"], clavilux.Recipe(seed=7))  # doctest: +SKIP
>>> painted = clavilux.paint("art.jpg", size=(1280, 720), output="painted.png")  # doctest: +SKIP

A film is planned before it is made, and the plan can be edited: see `clavilux.pipeline`. Every room can be used alone:
import its modules, such as `clavilux.media.decode` or `clavilux.judge.score`. Names are loaded when they are first
used, so importing the package is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from clavilux import environment
from clavilux.version import __version__

if TYPE_CHECKING:
    from clavilux.errors import ClaviluxError as ClaviluxError
    from clavilux.errors import RenderError as RenderError
    from clavilux.errors import UserError as UserError
    from clavilux.painting import paint as paint
    from clavilux.pipeline import film as film
    from clavilux.pipeline import keyframes as keyframes
    from clavilux.pipeline import make as make
    from clavilux.plan import Plan as Plan
    from clavilux.recipe import Recipe as Recipe
    from clavilux.values import Film as Film
    from clavilux.values import SyncReport as SyncReport

environment.prepare()

_HOME = {
    "ClaviluxError": "clavilux.errors",
    "Film": "clavilux.values",
    "Plan": "clavilux.plan",
    "Recipe": "clavilux.recipe",
    "RenderError": "clavilux.errors",
    "UserError": "clavilux.errors",
    "SyncReport": "clavilux.values",
    "film": "clavilux.pipeline",
    "keyframes": "clavilux.pipeline",
    "make": "clavilux.pipeline",
    "paint": "clavilux.painting",
}
__all__ = [
    "ClaviluxError",
    "Film",
    "Plan",
    "Recipe",
    "RenderError",
    "SyncReport",
    "UserError",
    "__version__",
    "film",
    "keyframes",
    "make",
    "paint",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'clavilux' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
