"""Frames, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from clavilux import recipe
from clavilux.move.camera import brighten, poses, shoot
from clavilux.move.flashes import calmness, watched
from clavilux.move.limiter import limited
from clavilux.move.paths import path
from clavilux.move.shimmer import Grain
from clavilux.move.stretch import Stretch
from clavilux.move.strip import strip
from clavilux.types import Image, Keyframe, Painter, Timeline

__all__ = ["frames", "kicked", "leapt"]

Curve = NDArray[np.float32]
"""Shape [n]."""


def frames(
    timeline: Timeline, keyframes: Iterable[Keyframe], painter: Painter, choices: recipe.Move
) -> Iterator[Image]:
    """Yield every frame of the film in order.

    Between keyframes k and k+1 a frame is ``brighten(shoot(path.at(s) + grain))``. The position s is the travel
    envelope, with the leap of a hard cut and the beat's kick. The grain is the shimmer: it makes brushwork boil. See
    `paths` for what lies between keyframes, `strip` for which pictures are made of it, `shimmer` for the grain, and
    `limiter` for what becomes of frames that would flash, unless ``choices.safe`` is off.

    Parameters
    ----------
    timeline : Timeline
        As many borders as there are keyframes, and the envelopes that `timeline.timeline` makes.
    keyframes : iterable of Keyframe
        At least two; each is asked for when the frames before it are done, and two are in memory at a time. The noise
        takes the seed of the first.
    painter : Painter
        Knows the ways between its pictures.
    choices : recipe.Move
        Amounts of everything.

    Yields
    ------
    uint8, [height, width, 3]

    Warns
    -----
    ClaviluxWarning
        Once, if frames that are not limited flash dangerously; see `flashes.FlashGuard`.
    """
    pulse, sway, swell = (timeline.envelopes[name].values for name in ("pulse", "sway", "swell"))
    coming = iter(keyframes)
    first = next(coming)
    height, width = first.image.shape[:2]
    camera = poses(pulse, sway, swell, choices, fps=float(timeline.fps), aspect=width / height)
    pictures = _pictures(timeline, first, coming, painter, choices)
    images = (brighten(shoot(picture, pose), flash) for pose, (picture, flash) in zip(camera, pictures, strict=True))
    yield from limited(images, timeline.borders, timeline.fps) if choices.safe else watched(images, timeline.fps)


def _pictures(
    timeline: Timeline, first: Keyframe, coming: Iterable[Keyframe], painter: Painter, choices: recipe.Move
) -> Iterator[tuple[Image, float]]:
    """The picture of every frame before the camera sees it, and its flash."""
    travel, pulse, shimmer, cut = (timeline.envelopes[name].values for name in ("travel", "pulse", "shimmer", "cut"))
    leaps = leapt(travel, choices.jump * cut)
    # The next pictures are made while these are used.
    with ThreadPoolExecutor(1, thread_name_prefix="path") as worker:
        for ends, (start, end) in zip(pairwise(chain([first], coming)), pairwise(timeline.borders), strict=True):
            kick, flash = _safe(ends[0].image, ends[1].image, choices)
            frames_ = slice(start, end)
            stretch = Stretch(
                path=path(*ends, painter, choices),
                strip=strip(kicked(leaps[frames_], pulse[frames_], kick), choices.stops),
                grain=Grain(
                    amounts=shimmer[frames_],
                    times=np.arange(start, end) / float(timeline.fps),
                    size=choices.shimmer,
                    seed=first.seed,
                ),
            )
            yield from zip(stretch.pictures(worker), (flash * pulse[frames_]).tolist(), strict=True)


def leapt(position: Curve, leap: Curve) -> Curve:
    """Positions ahead by a share of what is left of the way."""
    return np.asarray(position + leap * (1 - position), np.float32)


def kicked(position: Curve, pulse: Curve, amount: float) -> Curve:
    """Positions pushed ahead by a beat: full push half-way, none at the keyframes, never beyond the next."""
    return np.asarray(np.minimum(1, position + amount * pulse * np.sin(np.pi * position)), np.float32)


def _safe(behind: Image, ahead: Image, choices: recipe.Move) -> tuple[float, float]:
    """Kick and flash between two keyframes, so small that beats seldom flash; the rest is left to the limiter."""
    calm = calmness(behind, ahead, kick=choices.kick, flash=choices.flash) if choices.safe else 1.0
    return calm * choices.kick, calm * choices.flash
