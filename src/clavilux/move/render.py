"""Frames, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from clavilux import recipe
from clavilux.errors import UserError
from clavilux.move.camera import brighten, poses, shoot
from clavilux.move.flashes import FlashGuard, calmness
from clavilux.move.shimmer import flow
from clavilux.move.slerp import slerp
from clavilux.types import Image, Keyframe, Morphs, Painter, Timeline

__all__ = ["frames", "kicked", "leapt"]

Latents = NDArray[np.float32]
"""Shape [n, channels, h, w]."""
Curve = NDArray[np.float32]
"""Shape [n], one value per frame."""


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
    pulse, sway, swell = (timeline.envelopes[name].values for name in ("pulse", "sway", "swell"))
    height, width = keyframes[0].image.shape[:2]
    camera = poses(pulse, sway, swell, choices, fps=float(timeline.fps), aspect=width / height)
    guard = FlashGuard(timeline.fps)
    stretches = _stretches(timeline, keyframes, painter, choices)
    for pose, (picture, flash) in zip(camera, _decoded(painter, stretches), strict=True):
        image = brighten(shoot(picture, pose), flash)
        guard.see(image)
        yield image


def _stretches(
    timeline: Timeline, keyframes: Sequence[Keyframe], painter: Painter, choices: recipe.Move
) -> Iterator[tuple[Latents, Curve]]:
    """Latents and flashes of the frames in order, as many together as the painter likes to decode."""
    travel, pulse, shimmer, cut = (timeline.envelopes[name].values for name in ("travel", "pulse", "shimmer", "cut"))
    leaps = leapt(travel, choices.jump * cut)
    ahead = painter.encode(keyframes[0].image)
    batch = painter.batch
    for k, (start, end) in enumerate(pairwise(timeline.borders)):
        behind, ahead = ahead, painter.encode(keyframes[k + 1].image)
        kick, flash = _safe(keyframes[k].image, keyframes[k + 1].image, choices)
        grain = choices.shimmer * float(behind.std()) * shimmer
        shares = kicked(leaps, pulse, kick)
        for first in range(start, end, batch):
            part = slice(first, min(first + batch, end))
            latents = np.stack([slerp(float(share), behind, ahead) for share in shares[part]])
            if choices.between == "morph":
                latents = _morphed(painter, latents, shares[part], keyframes[k : k + 2], choices)
            for i in range(part.start, part.stop):
                if grain[i] > 0:
                    latents[i - first] += grain[i] * flow(i / float(timeline.fps), behind.shape, keyframes[0].seed)
            yield latents, flash * pulse[part]


def _decoded(painter: Painter, stretches: Iterable[tuple[Latents, Curve]]) -> Iterator[tuple[Image, float]]:
    """Picture after picture, with its flash; the next stretch is decoded while this one is used."""
    with ThreadPoolExecutor(1, thread_name_prefix="decode") as worker:
        coming: tuple[Future[Image], Curve] | None = None
        for latents, flashes in stretches:
            here, coming = coming, (worker.submit(painter.decode, latents), flashes)
            if here:
                yield from zip(here[0].result(), here[1].tolist(), strict=True)
        if coming:
            yield from zip(coming[0].result(), coming[1].tolist(), strict=True)


def _morphed(
    painter: Painter,
    latents: Latents,
    shares: Curve,
    ends: Sequence[Keyframe],
    choices: recipe.Move,
) -> Latents:
    """Painted anew; next to a keyframe that nobody painted, as the other one."""
    briefs = [key.brief for key in ends if key.brief]
    if not isinstance(painter, Morphs) or not briefs:
        raise UserError(f"painter '{painter.name}' cannot morph; write --set move.between=glide")
    return painter.morph(latents, shares, briefs[0], briefs[-1], level=choices.morph, steps=choices.morph_steps)


def leapt(position: Curve, leap: Curve) -> Curve:
    """Positions ahead by a share of what is left of the way."""
    return np.asarray(position + leap * (1 - position), np.float32)


def kicked(position: Curve, pulse: Curve, amount: float) -> Curve:
    """Positions pushed ahead by a beat: full push half-way, none at the keyframes, never beyond the next."""
    return np.asarray(np.minimum(1, position + amount * pulse * np.sin(np.pi * position)), np.float32)


def _safe(behind: Image, ahead: Image, choices: recipe.Move) -> tuple[float, float]:
    """Kick and flash between two keyframes, so small that no beat counts as a flash."""
    calm = calmness(behind, ahead, kick=choices.kick, flash=choices.flash) if choices.safe else 1.0
    return calm * choices.kick, calm * choices.flash
