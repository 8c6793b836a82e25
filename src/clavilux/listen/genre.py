"""The genre of a song and of its sections, one of the style book's, from the tags of both networks and the groove.

Which genres can be told:

- named by a tag: pop, rock, punk, jazz, blues, indie, classical, country, folk, electronic, techno, electro, house,
  metal, hip hop, funk, R&B (also from soul);
- by a combination of tags, and so less surely: disco (dance with the seventies or funk), gospel (soul with a choir),
  rap (hip hop with a man's voice);
- by the groove, where it is clear: reggae (chords off the beat), reggaeton (the dembow), latin (either of them, and
  acoustic).

``genres.toml`` holds the weights.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import convolve1d

from clavilux.listen.groove import Groove
from clavilux.listen.tags import MSD_TAGS, MTT_TAGS, Tagging

__all__ = ["WEIGHTS", "Guess", "guess", "ranked"]

Scores = NDArray[np.float64]

WEIGHTS: Mapping[str, Mapping[str, float]] = tomllib.loads(
    (files("clavilux.listen") / "genres.toml").read_text("utf-8")
)
"""For each genre, what a tag, a sign of `Groove.signs` or a pair "a & b" of them adds to its score per unit."""

SHARPNESS = 2.0  # power to which scores are raised before they share the confidence
DOUBT = 0.35  # score that the answer "none of these" has in any sound
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
    song = _scores(tagging, grooved)
    parts = [tagging.between(start, end) for start, end in sections]
    heard = np.array([part.heard.any() for part in parts], bool)
    around = _smoothed(np.array([_scores(part, grooved) for part in parts]).reshape(-1, len(WEIGHTS)), heard)
    each = [_ranking((1 - PULL) * scores + PULL * song)[0] for scores in around]
    return _ranking(song)[0], tuple(
        best if sounds else Guess(None, 0.0) for best, sounds in zip(each, heard, strict=True)
    )


def ranked(tagging: Tagging, grooved: Groove) -> list[Guess]:
    """Every genre with its confidence in a whole song, the most likely first.

    In silence the only entry is ``Guess(None, 0.0)``. The confidences add up to less than 1.
    """
    return _ranking(_scores(tagging, grooved))


def _scores(tagging: Tagging, grooved: Groove) -> Scores:
    """Score of each genre in the mean of all windows, shape [genres]; all 0 in silence."""
    if not tagging.heard.any():
        return np.zeros(len(WEIGHTS))
    tags = tagging.tags(least=0.0, most=len(MSD_TAGS) + len(MTT_TAGS)) | grooved.signs()
    return np.array(
        [max(0.0, sum(weight * _together(tags, name) for name, weight in votes.items())) for votes in WEIGHTS.values()]
    )


def _together(tags: Mapping[str, float], names: str) -> float:
    """Probability of a tag, or geometric mean of those of several."""
    values = [tags[name] for name in names.split(" & ")]
    return float(np.prod(values) ** (1 / len(values)))


def _smoothed(own: Scores, heard: NDArray[np.bool_]) -> Scores:
    """Scores [sections, genres] as means with those of the neighbours that are heard."""
    weight = heard[:, None].astype(float)
    total, share = (
        convolve1d(values, (NEIGHBOURS, 1.0, NEIGHBOURS), axis=0, mode="constant") for values in (weight * own, weight)
    )
    return np.asarray(total / np.maximum(share, NEIGHBOURS))


def _ranking(scores: Scores) -> list[Guess]:
    """Confidences of scores, the highest first."""
    if not scores.any():
        return [Guess(None, 0.0)]
    shares = scores**SHARPNESS / (DOUBT**SHARPNESS + (scores**SHARPNESS).sum())
    order = np.argsort(-shares, kind="stable")
    genres = tuple(WEIGHTS)
    return [Guess(genres[i], float(shares[i])) for i in order]
