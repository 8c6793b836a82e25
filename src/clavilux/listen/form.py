"""Which parts of a song are alike: bars, compared one by one, and letters for sections.

Sections are the same part, such as a chorus, when their bars agree one after another in harmony and their means in
timbre, strokes and level. How much of a difference is too much began with a logistic regression on songs of known form
(the sounds "tim" of ``bench/band/forms.toml``, and tracker modules) and was rounded by the letters that came out there;
harmony counts more than the regression would have it, as the played songs change instruments more than most bands do.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import correlate1d
from scipy.special import expit

from clavilux.listen.texture import Texture, means
from clavilux.values import FloatArray

__all__ = ["Bars", "bars", "letters", "likenesses", "odds", "repetition"]

Floats = NDArray[np.float32]
Span = tuple[int, int]
"""First bar and the one after the last."""

SHORTEST, MOST = 1.0, 2000  # seconds of a bar, at least; bars of a song, about
HARMONIES, TIMBRES, STROKES = 4, 2, 8  # that are told apart in a bar
SLIP = 1  # bars by which a border may be wrong
SAME = 6.0  # log odds that two sections without any difference are the same part
HARMONY, TIMBRE, RHYTHM, LEVEL = 3.0, 0.6, 4.3, 0.8  # what a difference takes from them; see `Bars` for the units
USUAL, LEAST = 8.0, 0.85  # what differences take in most songs; see `odds`
DIFFERENT = (0.3, 3.0, 0.6)  # harmony, timbre, rhythm: bars that differ so much in one of them have a likeness of 1 / e
CONTEXT = 2.0  # bars around a border that its repetition counts, as the deviation of a bell


class Bars(NamedTuple):
    """Features of bars, or of what stands for them where there are none."""

    edges: FloatArray
    """Seconds, of the first one's start to the last one's end, [n + 1]."""
    harmony: Floats
    """Chroma of its four quarters less their mean, unit norm, [n, 48]: a product is the cosine of two bars."""
    timbre: Floats
    """Spectral shape of its halves, dB, [n, 80], scaled so that distances are root mean squares."""
    rhythm: Floats
    """Rises of its eighths in four regions, dB per frame, [n, 32], scaled likewise."""
    level: Floats
    """Mean level of the bands, dB, [n]."""


def bars(heard: Texture, places: FloatArray) -> Bars:
    """Cut a song into bars for comparing them.

    Parameters
    ----------
    heard : Texture
        The song.
    places : ndarray
        Seconds at which bars may begin, from the start of the song to its end, ascending, at least two. Bars are at
        least a second long, and longer in songs of more than half an hour, so that tables of them stay small.
    """
    shortest = max(SHORTEST, places[-1] / MOST)
    kept = [0.0]
    for place in places[1:]:
        if place - kept[-1] >= shortest:
            kept.append(float(place))
    edges = np.array([*kept[:-1], places[-1]] if len(kept) > 1 else [0.0, places[-1]])

    def parts(features: Floats, count: int) -> Floats:
        """Means of equal parts of each bar, [bars, parts, features]."""
        inner = np.interp(np.arange((len(edges) - 1) * count + 1) / count, np.arange(len(edges)), edges)
        split = means(features, heard.step, inner)
        return np.asarray(split.T.reshape(len(edges) - 1, count, -1), np.float32)

    harmony, timbre, rhythm = (
        parts(features, count)
        for features, count in ((heard.chroma, HARMONIES), (heard.decibels, TIMBRES), (heard.rises, STROKES))
    )
    level = timbre.mean(axis=(1, 2))
    harmony = _flat(harmony - harmony.mean(axis=2, keepdims=True))
    timbre, rhythm = _flat(timbre - timbre.mean(axis=2, keepdims=True)), _flat(rhythm)
    return Bars(
        edges,
        harmony / np.maximum(np.linalg.norm(harmony, axis=1, keepdims=True), 1e-6),
        timbre / np.float32(np.sqrt(timbre.shape[1])),
        rhythm / np.float32(np.sqrt(rhythm.shape[1])),
        level,
    )


def repetition(song: Bars) -> FloatArray:
    """How much it changes at each edge which other bars the next ones repeat, in [0, 1], [n + 1].

    The structure features of Serrà et al., "Unsupervised music structure annotation by time series structure features
    and segment similarity" (2014), without thresholds: likeness of bars as a function of time and lag, and its change
    along time. A border between two verses shows here though nothing new sounds.
    """
    harmony, timbre, rhythm = DIFFERENT
    distance = (1 - song.harmony @ song.harmony.T) / np.float32(harmony)
    for features, scale in ((song.timbre, timbre), (song.rhythm, rhythm)):
        distance += _distances(features) / np.float32(scale)
    count = len(distance)
    index = np.arange(count)
    lags = np.exp(-distance)[index[:, None], (index[:, None] + index) % count]
    bell = np.exp(-0.5 * np.square((np.arange(4 * CONTEXT) + 0.5) / CONTEXT))
    kernel = np.concatenate([-bell[::-1], bell]) / bell.sum()
    padded = np.pad(lags, ((0, 1), (0, 0)), mode="edge")
    return np.asarray(np.abs(correlate1d(padded, kernel, axis=0, mode="nearest")).mean(axis=1), np.float64)


def odds(song: Bars, spans: Sequence[Span]) -> FloatArray:
    """Log odds that sections are the same part of the form, [sections, sections], symmetric.

    In a song of a single sound, such as that of one band without guests, smaller differences count: they are divided by
    the square root of their median as a share of the usual one, but by 0.85 at least, so that a loop stays one part.

    Parameters
    ----------
    song : Bars
    spans : sequence of (int, int)
        Bars of each section, at least one.
    """
    features = [
        [getattr(song, name)[first:last].mean(axis=0) for first, last in spans]
        for name in ("timbre", "rhythm", "level")
    ]
    lost = np.zeros((len(spans), len(spans)))
    pairs = list(combinations(range(len(spans)), 2))
    for one, other in pairs:
        timbre, rhythm, level = (float(np.linalg.norm(kind[one] - kind[other])) for kind in features)
        harmony = _harmonic_distance(song.harmony, spans[one], spans[other])
        lost[one, other] = HARMONY * harmony + TIMBRE * timbre + RHYTHM * rhythm + LEVEL * level
    usual = np.median([lost[pair] for pair in pairs]) / USUAL if pairs else 1.0
    odds: FloatArray = SAME - (lost + lost.T) / np.clip(np.sqrt(usual), LEAST, 1)
    return odds


def letters(odds: FloatArray, weights: FloatArray) -> list[str]:
    """Letters of sections, ``A`` the first: the two groups that are most likely the same are joined, again and again,
    as long as their mean log odds are positive (average linkage).

    Parameters
    ----------
    odds : ndarray
        Of `odds`.
    weights : ndarray
        What each section counts, such as its length.
    """
    groups = [[i] for i in range(len(weights))]
    # What two groups have in common, summed over the pairs: joined, they simply add up.
    sums, sizes = odds * np.outer(weights, weights), np.array(weights, dtype=float)
    np.fill_diagonal(sums, -np.inf)
    while len(groups) > 1:
        linkage = sums / np.outer(sizes, sizes)
        one, other = sorted(int(i) for i in np.unravel_index(linkage.argmax(), linkage.shape))
        if linkage[one, other] <= 0:
            break
        groups[one] += groups.pop(other)
        sizes[one] += sizes[other]
        sums[one] += sums[other]
        sums[:, one] = sums[one]
        sums[one, one] = -np.inf
        sums, sizes = np.delete(np.delete(sums, other, 0), other, 1), np.delete(sizes, other)
    named = [""] * len(weights)
    for number, group in enumerate(sorted(groups, key=min)):
        for section in group:
            named[section] = _letter(number)
    return named


def likenesses(odds: FloatArray, labels: Sequence[str], weights: FloatArray) -> FloatArray:
    """Mean probability that a section is the same part as the others of its letter, 1 when there are none."""
    alike = np.ones(len(labels))
    for i, label in enumerate(labels):
        others = np.array([other == label and j != i for j, other in enumerate(labels)])
        if others.any():
            alike[i] = np.average(expit(odds[i, others]), weights=weights[others])
    return alike


def _harmonic_distance(harmony: Floats, one: Span, other: Span) -> float:
    """1 less the mean cosine of bars one after another, where the shorter section fits best into the longer one."""
    short, long = sorted((one, other), key=lambda span: span[1] - span[0])
    alike = harmony[short[0] : short[1]] @ harmony[long[0] : long[1]].T
    room = alike.shape[1] - alike.shape[0]
    least = max(1, len(alike) - SLIP)
    lags = [np.diagonal(alike, lag) for lag in range(-SLIP, room + SLIP + 1)]
    return 1 - max(float(lag.mean()) for lag in lags if len(lag) >= least)


def _distances(features: Floats) -> Floats:
    """Euclidean, [n, n]."""
    squares = np.square(features).sum(axis=1)
    return np.asarray(np.sqrt(np.maximum(squares[:, None] + squares - 2 * features @ features.T, 0)))


def _flat(parts: Floats) -> Floats:
    return parts.reshape(len(parts), -1)


def _letter(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    before, last = divmod(number, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)
