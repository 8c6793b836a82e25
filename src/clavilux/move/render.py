"""Frames, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from clavilux import recipe
from clavilux.move.camera import brighten, zoom
from clavilux.move.slerp import slerp
from clavilux.types import Image, Keyframe, Painter, Timeline

__all__ = ["frames"]


def frames(
    timeline: Timeline, keyframes: Sequence[Keyframe], painter: Painter, choices: recipe.Move
) -> Iterator[Image]:
    """Yield every frame of the film in order.

    Between keyframes k and k+1 a frame is ``decode(slerp(s, z_k, z_k+1))``, z being the latents of the keyframes. The
    position s is the travel envelope plus the beat's kick, which vanishes at both keyframes so that the path has no
    jump.

    Parameters
    ----------
    timeline : Timeline
        As many borders as there are keyframes.
    keyframes : sequence of Keyframe
        At least two.
    painter : Painter
        Encodes and decodes.
    choices : recipe.Move
        Amounts of kick, zoom and flash.

    Yields
    ------
    uint8, [height, width, 3]
    """
    travel, pulse = (timeline.envelopes[name].values for name in ("travel", "pulse"))
    borders = timeline.borders
    ahead = painter.encode(keyframes[0].image)
    for k, (start, end) in enumerate(pairwise(borders)):
        behind, ahead = ahead, painter.encode(keyframes[k + 1].image)
        for i in range(start, end):
            position = kicked(float(travel[i]), float(pulse[i]), choices.kick)
            image = painter.decode(slerp(position, behind, ahead)[np.newaxis])[0]
            yield brighten(zoom(image, 1 + choices.zoom * float(pulse[i])), choices.flash * float(pulse[i]))


def kicked(position: float, pulse: float, amount: float) -> float:
    """Position pushed ahead by a beat: full push half-way, none at the keyframes, never beyond the next."""
    return min(1.0, position + amount * pulse * float(np.sin(np.pi * position)))
