"""Signal processing as librosa does it, without the ten seconds for which librosa compiles when it is first imported.

Every function gives what the one of the same name (and of the same settings) in librosa 0.11 gives.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import scipy.fft
import soxr
from numpy.typing import NDArray

__all__ = [
    "chroma_bands",
    "frequencies",
    "istft",
    "mel_bands",
    "mel_frequencies",
    "resample",
    "rms",
    "softmask",
    "stft",
]

Floats = NDArray[np.float32]
Spectrum = NDArray[np.complex64]

BLOCK = 64
"""Frames that are transformed at a time: few enough for the processor's cache."""
FASTEST_LINEAR = 1000.0  # Hz: up to here Slaney's mel scale is linear
MEL_STEP = 200 / 3  # Hz per mel below
MEL_OCTAVES = np.log(6.4) / 27  # per mel above, natural logarithm
TINY = np.finfo(np.float32).tiny


def resample(sound: Floats, rate: float, wanted: float) -> Floats:
    """Sound at another sample rate, by SoX's resampler in high quality.

    Parameters
    ----------
    sound : ndarray
        float32, shape [n].
    rate, wanted : float
        Samples per second before and after, Hz.

    Returns
    -------
    ndarray
        float32, shape [ceil(n * wanted / rate)].
    """
    if rate == wanted:
        return sound
    count = int(np.ceil(len(sound) * (float(wanted) / rate)))
    changed = np.asarray(soxr.resample(sound, rate, wanted, quality="soxr_hq"), np.float32)
    return np.pad(changed[:count], (0, max(0, count - len(changed))))


