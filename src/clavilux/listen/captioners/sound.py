"""The sound of a section, as the networks want to hear it."""

from __future__ import annotations

import librosa
import numpy as np
from numpy.typing import NDArray

from clavilux.types import Audio, Section

__all__ = ["middle"]


def middle(audio: Audio, section: Section, rate: int, longest: float) -> NDArray[np.float32]:
    """A section in mono; of a long one the middle, which tells most of it and least of its neighbours.

    Parameters
    ----------
    audio : Audio
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
    part = audio.samples[:, round(start * audio.rate) : round((start + length) * audio.rate)].mean(axis=0)
    sound = librosa.resample(part, orig_sr=audio.rate, target_sr=rate)
    return np.asarray(sound[: round(longest * rate)], np.float32)
