"""The harmonic and the percussive part of a song."""

from __future__ import annotations

import librosa
import numpy as np
from numpy.typing import NDArray

__all__ = ["separate"]

WINDOW = 2048  # of librosa's separation


def separate(mono: NDArray[np.float32], margin: float = 5.0) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Split sound into what sings and what strikes.

    Median filtering by Fitzgerald (2010), with the margins of Driedger, Müller and Disch (2014): what is neither
    clearly harmonic nor clearly percussive goes to neither part.

    Parameters
    ----------
    mono : ndarray
        float32, shape [n].
    margin : float
        How many times stronger a part must be to count, at least 1.

    Returns
    -------
    harmonic, percussive : ndarray
        float32, shape [n] each.
    """
    # Sound shorter than one window is followed by silence, as librosa would otherwise warn.
    padded = np.pad(mono, (0, max(0, WINDOW - len(mono))))
    harmonic, percussive = librosa.effects.hpss(padded, margin=(margin, margin))
    return harmonic[: len(mono)], percussive[: len(mono)]
