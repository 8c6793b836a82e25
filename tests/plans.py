"""Plans, timelines and keyframes made by hand."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import msgspec
import numpy as np

from clavilux.direct import timeline as direct
from clavilux.plan import Brief, FileRef, Plan, Shot
from clavilux.recipe.parts import LANES
from clavilux.values import Keyframe, PaintRequest
from hearings import silent

SONG = FileRef(path="song.ogg", sha256="0" * 64)
STILL = {"use": "points", "points": [(0, 0)]}


def keyframe(picture, *, seed=0, painted=True):
    """A keyframe of one picture, or of one colour."""
    image = np.asarray(picture, np.uint8)
    image = np.full((64, 64, 3), image, np.uint8) if image.ndim < 2 else image
    return Keyframe(image=image, request=PaintRequest(artwork=image, style=None, seed=seed) if painted else None)


def plan(borders, *, fps=24, names=None, shots=(), **values):
    """A plan whose shots begin at some frames, from one keyframe to the next, each with values of its own.

    It is not safe and has no effects, if nothing else is said.
    """
    names = names or [(f"k{n}", f"k{n + 1}") for n in range(len(borders) - 1)]
    seconds = [float(Fraction(border) / Fraction(fps)) for border in borders]
    own = [*shots, *({} for _ in names)]
    made = [
        Shot(id=f"s{n}", start=start, end=end, from_=ends[0], to=ends[1], **more)
        for n, ((start, end), ends, more) in enumerate(zip(pairwise(seconds), names, own, strict=False))
    ]
    keyframes = {name: Brief(paint=False) for ends in names for name in ends}
    usual: dict[str, Any] = {"song": SONG, "painter": {"use": "fake"}, "size": (64, 64), "safe": False}
    lanes = dict.fromkeys(LANES, STILL)
    return Plan(**(usual | {"fps": str(fps), "keyframes": keyframes, "shots": made, "lanes": lanes} | values))


def timeline(film, **lanes):
    """The timeline of a plan whose lanes are given frame by frame; the others are 0."""
    drawn = {name: {"use": "points", "points": _points(lane, film.rate)} for name, lane in lanes.items()}
    return direct.timeline(msgspec.structs.replace(film, lanes=film.lanes | drawn), silent(film.duration))


def _points(lane, fps):
    return [(n / float(fps), float(value)) for n, value in enumerate(lane)]
