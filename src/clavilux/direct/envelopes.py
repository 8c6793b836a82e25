"""Musical curves in [0, 1]: the formulas, each on arrays alone.

Lengths are in seconds throughout, so the same music gives much the same curve at any frame rate.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.ndimage import gaussian_filter1d

from clavilux.values import FloatArray

__all__ = [
    "energy",
    "loud_level",
    "normalise",
    "presence",
    "pulse",
    "ringing",
    "sensation",
    "shimmer",
    "smooth",
    "sway",
    "swell",
    "travel",
]

STEVENS = 0.3
"""Exponent from sound power to how loud it seems (Stevens, "The measurement of loudness", 1955)."""

SMOOTH = 0.5
"""Standard deviation, seconds, of the window that smooths what moves slowly."""

RINGING = 0.12
"""Seconds in which a flicker of the treble falls to 1/e."""

SOUNDING = 40.0
"""Decibels below the song's loud level at which it counts as silent."""

RANGE = (8.0, 40.0)
"""Decibels from rest to full swell, at least and at most: even a loud master breathes, silence never rises."""

SIZZLING = (-45.0, -20.0)
"""Treble against all percussion, decibels, at which a song begins to sizzle, and fully does."""

FADED = 20.0
"""Decays after which nothing is left of a pulse, which keeps the work for long songs small."""

LOUD = 95
"""Percentile of a curve that counts as its full height; a single crash does not flatten the rest."""


def normalise(values: FloatArray) -> FloatArray:
    """Min-max to [0, 1]; all zeros when the values do not vary.

    Parameters
    ----------
    values : ndarray, shape [n]

    Returns
    -------
    ndarray, shape [n]
    """
    if values.size == 0:
        return values
    low, high = values.min(), values.max()
    if high <= low:
        return np.zeros_like(values, dtype=float)
    return np.asarray((values - low) / (high - low))


def energy(
    harmonic: FloatArray, percussive: FloatArray, *, harmonic_weight: float, percussive_weight: float
) -> FloatArray:
    """The paper's energy E = a_H E_H + a_P E_P of one section, each part normalised within the section.

    Parameters
    ----------
    harmonic, percussive : ndarray, shape [n]
        Peak mel power of the two parts.
    harmonic_weight, percussive_weight : float
        a_H and a_P; 0.2 and 0.8 in the paper.

    References
    ----------
    Pina & Li, arXiv 2412.05694, section on energy vectors.
    """
    return np.asarray(harmonic_weight * normalise(harmonic) + percussive_weight * normalise(percussive))


def travel(energies: FloatArray, kind: Literal["energy", "linear", "constant"] = "energy") -> FloatArray:
    """The paper's T of one section: the position between its two keyframes.

    T = cumsum(E) / sum(E), then T[0] = 0. So T is monotone, T[0] = 0 and T[-1] = 1.

    Parameters
    ----------
    energies : ndarray, shape [n]
        Energy at each frame of the section, not negative.
    kind : {"energy", "linear", "constant"}
        The music's energy, or the paper's baselines: a straight line, or staying at the first keyframe. Silence has no
        energy to accumulate, so it moves in a straight line too.
    """
    n = energies.size
    if kind == "constant":
        return np.zeros(n)
    sums = np.cumsum(energies, dtype=float)
    if kind == "linear" or not sums.any():
        return np.linspace(0.0, 1.0, n) if n > 1 else np.zeros(n)
    position = np.asarray(sums / sums[-1])
    position[0] = 0.0
    return position


def pulse(events: FloatArray, strengths: FloatArray, times: FloatArray, *, attack: float, decay: float) -> FloatArray:
    """Swift rises that are highest exactly at their events and fall exponentially: their maximum, not their sum.

    Events may come in any order. One at b of strength s is s (1 + cos(pi (t - b) / attack)) / 2 during `attack` seconds
    before b, and s exp(-(t - b) / decay) from b on.

    Parameters
    ----------
    events : ndarray, shape [k]
        Seconds.
    strengths : ndarray, shape [k]
        Height of each rise, in [0, 1].
    times : ndarray, shape [n]
        Seconds at which frames are shown, ascending.
    attack : float
        Seconds that a rise takes; it ends on the event. At 0 an event is first seen in the frame after it.
    decay : float
        Seconds until a rise has fallen to 1/e.
    """
    out = np.zeros(times.size)
    begins, peaks, ends = (np.searchsorted(times, events + shift) for shift in (-attack, 0.0, FADED * decay))
    for event, strength, begin, peak, end in zip(events, strengths, begins, peaks, ends, strict=True):
        rise = 0.5 + 0.5 * np.cos(np.pi * (times[begin:peak] - event) / max(attack, np.finfo(float).tiny))
        fall = np.exp(-(times[peak:end] - event) / decay)
        out[begin:end] = np.maximum(out[begin:end], strength * np.concatenate([rise, fall]))
    return out


