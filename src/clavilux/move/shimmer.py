"""Grain that flows: what makes brushwork boil."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.resize import blurred
from clavilux.types import FloatArray, Image

__all__ = ["Grain", "stirred"]

STEP = 0.25
"""Seconds from one independent field of noise to the next."""
FINE, FAR = 0.01, 0.03
"""Deviation of the blur that tells strokes from what they show, and how far strokes are shifted; of the short side."""
STIR = 2.0
"""Share of the strokes that is stirred at size 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grain:
    """How much of which fields of noise lies upon the frames of a stretch.

    Between the fields n_k and n_k+1, one every `STEP` seconds, it is cos(pi/2 s) n_k + sin(pi/2 s) n_k+1 at share s of
    the way: unlike a straight line, that keeps the variance. A field is added to the latents of one picture, and what
    that changes in the picture is the layer that lies upon the frames around: the noise is so small that its effect
    grows with its amount, and does not depend on where the picture has moved in the meantime.
    """

    amounts: FloatArray
    """Of each frame, in [0, 1]: shape [n]."""
    times: FloatArray
    """Second of the film at which each is shown: shape [n]."""
    size: float
    """How strong it is at amount 1, as a share of what is there."""
    seed: int
    """Same seed, same noise."""

    def upon(self, frame: int) -> list[tuple[int, float]]:
        """Fields that lie upon a frame, and how much of each; none where it does not shimmer."""
        amount = float(self.amounts[frame])
        if amount * self.size == 0:
            return []
        field, share = divmod(float(self.times[frame]) / STEP, 1)
        parts = [(int(field), amount * np.cos(np.pi / 2 * share)), (int(field) + 1, amount * np.sin(np.pi / 2 * share))]
        return [(field, float(much)) for field, much in parts if much > 0]

    def oldest(self, frame: int) -> int:
        """The first field that a later frame may need."""
        return int(self.times[frame] / STEP)

    def field(self, number: int, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """A field of noise of a shape."""
        noise = np.random.default_rng((self.seed, number)).standard_normal(shape, dtype=np.float32)
        return np.float32(self.size) * noise


def stirred(picture: Image, grain: Grain, field: int) -> NDArray[np.int16]:
    """What makes the brushwork of a picture boil that has no latents: its own, from a little further.

    Parameters
    ----------
    picture : uint8, [h, w, 3]
    grain : Grain
    field : int
        Which way it is shifted.

    Returns
    -------
    int16, [h, w, 3]
    """
    short = min(picture.shape[:2])
    rng = np.random.default_rng((grain.seed, field))
    angle, way = rng.uniform(0, 2 * np.pi), rng.uniform(0.5, 1) * FAR * short
    strokes = picture - blurred(picture, FINE * short)
    shifted = np.roll(strokes, (round(way * np.sin(angle)), round(way * np.cos(angle))), (0, 1))
    return np.asarray(np.rint(STIR * grain.size * (shifted - strokes)), np.int16)
