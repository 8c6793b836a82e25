"""Musical curves in [0, 1], one value per frame."""

from __future__ import annotations

from typing import Literal

import numpy as np

from clavilux.types import FloatArray

__all__ = ["energy", "normalise", "pulse", "travel"]


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
    total = energies.sum()
    if kind == "linear" or total <= 0:
        return np.linspace(0.0, 1.0, n) if n > 1 else np.zeros(n)
    position = np.asarray(np.cumsum(energies) / total)
    position[0] = 0.0
    return position


def pulse(beats: FloatArray, strengths: FloatArray, times: FloatArray, *, decay: float) -> FloatArray:
    """Beats as sudden rises that fall exponentially: max over beats b <= t of strength_b exp(-(t - b) / decay).

    Parameters
    ----------
    beats : ndarray, shape [k]
        Seconds, ascending.
    strengths : ndarray, shape [k]
        Height of each rise, in [0, 1].
    times : ndarray, shape [n]
        Seconds at which frames are shown, evenly spaced. A beat sounds first in the frame that is nearest to it.
    decay : float
        Seconds until a rise has fallen to 1/e.
    """
    out = np.zeros(times.size)
    if times.size == 0:
        return out
    first = np.searchsorted(times, beats - 0.5 * (times[1] - times[0] if times.size > 1 else 0.0))
    for index, strength in zip(first, strengths, strict=True):
        tail = times[index:]
        if tail.size:
            out[index:] = np.maximum(out[index:], strength * np.exp(-(tail - tail[0]) / decay))
    return out
