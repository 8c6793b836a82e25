"""Frames, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import chain, pairwise

import numpy as np
from scipy.interpolate import CubicSpline

from clavilux import recipe
from clavilux.errors import UserError
from clavilux.move.camera import brighten, poses, shoot
from clavilux.move.flashes import calmness, watched
from clavilux.move.limiter import limited
from clavilux.move.shimmer import Grain
from clavilux.move.slerp import slerp
from clavilux.move.stretch import Curve, Latents, Stretch, Way
from clavilux.move.strip import strip
from clavilux.types import Image, Keyframe, Morphs, Painter, Timeline

__all__ = ["frames", "kicked", "leapt"]


def frames(
    timeline: Timeline, keyframes: Iterable[Keyframe], painter: Painter, choices: recipe.Move
) -> Iterator[Image]:
    """Yield every frame of the film in order.

    Between keyframes k and k+1 a frame is ``brighten(shoot(decode(slerp(s, z_k, z_k+1)) + grain))``, z being the
    latents of the keyframes. The position s is the travel envelope, with the leap of a hard cut and the beat's kick.
    The grain is the shimmer: it makes brushwork boil. See `strip` for what is decoded, `shimmer` for the grain, and
    `limiter` for what becomes of frames that would flash, unless ``choices.safe`` is off.

    Parameters
    ----------
    timeline : Timeline
        As many borders as there are keyframes, and the envelopes that `timeline.timeline` makes.
    keyframes : iterable of Keyframe
        At least two; each is asked for when the frames before it are done, and two are in memory at a time. The noise
        takes the seed of the first.
    painter : Painter
        Encodes and decodes.
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
    latents = painter.encode(first.image)
    # The next pictures are decoded while these are used.
    with ThreadPoolExecutor(1, thread_name_prefix="decode") as worker:
        for ends, (start, end) in zip(pairwise(chain([first], coming)), pairwise(timeline.borders), strict=True):
            behind, latents = latents, painter.encode(ends[1].image)
            kick, flash = _safe(ends[0].image, ends[1].image, choices)
            frames_ = slice(start, end)
            stretch = Stretch(
                way=_way(behind, latents, ends, painter, choices),
                strip=strip(kicked(leaps[frames_], pulse[frames_], kick), choices.stops),
                grain=Grain(
                    amounts=shimmer[frames_],
                    times=np.arange(start, end) / float(timeline.fps),
                    size=choices.shimmer * float(behind.std()),
                    seed=first.seed,
                ),
                painter=painter,
            )
            yield from zip(stretch.pictures(worker), (flash * pulse[frames_]).tolist(), strict=True)


def _way(behind: Latents, ahead: Latents, ends: Sequence[Keyframe], painter: Painter, choices: recipe.Move) -> Way:
    """Position on the way between two keyframes -> latents, for many at once."""

    def glide(places: Curve) -> Latents:
        return slerp(places, behind, ahead)

    if choices.between == "glide":
        return glide
    briefs = [key.brief for key in ends if key.brief]  # next to a keyframe that nobody painted, as the other one
    if not isinstance(painter, Morphs) or not briefs:
        raise UserError(f"painter '{painter.name}' cannot morph; use --set move.between=glide")
    paint, (first, *_, last) = painter.morph, (briefs[0], *briefs)

    def morph(places: Curve) -> Latents:
        return paint(glide(places), places, first, last, level=choices.morph, steps=choices.morph_steps)

    return _smooth(morph, choices.morph_stops) if choices.morph_stops else morph


def _smooth(way: Way, stops: int) -> Way:
    """Make a smooth curve through a few evenly spaced points of a way, which are made when it is first asked for."""

    @cache
    def curve() -> CubicSpline:
        places = np.linspace(0, 1, stops + 1, dtype=np.float32)
        return CubicSpline(places, way(places))

    return lambda places: np.asarray(curve()(places), np.float32)


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
