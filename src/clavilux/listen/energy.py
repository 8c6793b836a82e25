"""The energy of a song: how strongly it sings, strikes, sizzles and sounds at each moment.

Harmonic and percussive energy are those of Pina & Li, arXiv 2412.05694. Normalising, weighting and summing up are left
to whoever draws curves from them.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import librosa
import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from clavilux.listen.hpss import separate
from clavilux.media.mono import RATE

__all__ = ["Curves", "curves"]

Floats = NDArray[np.float32]

WINDOW = 2048
TREBLE = 5000.0  # Hz: above voices and most instruments lie hi-hats, cymbals and consonants
INAUDIBLE = 1e-9  # power: what noise of 94 dB below full scale has in a band; resampling leaves much less


class Curves(NamedTuple):
    """How a stretch of sound moves; all float32, shape [count]."""

    harmonic: Floats
    """Power of the strongest mel band of the harmonic part, not normalised."""
    percussive: Floats
    """The same of the percussive part."""
    treble: Floats
    """The same of the percussive part, bands with their centre above 5 kHz; exactly 0 where nothing sounds there."""
    loudness: Floats
    """Root mean square of the whole sound over the 93 ms around each moment (at 22050 Hz), at most 1."""


def curves(mono: Floats, count: int, sr: int = RATE, *, rate: float, margin: float = 5.0, bands: int = 512) -> Curves:
    """Energies of a stretch of sound at the moments i / rate.

    The paper takes a value every floor(sr / rate) samples, which is slightly more often than `rate` where `sr` is no
    multiple of it; here each moment gets the nearest of these values. For the paper's 10 s at 24 or 30 Hz that changes
    nothing.

    Parameters
    ----------
    mono : ndarray
        float32, shape [n].
    count : int
        Values wanted; moments beyond the end of the sound repeat the last one, or are 0 when n = 0.
    sr : int
        Samples per second, Hz.
    rate : float
        Values wanted per second, Hz, at most `sr`.
    margin : float
        Separation margin of the harmonic and the percussive part, at least 1.
    bands : int
        Mel bands.

    Returns
    -------
    Curves
        Four arrays, float32, shape [count]. Safe to call from several threads.
    """
    if not len(mono):
        return Curves(*np.zeros((4, count), dtype=np.float32))
    mels, centres = _mel(sr, bands)
    hop = math.floor(sr / rate)
    nearest = np.rint(np.arange(count) * (sr / rate / hop)).astype(int)
    heard = np.minimum(nearest, max(math.floor(len(mono) * rate / sr), 1) - 1)
    harmonic, percussive = (mels @ _power(part, hop)[:, heard] for part in separate(mono, margin))
    treble = percussive[centres > TREBLE].max(axis=0, initial=0)
    treble[treble < INAUDIBLE] = 0
    return Curves(harmonic.max(axis=0), percussive.max(axis=0), treble, _loudness(mono, count, sr / rate))


def _power(part: Floats, hop: int) -> Floats:
    """Power spectrogram, shape [1025, frames]; sound shorter than one window is followed by silence."""
    padded = np.pad(part, (0, max(0, WINDOW - len(part))))
    power: Floats = np.abs(librosa.stft(padded, n_fft=WINDOW, hop_length=hop)) ** 2
    return power


@cache
def _mel(sr: int, bands: int) -> tuple[scipy.sparse.csr_array, NDArray[np.float64]]:
    """Slaney's mel bands: triangles of unit area, shape [bands, 1025], and their centres in Hz.

    Those of `librosa.filters.mel`; but sparse, which is faster, and without its warning that narrow bands fall between
    two bins of the transform and stay empty: a maximum does not mind, and warnings are not to be silenced in threads.
    """
    edges = librosa.mel_frequencies(bands + 2, fmin=0.0, fmax=sr / 2)
    bins = librosa.fft_frequencies(sr=sr, n_fft=WINDOW)
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    triangles = np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre)).clip(min=0)
    return scipy.sparse.csr_array((triangles * 2 / (high - low)).astype(np.float32)), edges[1:-1]


def _loudness(mono: Floats, count: int, step: float) -> Floats:
    """Root mean square around each multiple of `step` samples; beyond the ends of the sound nothing is counted."""
    power = np.concatenate([[0.0], np.cumsum(np.square(mono, dtype=np.float64))])
    centres = np.minimum(np.rint(np.arange(count) * step).astype(int), len(mono) - 1)
    starts, ends = np.maximum(centres - WINDOW // 2, 0), np.minimum(centres + WINDOW // 2, len(mono))
    mean = np.maximum(power[ends] - power[starts], 0) / (ends - starts)
    loudness: Floats = np.minimum(np.sqrt(mean), 1).astype(np.float32)
    return loudness