def stft(
    sound: Floats,
    window: int,
    hop: int,
    *,
    centred: bool = True,
    beyond: Literal["constant", "reflect"] = "constant",
) -> Spectrum:
    """Short-time Fourier transform with Hann's window.

    Parameters
    ----------
    sound : ndarray
        float32, shape [..., n], n at least `window` unless centred.
    window : int
        Samples of a frame.
    hop : int
        Samples from one frame to the next.
    centred : bool
        Whether frame i is the sound around sample i * hop, or begins there.
    beyond : str
        What lies around centred sound: silence (``"constant"``), or its reflection.

    Returns
    -------
    ndarray
        complex64, shape [..., 1 + window // 2, frames]: 1 + n // hop frames when centred.
    """
    if centred:
        sound = np.pad(sound, [(0, 0)] * (sound.ndim - 1) + [(window // 2, window // 2)], mode=beyond)
    frames = np.lib.stride_tricks.sliding_window_view(sound, window, axis=-1)[..., ::hop, :]
    shape = _hann(window)
    spectrum = np.empty((*frames.shape[:-1], 1 + window // 2), np.complex64)
    for first in range(0, frames.shape[-2], BLOCK):
        part = slice(first, first + BLOCK)
        spectrum[..., part, :] = scipy.fft.rfft(shape * frames[..., part, :], axis=-1)
    return spectrum.swapaxes(-1, -2)


def istft(spectrum: Spectrum, hop: int, length: int) -> Floats:
    """Sound of a centred `stft`, with the least squared error (Griffin & Lim, 1984).

    Parameters
    ----------
    spectrum : ndarray
        complex64, shape [bins, frames].
    hop : int
        Samples from one frame to the next, a divisor of the window 2 * (bins - 1).
    length : int
        Samples wanted.

    Returns
    -------
    ndarray
        float32, shape [length].
    """
    window, count = 2 * (len(spectrum) - 1), spectrum.shape[1]
    overlap = window // hop
    shape = _hann(window).reshape(overlap, hop)
    sums = np.zeros((count + overlap - 1, hop), np.float32)
    weights = np.zeros_like(sums)
    for first in range(0, count, BLOCK):
        frames = scipy.fft.irfft(spectrum[:, first : first + BLOCK].T, n=window).reshape(-1, overlap, hop) * shape
        # From the last part of a window to its first: so every sample gets its frames in their order.
        for part in reversed(range(overlap)):
            here = slice(first + part, first + part + len(frames))
            sums[here] += frames[:, part]
            weights[here] += np.square(shape[part])
    covered = weights > TINY
    sums[covered] /= weights[covered]
    sound = sums.ravel()[window // 2 : window // 2 + length]
    return np.pad(sound, (0, length - len(sound)))


def softmask(part: Floats, rest: Floats, *, split_zeros: bool = False) -> Floats:
    """Share of `part` in the power of both; in silence 0, or 1/2 when zeros are split."""
    larger = np.maximum(part, rest)
    silent = larger < TINY
    larger[silent] = 1
    mask, other = np.square(part / larger), np.square(rest / larger)
    mask[~silent] /= mask[~silent] + other[~silent]
    mask[silent] = 0.5 if split_zeros else 0.0
    return mask


def rms(sound: Floats, window: int, hop: int, *, centred: bool = True) -> Floats:
    """Root mean square of windows as those of `stft`, with silence beyond centred sound: [frames]."""
    padded = np.pad(sound, window // 2) if centred else sound
    frames = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop]
    blocks = (frames[first : first + BLOCK] for first in range(0, len(frames), BLOCK))
    return np.asarray(np.sqrt(np.concatenate([np.mean(np.square(block), axis=1) for block in blocks])))


def frequencies(rate: float, window: int) -> NDArray[np.float64]:
    """Of the bins of a transform, Hz: [1 + window // 2]."""
    return np.asarray(np.fft.rfftfreq(window, 1 / rate))


def mel_frequencies(count: int, lowest: float, highest: float, *, htk: bool = False) -> NDArray[np.float64]:
    """Hz that are evenly spaced on the mel scale, Slaney's or that of the HTK.

    Parameters
    ----------
    count : int
        How many.
    lowest, highest : float
        The first and the last, Hz.
    htk : bool
        The scale 2595 log10(1 + f / 700), which has no linear part.
    """
    if htk:
        first, last = (2595 * np.log10(1 + hertz / 700) for hertz in (lowest, highest))
        return np.asarray(700 * (10 ** (np.linspace(first, last, count) / 2595) - 1))
    bend = FASTEST_LINEAR / MEL_STEP
    first, last = (
        hertz / MEL_STEP if hertz < FASTEST_LINEAR else bend + np.log(hertz / FASTEST_LINEAR) / MEL_OCTAVES
        for hertz in (lowest, highest)
    )
    mels = np.linspace(first, last, count)
    above = FASTEST_LINEAR * np.exp(MEL_OCTAVES * (mels - bend))
    return np.where(mels < bend, MEL_STEP * mels, above)


def mel_bands(rate: float, window: int, count: int) -> Floats:
    """Slaney's mel bands from 0 Hz to half of the rate: triangles of unit area, [count, 1 + window // 2]."""
    edges, bins = mel_frequencies(count + 2, 0.0, rate / 2), frequencies(rate, window)
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    triangles = np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre)).clip(min=0)
    return np.asarray(triangles.astype(np.float32) * (2 / (high - low)), np.float32)  # rounded twice, as librosa's are


def chroma_bands(rate: float, window: int) -> Floats:
    """What each bin of a transform counts for the twelve pitch classes from C on, at A = 440 Hz: [12, 1 + window // 2].

    Every bin has unit norm over the classes, weighted by a bell around five octaves above 13.75 Hz, two octaves wide.
    """
    octaves = np.log2(np.arange(1, window) * rate / window / (440 / 16))
    pitches = 12 * np.concatenate([[octaves[0] - 1.5], octaves])
    widths = np.append(np.maximum(np.diff(pitches), 1.0), 1.0)
    distances = np.remainder(pitches - np.arange(12)[:, None] + 6 + 120, 12) - 6
    bumps = np.exp(-0.5 * np.square(2 * distances / widths))
    bumps /= np.linalg.norm(bumps, axis=0)
    bumps *= np.exp(-0.5 * np.square((pitches / 12 - 5) / 2))
    return np.asarray(np.roll(bumps, -3, axis=0)[:, : 1 + window // 2], np.float32)  # from A to C


def _hann(window: int) -> NDArray[np.float64]:
    """Hann's window, periodic: [window]."""
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window) / window)
