"""The energy of the paper: how strongly a song sings and strikes at each moment.

Pina & Li, arXiv 2412.05694. Normalising, weighting and summing up are left to whoever draws curves from it.
"""

from __future__ import annotations

import math
import warnings

import librosa
import numpy as np
from numpy.typing import NDArray

from clavilux.listen.decode import RATE
from clavilux.listen.hpss import separate

__all__ = ["band_peaks", "on_grid"]

WINDOW = 2048


def band_peaks(
    mono: NDArray[np.float32], sr: int = RATE, *, rate: float, margin: float = 5.0, bands: int = 512
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Power of the strongest mel band of the harmonic and of the percussive part, moment by moment.

    Parameters
    ----------
    mono : ndarray
        float32, shape [n].
    sr : int
        Its samples per second, Hz.
    rate : float
        Values wanted per second, Hz, at most `sr`. The hop is floor(sr / rate) samples: value i stands at that many
        times i samples, which is slightly before i / rate when `sr` is no multiple of `rate`; see `on_grid`.
    margin : float
        Separation margin of the two parts, at least 1.
    bands : int
        Mel bands.

    Returns
    -------
    harmonic, percussive : ndarray
        float32, shape [floor(n / sr * rate)] each, not normalised.
    """
    count = math.floor(len(mono) * rate / sr)
    harmonic, percussive = (_strongest(part, sr, _hop(sr, rate), bands)[:count] for part in separate(mono, margin))
    return harmonic, percussive


def on_grid(peaks: NDArray[np.float32], count: int, sr: int = RATE, *, rate: float) -> NDArray[np.float32]:
    """Energy at exactly i / rate: for each moment the nearest of the values that `band_peaks` found.

    It changes nothing where the two agree to half a step, which for the paper's 10 s at 24 or 30 Hz is everywhere.

    Parameters
    ----------
    peaks : ndarray
        float32, shape [..., n], from `band_peaks`; silence when n = 0.
    count : int
        Values wanted; beyond the end the last one is repeated.
    sr, rate : int, float
        As for `band_peaks`.

    Returns
    -------
    ndarray
        float32, shape [..., count].
    """
    if peaks.shape[-1] == 0:
        return np.zeros((*peaks.shape[:-1], count), dtype=np.float32)
    nearest = np.rint(np.arange(count) * (sr / rate / _hop(sr, rate))).astype(int)
    return peaks[..., np.minimum(nearest, peaks.shape[-1] - 1)]


def _hop(sr: int, rate: float) -> int:
    return math.floor(sr / rate)


def _strongest(part: NDArray[np.float32], sr: int, hop: int, bands: int) -> NDArray[np.float32]:
    """Maximum over the bands of a mel power spectrogram."""
    padded = np.pad(part, (0, max(0, WINDOW - len(part))))
    with warnings.catch_warnings():
        # Narrow bands fall between two bins of the transform and stay empty; a maximum does not mind.
        warnings.filterwarnings("ignore", message="Empty filters detected", category=UserWarning)
        power = librosa.feature.melspectrogram(y=padded, sr=sr, n_fft=WINDOW, hop_length=hop, n_mels=bands)
    strongest: NDArray[np.float32] = power.max(axis=0)
    return strongest
