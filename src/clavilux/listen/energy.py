"""The energy of a song: how strongly it sings, strikes, sizzles and sounds at each moment.

Harmonic and percussive energy are those of Pina & Li, arXiv 2412.05694; from the same two parts come curves of single
instruments, by the frequencies where they stand out (``bench/lanes.py`` measures how far they do). Normalising,
weighting and summing up are left to whoever draws curves from them.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from clavilux.kernel.dsp import mel_bands, mel_frequencies, stft
from clavilux.listen.hpss import separate
from clavilux.media.mono import RATE

__all__ = ["Curves", "curves"]

Floats = NDArray[np.float32]

WINDOW = 2048
BLOCK = 128  # moments whose spectrum is in memory at a time
TREBLE = 5000.0  # Hz: above voices and most instruments lie hi-hats, cymbals and consonants
INAUDIBLE = 1e-9  # power: what noise of 94 dB below full scale has in a band; resampling leaves much less
BASS, MELODY = (0.0, 200.0), (600.0, 5000.0)
"""Hz, of the harmonic part: where basses sound, and where what sings above chords does."""
KICK, BODY, RATTLE = (0.0, 90.0), (250.0, 500.0), (3000.0, 7000.0)
"""Hz, of the percussive part. A snare has both a body and a rattle, a kick no rattle, hi-hats no body. (Hi-hats have no
curve: whatever was tried for them follows the snare, which rattles as high as they do.)"""


class Curves(NamedTuple):
    """How a stretch of sound moves; all float32, shape [count]."""

    harmonic: Floats
    """Power of the strongest mel band of the harmonic part, not normalised."""
    percussive: Floats
    """The same of the percussive part."""
    treble: Floats
    """The same of the percussive part, bands with their centre above 5 kHz; exactly 0 where nothing sounds there."""
    bass: Floats
    """Power of the strongest frequency of the harmonic part below 200 Hz."""
    melody: Floats
    """The same between 600 and 5000 Hz: the voice, or whatever leads."""
    kick: Floats
    """Power of the strongest frequency of the percussive part below 90 Hz."""
    snare: Floats
    """Geometric mean of the same at 250 to 500 Hz and at 3 to 7 kHz."""
    loudness: Floats
    """Root mean square of the whole sound over the 93 ms around each moment (at 22050 Hz), at most 1."""


def curves(mono: Floats, count: int, sr: int = RATE, *, rate: float, margin: float = 5.0, bands: int = 512) -> Curves:
    """Energies of a stretch of sound at the moments i / rate.

    At a rate that divides `sr`, such as the paper's 30 Hz, these are the paper's, whose hop is floor(sr / rate):
    at others that would run ahead of the sound.

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
        Arrays, float32, shape [count]. Safe to call from several threads.
    """
    if not len(mono):
        return Curves(*np.zeros((len(Curves._fields), count), dtype=np.float32))
    last = max(math.floor(len(mono) * rate / sr), 1) - 1
    centres = np.rint(np.minimum(np.arange(count), last) * (sr / rate)).astype(int)
    sings, strikes = separate(mono, margin)
    harmonic, _, bass, melody = _peak_powers(sings, centres, sr, bands, BASS, MELODY)
    percussive, treble, kick, body, rattle = _peak_powers(strikes, centres, sr, bands, KICK, BODY, RATTLE)
    treble[treble < INAUDIBLE] = 0
    snare = np.sqrt(body * rattle)
    return Curves(harmonic, percussive, treble, bass, melody, kick, snare, _loudness(mono, centres))


def _peak_powers(part: Floats, centres: NDArray[np.intp], sr: int, bands: int, *ranges: tuple[float, float]) -> Floats:
    """Power around each sample of `centres`, of the strongest mel band, of the strongest one of the treble, and of the
    strongest frequency of each range in Hz: shape [2 + ranges, n].

    Block by block, as the spectrum of a long section at a high rate is large; there is silence around the sound.
    """
    mels, hertz = _mel(sr, bands)
    high = int(np.searchsorted(hertz, TREBLE, side="right"))
    slices = [slice(*np.ceil(np.minimum(ends, sr) * (WINDOW / sr)).astype(int)) for ends in ranges]
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(part, WINDOW // 2), WINDOW)
    peaks = np.empty((2 + len(ranges), len(centres)), np.float32)
    for first in range(0, len(centres), BLOCK):
        block = slice(first, first + BLOCK)
        spectrum = stft(windows[centres[block]], WINDOW, WINDOW, centred=False)[..., 0]
        powers = np.square(np.abs(spectrum)).T
        mel = mels @ powers
        among = (mel, mel[high:], *(powers[bins] for bins in slices))
        peaks[:, block] = [values.max(axis=0, initial=0) for values in among]
    return peaks


@cache
def _mel(sr: int, bands: int) -> tuple[scipy.sparse.csr_array, NDArray[np.float64]]:
    """Slaney's mel bands: triangles of unit area, shape [bands, 1025], and their centres in Hz.

    Sparse, which is faster. Narrow bands that fall between two bins of the transform stay empty: a maximum does not
    mind.
    """
    return scipy.sparse.csr_array(mel_bands(sr, WINDOW, bands)), mel_frequencies(bands + 2, 0.0, sr / 2)[1:-1]


def _loudness(mono: Floats, centres: NDArray[np.intp]) -> Floats:
    """Root mean square around each sample of `centres`; beyond the ends of the sound nothing is counted."""
    power = np.concatenate([[0.0], np.cumsum(np.square(mono, dtype=np.float64))])
    starts, ends = np.maximum(centres - WINDOW // 2, 0), np.minimum(centres + WINDOW // 2, len(mono))
    mean = np.maximum(power[ends] - power[starts], 0) / (ends - starts)
    loudness: Floats = np.minimum(np.sqrt(mean), 1).astype(np.float32)
    return loudness
