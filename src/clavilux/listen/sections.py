"""Where a song is cut into sections, and which of them are the same part of its form."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from clavilux.listen.form import Bars, bars, letters, likenesses, odds, repetition
from clavilux.listen.texture import Texture, integrals, texture
from clavilux.values import FloatArray, Samples, Section

__all__ = ["fixed", "musical"]

SHORTEST, USUAL, LONGEST = 0.6, 1.6, 4.0  # a musical section, as a multiple of the length that is wanted
REWARDS = {0.4: 0.2, 0.8: 0.2}
"""For a border, per unit of novelty over so many times the wanted length; a section costs at least 1."""
REPETITION = 10.0  # the same for a change of what is repeated
UNEVEN = np.array([0.0, 0.5, 0.4, 0.5, 0.15, 0.5, 0.4, 0.5])  # cost of bars by which a section is longer than eights
STEP = 0.5  # seconds between possible borders where there is no beat
SHAPES = 13
DEPTH = 50.0  # dB under the loudest moment, below which there is silence
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
    """Sections as a musician hears them: verse, chorus, break; those that are the same part have the same letter.

    A border is worth its novelty: how much loudness, timbre, onsets and harmony differ before and after it (the
    homogeneity approach of Foote, "Automatic audio segmentation using a measure of audio novelty", 2000, with means in
    place of a similarity matrix), and how much it changes which other bars are repeated (`form.repetition`). Borders
    stand on downbeats; on beats where no downbeat is known, and anywhere where there is no beat. Of all the ways to cut
    the song the best is found by dynamic programming, where a section costs 1 + log2(its length / 1.6 `length`)**2 / 2,
    and up to 0.5 more when its bars are not four or eight or a multiple.

    Parameters
    ----------
    mono : Samples
        At least one.
    sr : int
        Its samples per second, Hz.
    beats, downbeats : ndarray
        Seconds, ascending; empty when unknown.
    length : float
        Seconds, at least 1: sections are between 0.6 and 4 times as long, unless the song is shorter, and most often
        1.6 times.
    duration : float, optional
        Of the song, seconds: where the last section ends. None is n / sr.

    Returns
    -------
    tuple of Section
        In order, without gaps, from 0 to `duration`. A song shorter than 1.2 times `length` is one section.
    """
    end = len(mono) / sr if duration is None else duration
    if end < 2 * SHORTEST * length:
        return (Section(start=0.0, end=end, label="A", likeness=1.0),)
    places = np.array([0.0, end])
    for finer in (downbeats, beats, np.arange(0, end, STEP)):
        places = _filled(places, finer, SHORTEST * length)
    heard = texture(mono, sr)
    song, features = bars(heard, places), _features(heard)
    novelty = REPETITION * np.interp(places, song.edges, repetition(song))
    for span, reward in REWARDS.items():
        novelty += reward * _novelty(features, heard.step, places, span * length)
    borders = np.array(_cheapest(places, _peaks(places, novelty, length), np.searchsorted(downbeats, places), length))
    return _labelled(song, borders)


def _labelled(song: Bars, borders: FloatArray) -> tuple[Section, ...]:
    """Sections with their letters."""
    lengths = np.diff(borders)
    table = odds(song, [_within(song.edges, start, end) for start, end in pairwise(borders)])
    labels = letters(table, lengths)
    return tuple(
        Section(start=float(start), end=float(end), label=label, likeness=float(likeness))
        for (start, end), label, likeness in zip(
            pairwise(borders), labels, likenesses(table, labels, lengths), strict=True
        )
    )


def _within(edges: FloatArray, start: float, end: float) -> tuple[int, int]:
    """The bars that are mostly between two times, at least one."""
    middles = (edges[1:] + edges[:-1]) / 2
    first = min(int(np.searchsorted(middles, start)), len(middles) - 1)
    return first, max(int(np.searchsorted(middles, end)), first + 1)


def _between(borders: list[float]) -> tuple[Section, ...]:
    return tuple(Section(start=start, end=end) for start, end in pairwise(borders))


def _filled(places: FloatArray, finer: FloatArray, widest: float) -> FloatArray:
    """Places, and in holes wider than `widest` also the finer ones."""
    holes = np.append(np.diff(places) > widest, False)
    inside = finer[(finer > places[0]) & (finer < places[-1])]
    chosen: FloatArray = np.union1d(places, inside[holes[np.searchsorted(places, inside, side="right") - 1]])
    return chosen


def _features(heard: Texture) -> NDArray[np.float32]:
    """What the song is like, shape [features, frames]: the squared distance of two frames is about 1 when they differ
    as much as two moments of this song usually do.
    """
    shape = scipy.fft.dct(heard.decibels, axis=0, norm="ortho")[:SHAPES] / np.sqrt(len(heard.decibels))
    audible = shape[0] > shape[0].max() - DEPTH  # long silence would make all else look alike
    groups = (
        # feature, weight, the least change that counts
        (shape[:1], 0.5, 1.0),  # loudness
        (shape[1:], 1.0, 0.3),  # timbre
        (heard.rises, 2.0, 0.2),
        (heard.chroma, 0.5, 0.03),
    )
    smooth = round(SMOOTH / heard.step)
    return np.concatenate([_scaled(part, weight, least, audible, smooth) for part, weight, least in groups])


def _scaled(
    part: NDArray[np.float32], weight: float, least: float, heard: NDArray[np.bool_], smooth: int
) -> NDArray[np.float32]:
    """Features of one kind, of which the slow changes have a variance of `weight` in all."""
    spread = np.sqrt(uniform_filter1d(part, smooth, axis=1)[:, heard].var(axis=1).mean())
    scaled: NDArray[np.float32] = part * np.float32(np.sqrt(weight / len(part)) / max(spread, least))
    return scaled


def _novelty(features: NDArray[np.float32], step: float, places: FloatArray, span: float) -> FloatArray:
    """Squared distance between the means of the `span` seconds before and after; 0 nearer than that to the ends."""
    inner = (places >= span) & (places <= places[-1] - span)
    before, here, after = (integrals(features, step, places[inner] + shift) for shift in (-span, 0, span))
    novelty = np.zeros(len(places))
    novelty[inner] = np.square((after - here) - (here - before)).sum(axis=0) / span**2
    return novelty


def _peaks(places: FloatArray, novelty: FloatArray, length: float) -> FloatArray:
    """Novelty where it is the largest within half of the shortest section, else 0."""
    reach = SHORTEST * length / 2
    first, last = (np.searchsorted(places, places + shift) for shift in (-reach, reach))
    largest = np.array([novelty[i : max(j, i + 1)].max() for i, j in zip(first, last, strict=True)])
    return np.where(novelty >= largest, novelty, 0)


def _cheapest(places: FloatArray, rewards: FloatArray, counts: NDArray[np.intp], length: float) -> list[float]:
    """The borders, from the first to the last place, that cost least with sections of allowed length.

    `counts` are the bars before each place.
    """
    costs, before = np.full(len(places), np.inf), np.zeros(len(places), dtype=int)
    costs[0] = 0
    earliest = np.searchsorted(places, places - LONGEST * length - 1e-9)
    latest = np.searchsorted(places, places - SHORTEST * length + 1e-9)
    for here in range(1, len(places)):
        starts = slice(earliest[here], latest[here])
        octaves = np.log2((places[here] - places[starts]) / (USUAL * length))
        total = costs[starts] + 1 + octaves**2 / 2 + UNEVEN[(counts[here] - counts[starts]) % 8] - rewards[here]
        if total.size:
            before[here] = earliest[here] + total.argmin()
            costs[here] = total.min()
    path = [len(places) - 1]
    while path[-1]:
        path.append(before[path[-1]])
    return [float(places[i]) for i in reversed(path)]
