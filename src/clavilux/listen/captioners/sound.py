"""The sound of a section, as the networks want to hear it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.dsp import resample
from clavilux.values import Mono, Section

__all__ = ["middle"]


def middle(audio: Mono, section: Section, rate: int, longest: float) -> NDArray[np.float32]:
    """A section in mono; of a long one the middle, which tells most of it and least of its neighbours.

    Parameters
    ----------
    audio : Mono
        The song.
    section : Section
        Which part of it.
    rate : int
        Sample rate wanted, Hz.
    longest : float
        Seconds that are wanted at most.

    Returns
    -------
    ndarray
        float32, shape [n], n at most ceil(longest * rate).
    """
    length = min(section.end - section.start, longest)
    start = (section.start + section.end - length) / 2
    sound = resample(audio.between(start, start + length), audio.rate, rate)
    return np.asarray(sound[: round(longest * rate)], np.float32)
