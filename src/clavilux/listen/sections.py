"""Where a song is cut into sections."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from clavilux.kernel.dsp import chroma_bands, mel_bands, stft
from clavilux.listen.pieces import pieces
from clavilux.values import FloatArray, Samples, Section

__all__ = ["fixed", "musical"]

SHORTEST, LONGEST = 0.6, 2.0  # a musical section, as a multiple of the length that is wanted
REWARD = 0.4  # for a border, per unit of novelty; a section costs at least 1
STEP = 0.5  # seconds between possible borders where there is no beat

WINDOW, HOP = 2048, 1024  # samples
BANDS, SHAPES, REGIONS = 40, 13, 4
DEPTH = 60.0  # dB under the loudest moment, below which nothing counts
SMOOTH = 2.0  # seconds


def fixed(duration: float, length: float) -> tuple[Section, ...]:
    """Sections of equal length, as the paper cuts a song.

    A remainder shorter than half a section joins the last one; a song shorter than a section is one section.

    Parameters
    ----------
    duration : float
        Of the song, seconds, more than 0.
    length : float
        Of a section, seconds, more than 0.

    Returns
    -------
    tuple of Section
        In order, without gaps, from 0 to `duration`.
    """
    whole, rest = divmod(duration, length)
    count = max(1, int(whole) + (rest >= length / 2))
    return _between([*(i * length for i in range(count)), duration])


def musical(
    mono: Samples,
    sr: int,
    *,
    beats: FloatArray,
    downbeats: FloatArray,
    length: float = 10.0,
    duration: float | None = None,
) -> tuple[Section, ...]:
    """Sections as a musician hears them: verse, chorus, break.

    A border is worth its novelty: how much loudness, timbre, onsets and harmony differ between the 0.6 `length` before
    and after it. (The homogeneity approach of Foote, "Automatic audio segmentation using a measure of audio novelty",
    2000, with means in place of a similarity matrix, so that time and memory grow only with the song's length.) Borders
    stand on downbeats; on beats where no downbeat is known, and anywhere where there is no beat. Of all the ways to
    cut the song the best is found by dynamic programming, where a section costs 1 + log2(its length / `length`)**2.

    Parameters
    ----------
    mono : Samples
        At least one.
    sr : int
        Its samples per second, Hz.
    beats, downbeats : ndarray
        Seconds, ascending; empty when unknown.
    length : float
        Seconds, at least 1: sections are between 0.6 and 2 times as long, unless the song is shorter, and where nothing
        happens a little longer than this.
    duration : float, optional
        Of the song, seconds: where the last section ends. None is n / sr.

    Returns
    -------
    tuple of Section
        In order, without gaps, from 0 to `duration`. A song shorter than 1.2 times `length` is one section.
    """
    end = len(mono) / sr if duration is None else duration
    if end < 2 * SHORTEST * length:
        return _between([0.0, end])
    places = np.array([0.0, end])
    for finer in (downbeats, beats, np.arange(0, end, STEP)):
        places = _filled(places, finer, SHORTEST * length)
    rewards = REWARD * _peaks(places, _novelty(_features(mono, sr), HOP / sr, places, SHORTEST * length), length)
    return _between(_cheapest(places, rewards, length))


def _between(borders: list[float]) -> tuple[Section, ...]:
    return tuple(Section(start=start, end=end) for start, end in pairwise(borders))


def _filled(places: FloatArray, finer: FloatArray, widest: float) -> FloatArray:
    """Places, and in holes wider than `widest` also the finer ones."""
    holes = np.append(np.diff(places) > widest, False)
    inside = finer[(finer > places[0]) & (finer < places[-1])]
    chosen: FloatArray = np.union1d(places, inside[holes[np.searchsorted(places, inside, side="right") - 1]])
    return chosen


def _features(mono: Samples, sr: int) -> NDArray[np.float32]:
    """What the song is like, shape [features, frames]: the squared distance of two frames is about 1 when they differ
    as much as two moments of this song usually do.
    """
    decibels, chroma = _spectra(mono, sr)
    decibels = np.maximum(decibels, decibels.max() - DEPTH)
    shape = scipy.fft.dct(decibels, axis=0, norm="ortho")[:SHAPES] / np.sqrt(BANDS)
    rises = np.maximum(np.diff(decibels, axis=1, prepend=decibels[:, :1]), 0)
    onsets = np.stack([region.mean(axis=0) for region in np.array_split(rises, REGIONS)])
    heard = shape[0] > shape[0].max() - DEPTH + 10  # long silence would make all else look alike
    groups = (
        # feature, weight, the least change that counts
        (shape[:1], 0.5, 1.0),  # loudness
        (shape[1:], 1.0, 0.3),  # timbre
        (onsets, 2.0, 0.2),
        (chroma, 0.5, 0.03),
    )
    return np.concatenate(
        [_scaled(part, weight, least, heard, round(SMOOTH * sr / HOP)) for part, weight, least in groups]
    )


def _spectra(mono: Samples, sr: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mel spectrogram in dB, shape [40, frames], and chroma of unit norm, shape [12, frames]."""
    filters = np.concatenate([mel_bands(sr, WINDOW, BANDS), chroma_bands(sr, WINDOW)])
    blocks = []
    for part in pieces(mono, WINDOW, HOP):
        spectrum = stft(part, WINDOW, HOP, centred=False)
        blocks.append(filters @ (spectrum.real**2 + spectrum.imag**2))
    power = np.concatenate(blocks, axis=1)
    chroma = power[BANDS:] / np.maximum(np.linalg.norm(power[BANDS:], axis=0), 1e-3)
    return 10 * np.log10(np.maximum(power[:BANDS], 1e-6)), chroma


def _scaled(
    part: NDArray[np.float32], weight: float, least: float, heard: NDArray[np.bool_], smooth: int
) -> NDArray[np.float32]:
    """Features of one kind, of which the slow changes have a variance of `weight` in all."""
    spread = np.sqrt(uniform_filter1d(part, smooth, axis=1)[:, heard].var(axis=1).mean())
    scaled: NDArray[np.float32] = part * np.float32(np.sqrt(weight / len(part)) / max(spread, least))
    return scaled


def _novelty(features: NDArray[np.float32], step: float, places: FloatArray, span: float) -> FloatArray:
    """Squared distance between the means of the `span` seconds before and after; 0 nearer than that to the ends."""
    sums = np.pad(np.cumsum(features, axis=1, dtype=np.float64), ((0, 0), (1, 0))) * step
    edges = (np.arange(sums.shape[1]) - 0.5) * step  # a frame stands for half a step around its centre
    inner = (places >= span) & (places <= places[-1] - span)
    before, here, after = (
        np.stack([np.interp(places[inner] + shift, edges, row) for row in sums]) for shift in (-span, 0, span)
    )
    novelty = np.zeros(len(places))
    novelty[inner] = np.square((after - here) - (here - before)).sum(axis=0) / span**2
    return novelty


def _peaks(places: FloatArray, novelty: FloatArray, length: float) -> FloatArray:
    """Novelty where it is the largest within half of the shortest section, else 0."""
    reach = SHORTEST * length / 2
    first, last = (np.searchsorted(places, places + shift) for shift in (-reach, reach))
    largest = np.array([novelty[i : max(j, i + 1)].max() for i, j in zip(first, last, strict=True)])
    return np.where(novelty >= largest, novelty, 0)


def _cheapest(places: FloatArray, rewards: FloatArray, length: float) -> list[float]:
    """The borders, from the first to the last place, that cost least with sections of allowed length."""
    costs, before = np.full(len(places), np.inf), np.zeros(len(places), dtype=int)
    costs[0] = 0
    earliest = np.searchsorted(places, places - LONGEST * length - 1e-9)
    latest = np.searchsorted(places, places - SHORTEST * length + 1e-9)
    for here in range(1, len(places)):
        starts = slice(earliest[here], latest[here])
        lengths = places[here] - places[starts]
        total = costs[starts] + 1 + np.log2(lengths / length) ** 2 - rewards[here]
        if total.size:
            before[here] = earliest[here] + total.argmin()
            costs[here] = total.min()
    path = [len(places) - 1]
    while path[-1]:
        path.append(before[path[-1]])
    return [float(places[i]) for i in reversed(path)]