def swell(loudness: FloatArray, rate: float) -> FloatArray:
    """How loud the music is, compared with the rest of the song: 0 at rest, 1 where it is loud.

    With D the loudness in decibels, its power smoothed over `SMOOTH` seconds, the curve is 1 + (D - D95) / R, clipped
    to [0, 1]. R is one and a half times the distance of the song's loud level D95 to its quiet level (the tenth
    percentile of what sounds), kept within `RANGE`.

    Parameters
    ----------
    loudness : ndarray, shape [n]
        Root mean square of the sound.
    rate : float
        Values per second, Hz.
    """
    power = smooth(np.square(loudness, dtype=float), rate)
    if not power.any():
        return np.zeros(power.size)
    level = 10 * np.log10(np.maximum(power, np.finfo(np.float32).tiny))
    loud = np.percentile(level, LOUD)
    quiet = np.percentile(level[level > loud - SOUNDING], 10)
    return np.asarray(np.clip(1 + (level - loud) / np.clip(1.5 * (loud - quiet), *RANGE), 0, 1))


def sway(harmonic: FloatArray, rate: float) -> FloatArray:
    """How strongly the song sings: the `sensation` of its harmonic energy, smoothed over `SMOOTH` seconds.

    Parameters
    ----------
    harmonic : ndarray, shape [n]
        Peak mel power of the harmonic part.
    rate : float
        Values per second, Hz.
    """
    return smooth(sensation(harmonic, loud_level(harmonic)), rate)


def shimmer(treble: FloatArray, percussive: FloatArray, rate: float) -> FloatArray:
    """How the song sizzles: amplitude of the high percussion as a share of its loud level, ringing for `RINGING` s.

    Songs whose percussion has no treble to speak of (see `SIZZLING`) do not shimmer at all.

    Parameters
    ----------
    treble, percussive : ndarray, shape [n]
        Peak mel power of the percussive part, above 5 kHz and everywhere.
    rate : float
        Values per second, Hz.
    """
    loud = loud_level(treble)
    curve = sensation(treble, loud, exponent=0.5) * presence(loud, loud_level(percussive), SIZZLING)
    return ringing(curve, rate, RINGING)


def ringing(values: FloatArray, rate: float, decay: float) -> FloatArray:
    """A curve, shape [n], that falls to 1/e in so many seconds at the soonest; 0 leaves it as it is."""
    if not decay:
        return values
    out, fall = np.array(values, float), float(np.exp(-1 / (rate * decay)))
    for i in range(1, out.size):
        out[i] = max(out[i], fall * out[i - 1])
    return out


def sensation(power: FloatArray, loud: float, *, exponent: float = STEVENS) -> FloatArray:
    """Strength of what is heard, in [0, 1]: (power / loud) ** exponent, at most 1; nothing where nothing is loud."""
    return np.clip(power / loud, 0, 1) ** exponent if loud > 0 else np.zeros(power.shape)


def presence(power: float, against: float, limits: tuple[float, float]) -> float:
    """How much one part of the music matters beside another: 0 and 1 at so many decibels, straight between them."""
    if power <= 0 or against <= 0:
        return float(power > 0)
    return float(np.interp(10 * np.log10(power / against), limits, (0.0, 1.0)))


def loud_level(values: FloatArray, percentile: float = LOUD) -> float:
    """What counts as the full height of a curve; 0 if it has no values."""
    return float(np.percentile(values, percentile)) if values.size else 0.0


def smooth(values: FloatArray, rate: float, seconds: float = SMOOTH) -> FloatArray:
    """A curve, shape [n], under a Gaussian window of so many seconds' standard deviation; 0 leaves it as it is."""
    values = np.asarray(values, float)
    if not values.size or not seconds:
        return values
    return np.asarray(gaussian_filter1d(values, seconds * rate, mode="reflect"))
