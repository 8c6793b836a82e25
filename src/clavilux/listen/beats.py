"""Tempo, beats and onsets."""

from __future__ import annotations

from typing import NamedTuple

import librosa
import numpy as np
from numpy.typing import NDArray

from clavilux.listen.decode import RATE
from clavilux.types import FloatArray

__all__ = ["Rhythm", "rhythm"]

SHORTEST = 1.0  # seconds; in less there is no beat to speak of


class Rhythm(NamedTuple):
    """When things happen in a song."""

    tempo: float
    """BPM; 0 when there is no beat."""
    beats: FloatArray
    """Seconds, ascending."""
    onsets: FloatArray
    """Seconds, ascending."""


def rhythm(mono: NDArray[np.float32], sr: int = RATE) -> Rhythm:
    """Find tempo, beats and onsets.

    Beats by dynamic programming (Ellis 2007), onsets as peaks of the spectral flux, both with librosa's settings.

    Parameters
    ----------
    mono : ndarray
        float32, shape [n].
    sr : int
        Its samples per second, Hz.

    Returns
    -------
    Rhythm
        Without tempo, beats and onsets for silence and for sound of less than a second.
    """
    if len(mono) < SHORTEST * sr or not mono.any():
        return Rhythm(0.0, np.empty(0), np.empty(0))
    tempo, beats = librosa.beat.beat_track(y=mono, sr=sr, units="time")
    onsets = librosa.onset.onset_detect(y=mono, sr=sr, units="time")
    return Rhythm(float(np.mean(tempo)) if len(beats) else 0.0, beats, onsets)
