"""How the strokes of a song lie between its beats: what tells reggae from house, and a waltz from a march.

The onsets of bass, middle and treble are curves over the beats. Their spectra and cross-spectra, in cycles per beat, do
not depend on where the bar begins, nor on whether the beats are half a beat off: bass and treble that take turns are
in opposite phase at one cycle per beat, whoever has the beat.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.dsp import frequencies, stft
from clavilux.listen.pieces import pieces
from clavilux.values import FloatArray, Samples

__all__ = ["BANDS", "CYCLES", "FEATURES", "Groove", "groove"]

WINDOW, HOP = 1024, 256
BANDS = {"bass": (30.0, 160.0), "middle": (300.0, 2500.0), "treble": (5000.0, 11025.0)}
"""Hz: kick and bass, chords and snare, hi-hats."""
DEPTH = 40.0  # dB below the loudest moment of a band, where it ends: less has leaked from other bands
SPAN = 16  # beats over which a pattern is followed: a tracker that slips spoils no more
STEPS = 16  # to the beat, at which the curves are read
CYCLES = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 1.0, 5 / 4, 3 / 2, 7 / 4, 2.0, 5 / 2, 3.0, 4.0)
"""Per beat, at which the patterns are told apart: 3 where it swings, 3/4 and 5/4 where three strokes share a bar of 4
unevenly."""
TEMPI = (60, 75, 90, 105, 125, 150, 180)
PAIRS = tuple(combinations(BANDS, 2))
FEATURES = (
    *(f"{band} {cycle:.2f}" for band in BANDS for cycle in CYCLES),
    *(f"{one} x {other} {cycle:.2f}" for one, other in PAIRS for cycle in CYCLES),
    *(f"around {bpm} BPM" for bpm in TEMPI),
    *(f"strokes of {band}" for band in BANDS),
    *(f"level of {band}" for band in BANDS),
    *(f"spread of {band}" for band in BANDS),
    "beat",
)
"""Names of what is measured, in its order."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groove:
    """What the strokes of a stretch of music do."""

    features: FloatArray
    """Shape [len(FEATURES)]; what is about beats is 0 where there are fewer than `SPAN` of them."""

    def signs(self) -> dict[str, float]:
        """How clear each of four grooves is, in [0, 1]; at 0.5 it is rather there than not.

        ``"four on the floor"``: a kick on every beat; ``"swung"``: strokes in thirds of a beat; ``"chords off the
        beat"``: between the strokes of the bass; ``"dembow"``: bass and snare in 3 + 3 + 2 sixteenths, 80 to
        105 BPM.
        """
        found = dict(zip(FEATURES, (float(value) for value in self.features), strict=True))
        halves = max(found["treble 2.00"], found["treble 4.00"])
        swung = _grown(found["treble 3.00"], 0.4, 0.7) * _grown(found["treble 3.00"], 1.1 * halves, 1.5 * halves + 1e-3)
        uneven = max(found["bass 0.25"], found["bass 0.50"])
        # A bass that walks comes on every beat, too, but where it swings.
        floor = _grown(found["bass 1.00"], 0.35, 0.65) * _grown(-uneven, -0.45, -0.2) * (1 - swung)
        # Hats off the beat are heard in the middle, too.
        against = min(-found["bass x middle 1.00"], found["bass x treble 1.00"] - found["bass x middle 1.00"])
        chords = _grown(against, 0.15, 0.55) * _grown(found["middle 1.00"], 0.3, 0.6)
        threes = min(found[f"{pair} {cycle}"] for pair in ("bass", "bass x middle") for cycle in ("1.50", "2.50"))
        return {
            "four on the floor": floor,
            "swung": swung,
            "chords off the beat": chords,
            "dembow": _grown(threes, 0.3, 0.5) * _grown(found["around 90 BPM"], 0.2, 0.6),
        }


def groove(mono: Samples, sr: int, beats: FloatArray) -> Groove:
    """Measure how the strokes lie between the beats.

    Parameters
    ----------
    mono : Samples
        At least one.
    sr : int
        Its samples per second, Hz.
    beats : ndarray
        Seconds, ascending.
    """
    levels = _levels(mono, sr)
    rises = np.diff(levels, axis=1, prepend=levels[:, :1])
    np.maximum(rises, 0.0, out=rises)
    # Of each stroke only the onset counts, not how often the level trembles.
    rises -= rises.mean(axis=1, keepdims=True)
    np.maximum(rises, 0.0, out=rises)
    sound = np.concatenate([rises.mean(axis=1), levels.mean(axis=1) - levels.mean(), levels.std(axis=1) / 10])
    if len(beats) <= SPAN:
        pattern = np.zeros(len(FEATURES) - len(sound) - 1)
        return Groove(features=np.concatenate([pattern, sound, [0.0]]))
    single, paired = _spectra(rises, sr / HOP, beats)
    octave = np.log2(60 / np.median(np.diff(beats)) / np.array(TEMPI)) / 0.2
    tempi = np.exp(-0.5 * np.square(octave))
    return Groove(features=np.concatenate([single.ravel(), paired.ravel(), tempi, sound, [1.0]]))


def _grown(value: float, none: float, full: float) -> float:
    """How far a value is on its way from where it says nothing to where it says all, in [0, 1]."""
    return min(1.0, max(0.0, (value - none) / (full - none)))


def _levels(mono: Samples, sr: int) -> FloatArray:
    """Level of each of `BANDS`, dB, not deeper than hearing goes: [bands, frames]."""
    filters = _filters(sr)
    parts = [filters @ np.square(np.abs(stft(part, WINDOW, HOP, centred=False))) for part in pieces(mono, WINDOW, HOP)]
    levels = 10 * np.log10(np.concatenate(parts, axis=1) + 1e-12)
    np.maximum(levels, levels.max(axis=1, keepdims=True) - DEPTH, out=levels)
    return np.asarray(levels, np.float64)


@cache
def _filters(sr: int) -> NDArray[np.float32]:
    """Which bins of the spectrum lie in which of `BANDS`: [bands, bins]."""
    hertz = frequencies(sr, WINDOW)
    return np.array([(hertz >= low) & (hertz < high) for low, high in BANDS.values()], np.float32)


def _spectra(rises: FloatArray, rate: float, beats: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Magnitudes [bands, cycles], and real parts of the cross-spectra [pairs, cycles], as shares of all that rises."""
    places = np.arange((len(beats) - 1) * STEPS + 1) / STEPS
    times = np.interp(places, np.arange(len(beats)), beats)
    edges = (np.arange(rises.shape[1] + 1) - 0.5) / rate
    # One band at a time, as the sums of all are large where a song is long.
    curves = np.stack([np.diff(np.interp(times, edges, np.append(0.0, np.cumsum(band)))) for band in rises])
    starts = range(0, curves.shape[1] - SPAN * STEPS + 1, SPAN * STEPS // 2)
    windows = [curves[:, start : start + SPAN * STEPS] for start in starts]
    phases = np.exp(-2j * np.pi * np.outer(np.arange(SPAN * STEPS) / STEPS, CYCLES))
    found = np.array([window @ phases for window in windows])
    total = np.mean([window.sum(axis=1) for window in windows], axis=0)[:, None] + 1e-9
    magnitudes = np.sqrt(np.mean(np.square(np.abs(found)), axis=0)) / total
    names = list(BANDS)
    crossed = [
        np.real(found[:, names.index(one)] * found[:, names.index(other)].conj()).mean(axis=0)
        / (total[names.index(one)] * total[names.index(other)])
        for one, other in PAIRS
    ]
    return magnitudes, np.sign(crossed) * np.sqrt(np.abs(crossed))
