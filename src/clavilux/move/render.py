"""Frames, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from clavilux import recipe
from clavilux.move.camera import brighten, poses, shoot
from clavilux.move.flashes import FlashGuard, calmness
from clavilux.move.shimmer import flow
from clavilux.move.slerp import slerp
from clavilux.types import Image, Keyframe, Painter, Timeline

__all__ = ["frames", "kicked", "leapt"]


def frames(
    timeline: Timeline, keyframes: Sequence[Keyframe], painter: Painter, choices: recipe.Move
) -> Iterator[Image]:
    """Yield every frame of the film in order.

    Between keyframes k and k+1 a frame is ``brighten(shoot(decode(slerp(s, z_k, z_k+1) + noise)))``, z being the
    latents of the keyframes. The position s is the travel envelope, with the leap of a hard cut and the beat's kick.
    The noise is the shimmer: it makes brushwork boil.

    Parameters
    ----------
    timeline : Timeline
        As many borders as there are keyframes, and the envelopes that `timeline.timeline` makes.
    keyframes : sequence of Keyframe
        At least two. The noise takes the seed of the first.
    painter : Painter
        Encodes and decodes.
    choices : recipe.Move
        Amounts of everything.

    Yields
    ------
    uint8, [height, width, 3]

    Warns
    -----
    UserWarning
        Once, if the frames flash dangerously; see `flashes.FlashGuard`.
    """
    travel, pulse, sway, shimmer, swell, cut = (
        timeline.envelopes[name].values for name in ("travel", "pulse", "sway", "shimmer", "swell", "cut")
    )
    height, width = keyframes[0].image.shape[:2]
    camera = poses(pulse, sway, swell, choices, fps=float(timeline.fps), aspect=width / height)
    guard = FlashGuard(timeline.fps)
    ahead = painter.encode(keyframes[0].image)
    for k, (start, end) in enumerate(pairwise(timeline.borders)):
        behind, ahead = ahead, painter.encode(keyframes[k + 1].image)
        kick, flash = _safe(keyframes[k].image, keyframes[k + 1].image, choices)
        grain = choices.shimmer * float(behind.std())
        for i in range(start, end):
            position = kicked(leapt(float(travel[i]), choices.jump * float(cut[i])), float(pulse[i]), kick)
            latents = slerp(position, behind, ahead)
            if grain * shimmer[i] > 0:
                latents += grain * shimmer[i] * flow(i / float(timeline.fps), latents.shape, keyframes[0].seed)
            image = shoot(painter.decode(latents[np.newaxis])[0], camera[i])
            image = brighten(image, flash * float(pulse[i]))
            guard.see(image)
            yield image


def leapt(position: float, leap: float) -> float:
    """Position ahead by a share of what is left of the way."""
    return position + leap * (1 - position)


def kicked(position: float, pulse: float, amount: float) -> float:
    """Position pushed ahead by a beat: full push half-way, none at the keyframes, never beyond the next."""
    return min(1.0, position + amount * pulse * float(np.sin(np.pi * position)))


def _safe(behind: Image, ahead: Image, choices: recipe.Move) -> tuple[float, float]:
    """Kick and flash between two keyframes, so small that no beat counts as a flash."""
    calm = calmness(behind, ahead, kick=choices.kick, flash=choices.flash) if choices.safe else 1.0
    return calm * choices.kick, calm * choices.flash
