"""The genre of a song and of its sections, one of the style book's, from the tags of both networks and the groove.

Scores of genres are sums of what the tags say, weighed by hand (``genres.toml``). What a regression has learned of
recordings and played music, with authors kept apart (``training/genre/``), moves them: how a genre differs from what
its tags alone promise, by all tags and by how strokes lie between the beats.

Which genres can be told:

- named by a tag: pop, rock, punk, jazz, blues, indie, classical, country, folk, electronic, techno, electro, house,
  metal, hip hop, funk, R&B (also from soul);
- by a combination of tags, and so less surely: disco (dance with the seventies or funk), gospel (soul with a choir),
  rap (hip hop with a man's voice);
- by the groove, where it is clear: reggae (chords off the beat), reggaeton (the dembow), latin (either of them, and
  acoustic).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import convolve1d
from scipy.special import softmax

from clavilux.listen.groove import Groove
from clavilux.listen.tags import MSD_TAGS, MTT_TAGS, Tagging

__all__ = ["FAINT", "LIMIT", "WEIGHTS", "Guess", "evidence", "guess", "ranked", "scores"]

Scores = NDArray[np.float64]

WEIGHTS: Mapping[str, Mapping[str, float]] = tomllib.loads(
    (files("clavilux.listen") / "genres.toml").read_text("utf-8")
)
"""For each genre, what a tag, a sign of `Groove.signs` or a pair "a & b" of them adds to its score per unit."""

DOUBT = 0.2  # root of the sum of squared scores that the answer "none of these" has in any sound
FAINT = 0.05  # score that any genre has in any sound
UNHEARD = 0.02  # the same of the probability of a tag
LIMIT = 3.0  # deviations from the usual beyond which nothing counts more
NEIGHBOURS = 0.5  # weight of the section before and the one after, against 1 for the section itself
PULL = 0.5  # weight of the whole song, against as much for the section and its neighbours


class Guess(NamedTuple):
    """A genre, and how sure it is."""

    genre: str | None
    """A genre of the style book; None in silence."""
    confidence: float
    """Share of all evidence that speaks for the genre, in [0, 1]: above 0.5 it is most likely right, below 0.25 several
    genres are as likely or nothing speaks clearly, and it is not to be trusted."""


def guess(
    tagging: Tagging, grooved: Groove, sections: Sequence[tuple[float, float]]
) -> tuple[Guess, tuple[Guess, ...]]:
    """The genre of a song, and that of each section.

    A section is judged with its neighbours and pulled towards the song, so that one odd section does not change the
    genre, while a long change does.

    Parameters
    ----------
    tagging : Tagging
        Of the whole song.
    grooved : Groove
        Of the whole song.
    sections : sequence of (start, end)
        Seconds, in order.

    Returns
    -------
    song : Guess
    each : tuple of Guess
        One per section; ``Guess(None, 0.0)`` where it is silent.
    """
    song = _shares(tagging, grooved)
    parts = [tagging.between(start, end) for start, end in sections]
    heard = np.array([part.heard.any() for part in parts], bool)
    around = _smoothed(np.array([_shares(part, grooved) for part in parts]).reshape(-1, len(WEIGHTS)), heard)
    each = [_ranking((1 - PULL) * shares + PULL * song)[0] for shares in around]
    return _ranking(song)[0], tuple(
        best if sounds else Guess(None, 0.0) for best, sounds in zip(each, heard, strict=True)
    )


def ranked(tagging: Tagging, grooved: Groove) -> list[Guess]:
    """Every genre with its confidence in a whole song, the most likely first.

    In silence the only entry is ``Guess(None, 0.0)``. The confidences add up to less than 1.
    """
    return _ranking(_shares(tagging, grooved))


def scores(tagging: Tagging, grooved: Groove) -> Scores:
    """How much speaks for each of `WEIGHTS` by tags and signs, shape [genres]; all 0 in silence."""
    if not tagging.heard.any():
        return np.zeros(len(WEIGHTS))
    tags = tagging.tags(least=0.0, most=len(MSD_TAGS) + len(MTT_TAGS)) | grooved.signs()
    return np.array(
        [max(0.0, sum(weight * _together(tags, name) for name, weight in votes.items())) for votes in WEIGHTS.values()]
    )


def evidence(tagging: Tagging, grooved: Groove) -> Scores:
    """What the regression hears: log probabilities of all tags, and the features of the groove, shape [features]."""
    tags: Scores = np.log(np.concatenate(tagging.mean()).astype(np.float64) + UNHEARD)
    return np.concatenate([tags, grooved.features])


class _Head(NamedTuple):
    """The regression, as ``training/genre/fit.py`` writes it."""

    power: NDArray[np.float32]
    """To which scores are raised."""
    bias: NDArray[np.float32]
    """Log odds, [genres]."""
    weights: NDArray[np.float32]
    """Log odds per deviation from the usual, [features, genres]."""
    mean: NDArray[np.float32]
    """Of each feature, [features]."""
    deviation: NDArray[np.float32]
    """Of each feature, [features]."""


@cache
def _head() -> _Head:
    with np.load(Path(__file__).parent / "weights" / "genres.npz") as stored:
        return _Head(**stored)


def _shares(tagging: Tagging, grooved: Groove) -> Scores:
    """Confidence of each genre in the mean of all windows, shape [genres]; all 0 in silence."""
    own = scores(tagging, grooved)
    if not own.any():
        return own
    head = _head()
    unusual = np.clip((evidence(tagging, grooved) - head.mean) / head.deviation, -LIMIT, LIMIT)
    likely = softmax(head.power * np.log(own + FAINT) + head.bias + unusual @ head.weights)
    clear = float(np.square(own).sum())
    return np.asarray(likely * clear / (DOUBT**2 + clear))


def _together(tags: Mapping[str, float], names: str) -> float:
    """Probability of a tag, or geometric mean of those of several."""
    values = [tags[name] for name in names.split(" & ")]
    return float(np.prod(values) ** (1 / len(values)))


def _smoothed(own: Scores, heard: NDArray[np.bool_]) -> Scores:
    """Shares [sections, genres] as means with those of the neighbours that are heard."""
    weight = heard[:, None].astype(float)
    total, share = (
        convolve1d(values, (NEIGHBOURS, 1.0, NEIGHBOURS), axis=0, mode="constant") for values in (weight * own, weight)
    )
    return np.asarray(total / np.maximum(share, NEIGHBOURS))


def _ranking(shares: Scores) -> list[Guess]:
    """The genres, the most confident first."""
    if not shares.any():
        return [Guess(None, 0.0)]
    order = np.argsort(-shares, kind="stable")
    genres = tuple(WEIGHTS)
    return [Guess(genres[i], float(shares[i])) for i in order]
