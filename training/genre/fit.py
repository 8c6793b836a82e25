"""Fit what moves the scores of genres, and write it into the package: ``python genre/fit.py``, in ``training/``.

A minute of each of ``recordings.toml`` and what ``played.py`` plays is heard, some twenty minutes on one core, once: it
is kept in ``cache/``. Multinomial logistic regression on `genre.evidence`, beside the scores of `genre.scores`, in
which large weights cost. It is mixed with the scores alone, as it knows little music. Printed is how often genres are
right by the scores, and by what was learned without the author or groove; of the generator's songs without that song.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "training"), str(ROOT / "bench")]

from played import pieces  # noqa: E402

import songs  # noqa: E402
from clavilux.listen.beats import rhythm  # noqa: E402
from clavilux.listen.genre import FAINT, LIMIT, WEIGHTS, evidence  # noqa: E402
from clavilux.listen.genre import scores as scored  # noqa: E402
from clavilux.listen.groove import groove  # noqa: E402
from clavilux.listen.tags import tag  # noqa: E402
from clavilux.media.decode import decode  # noqa: E402

Floats = NDArray[np.float64]

KEPT = HERE / "cache" / "heard.npz"
TARGET = ROOT / "src" / "clavilux" / "listen" / "weights" / "genres.npz"
GENRES = tuple(WEIGHTS)
RATE = 22050  # Hz, of what is played
BEGIN, SECONDS = 18.0, 60.0  # of a recording
TAGGED = 12.0  # seconds of what is played that are tagged
PLAYED = 0.5  # times as much as a recording counts what was played
USUAL = 2.0  # power of the scores where nothing is learned
STIFFNESS, STIFFNESS_OF_BIAS, STIFFNESS_OF_POWER = 0.05, 0.01, 0.05  # cost of what is learned, squared
SHARE = 0.25  # of the regression, against the scores alone
SHARPNESS = 1.2  # by which the odds are sharper: by what was kept apart, confidence was too low
UNVARIED = 1e-2  # deviation below which a feature says nothing
FOLDS = 6


class Heard(NamedTuple):
    """What is known of all songs."""

    scores: Floats
    """Of genres, [n, genres]."""
    features: Floats
    """Of `genre.evidence`, [n, features]."""
    genres: NDArray[np.int64]
    """Index in `GENRES`, [n]."""
    groups: NDArray[np.str_]
    """What is kept apart together: author, song of the generator, or groove, [n]."""
    kinds: NDArray[np.str_]
    """people, generated or played, [n]."""


class Head(NamedTuple):
    """The regression."""

    power: Floats
    bias: Floats
    weights: Floats
    mean: Floats
    deviation: Floats

    def odds(self, known: Heard) -> Floats:
        """Log odds of each of `GENRES`, [n, genres]."""
        unusual = np.clip((known.features - self.mean) / self.deviation, -LIMIT, LIMIT)
        return np.asarray(self.power * np.log(known.scores + FAINT) + self.bias + unusual @ self.weights)


def heard() -> Heard:
    """Everything, heard once."""
    if not KEPT.exists():
        columns = (np.array(column) for column in zip(*chain(_recorded(), _played()), strict=True))
        KEPT.parent.mkdir(exist_ok=True)
        np.savez(KEPT, **dict(zip(Heard._fields, columns, strict=True)))
    with np.load(KEPT) as stored:
        return Heard(**stored)


def _recorded() -> Iterator[tuple[Floats, Floats, int, str, str]]:
    for song in songs.fetch(HERE / "recordings.toml"):
        part = decode(song.path, start=BEGIN, duration=SECONDS).heard.samples[:]
        tags, grooved = tag(part), groove(part, RATE, rhythm(part).beats.times)
        group = song.title if song.generated else song.artist
        kind = "generated" if song.generated else "people"
        yield scored(tags, grooved), evidence(tags, grooved), GENRES.index(str(song.genre)), group, kind


def _played() -> Iterator[tuple[Floats, Floats, int, str, str]]:
    for piece in pieces():
        tags, grooved = tag(piece.sound[: round(TAGGED * RATE)], RATE), groove(piece.sound, RATE, piece.beats)
        yield scored(tags, grooved), evidence(tags, grooved), GENRES.index(piece.genre), piece.group, "played"


def counted(known: Heard) -> Floats:
    """How much each counts: songs of one group by the root of their number, all genres alike."""
    pairs = list(zip(known.groups, known.genres, strict=True))
    each = Counter(pairs)
    weight = np.array([each[pair] ** -0.5 for pair in pairs]) * np.where(known.kinds == "played", PLAYED, 1.0)
    return np.asarray(weight / np.bincount(known.genres, weight, len(GENRES))[known.genres])


def fit(known: Heard) -> Head:
    """What is learned, mixed with the scores alone."""
    mean, deviation = known.features.mean(axis=0), known.features.std(axis=0) + UNVARIED
    unusual = np.clip((known.features - mean) / deviation, -LIMIT, LIMIT)
    own, wanted, weight = np.log(known.scores + FAINT), np.eye(len(GENRES))[known.genres], counted(known)
    weight /= weight.sum()

    def cost(flat: Floats) -> tuple[float, Floats]:
        bent, bias, weights = flat[0], flat[1 : 1 + len(GENRES)], flat[1 + len(GENRES) :].reshape(-1, len(GENRES))
        said = log_softmax(np.exp(bent) * own + bias + unusual @ weights, axis=1)
        error = weight[:, None] * (np.exp(said) - wanted)
        stiff = STIFFNESS * np.square(weights).sum() + STIFFNESS_OF_BIAS * np.square(bias).sum()
        off = bent - np.log(USUAL)
        slope = [np.exp(bent) * (error * own).sum() + 2 * STIFFNESS_OF_POWER * off]
        slopes = [slope, error.sum(axis=0) + 2 * STIFFNESS_OF_BIAS * bias]
        slopes.append((unusual.T @ error + 2 * STIFFNESS * weights).ravel())
        loss = -(weight[:, None] * wanted * said).sum() + stiff + STIFFNESS_OF_POWER * off**2
        return float(loss), np.concatenate(slopes)

    first = np.concatenate([[np.log(USUAL)], np.zeros(len(GENRES) * (1 + len(mean)))])
    found = minimize(cost, first, jac=True, method="L-BFGS-B").x
    power = SHARPNESS * ((1 - SHARE) * USUAL + SHARE * np.exp(found[0]))
    learned = SHARPNESS * SHARE * found[1:]
    return Head(power, learned[: len(GENRES)], learned[len(GENRES) :].reshape(-1, len(GENRES)), mean, deviation)


def apart(known: Heard) -> Floats:
    """Log odds of all, [n, genres], by what was learned without their groups."""
    names, group = np.unique(known.groups, return_inverse=True)
    fold = np.random.default_rng(0).permutation(len(names))[group] % FOLDS
    odds = np.empty_like(known.scores)
    for number in range(FOLDS):
        others, here = (Heard(*(column[kept] for column in known)) for kept in (fold != number, fold == number))
        odds[fold == number] = fit(others).odds(here)
    return odds


def right(odds: Floats, genres: NDArray[np.int64]) -> str:
    """Share of songs whose genre is first, and among three, and the mean log likelihood."""
    likely = log_softmax(odds, axis=1)
    own = likely[np.arange(len(genres)), genres]
    place = (likely > own[:, None]).sum(axis=1)
    return f"first {(place == 0).mean():.2f}, among three {(place < 3).mean():.2f}, {own.mean():.2f} nats"


def main() -> None:
    """Print what it is worth, and write it."""
    known = heard()
    without, learned = USUAL * np.log(known.scores + FAINT), apart(known)
    for kind in np.unique(known.kinds):
        these = known.kinds == kind
        scores, moved = (right(odds[these], known.genres[these]) for odds in (without, learned))
        print(f"{kind}, {these.sum()}: {scores} by the scores; {moved} with what was learned")
    np.savez(TARGET, **{name: np.float32(array) for name, array in fit(known)._asdict().items()})


if __name__ == "__main__":
    main()
