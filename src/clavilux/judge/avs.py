"""AVS, the audio-visual synchrony of Pina & Li, arXiv 2412.05694."""

from __future__ import annotations

from dataclasses import dataclass

from fastdtw import fastdtw

from clavilux.types import FloatArray

__all__ = ["Alignment", "align"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How two lists of events were laid on each other."""

    avs: float
    """1 / (1 + mean distance of the pairs), in [0, 1]; 0 when there are no pairs."""
    pairs: tuple[tuple[int, int], ...]
    """Indices (audio event, visual event) of the warping path."""


def align(audio_events: FloatArray, visual_events: FloatArray) -> Alignment:
    """Warp two lists of times onto each other by FastDTW with radius 1.

    AVS = 1 / (1 + D / len(path)), where D is the sum of |audio - visual| over the path.

    Parameters
    ----------
    audio_events, visual_events : FloatArray
        Seconds, ascending, shapes [n] and [m].

    Returns
    -------
    Alignment
        With AVS 0 and no pairs when either list is empty.
    """
    if not len(audio_events) or not len(visual_events):
        return Alignment(avs=0.0, pairs=())
    # In one dimension, fastdtw's own absolute difference is the Euclidean distance.
    distance, path = fastdtw(audio_events, visual_events, radius=1)
    return Alignment(avs=float(1 / (1 + distance / len(path))), pairs=tuple(path))
