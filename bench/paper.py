"""The paper's claim, checked: travel by the music's energy is in better synchrony than travel in a straight line.

Pina & Li (arXiv 2412.05694) compare T by energy with linear T, by AVS. Here both are filmed of the middle 30 s of every
song of ``songs.py`` whose genre is known, in the paper's recipe: 30 frames a second, x264 at crf 23, the same keyframes
and the same pictures between them for both. Paired by song, p is exact: the share of all choices of signs of the
differences whose mean is at least as far from 0. *Chance* is a metronome that changes as often as the film of the
energy, *ceiling* a film that changes at every strong beat; a film's p is against 1000 random metronomes. What a column
means stands in ``docs/metrics.md``, and what is not the paper's in ``docs/paper.md``: here the painter is Lumia, with a
way of its own between keyframes, the artwork is one painting, and the genre is told. Figures go to ``docs/paper``.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from scipy.stats import permutation_test

import songs
from clavilux import pipeline
from clavilux.direct.briefs import painter_part
from clavilux.direct.director import style_book
from clavilux.direct.timeline import timeline
from clavilux.examples import ARTWORK
from clavilux.imagine.painters.choose import choose
from clavilux.judge.score import analyse, judge
from clavilux.media.decode import decode
from clavilux.media.encode import encode
from clavilux.media.video import read
from clavilux.plan import Plan
from clavilux.protocols import Painter
from clavilux.recipe import Recipe
from clavilux.render import paths
from clavilux.render.frames import frames
from clavilux.values import FloatArray, Image, Keyframe, SyncReport
from figures.paper import KINDS, Study, draw, moments

FIGURES = songs.HERE.parent / "docs" / "paper"
SECONDS = 30.0
RARE = 0.05
"""A p value below this counts as above chance: of 18 films one is, by chance."""
USUAL: dict[str, Any] = {
    "film.crf": 23,  # the authors': AVS counts values that differ at all
    "path.stops": Recipe().path.stops,  # within two levels of every frame made
}
WITHOUT_MODELS = {"imagine.painter": "lumia", "listen.captioner": "tags"}  # no caption counts where the genre is known


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A path that makes every picture once, for both films."""

    path: paths.Path
    made: dict[float, Image] = field(default_factory=dict)

    @property
    def batch(self) -> int:
        """How many pictures it likes to make at once."""
        return self.path.batch

    def at(self, positions: paths.Positions) -> Sequence[Image]:
        """The pictures at some positions, in their order."""
        new = np.array([place for place in positions if float(place) not in self.made], np.float32)
        if new.size:
            self.made.update(zip(map(float, new), self.path.at(new), strict=True))
        return [self.made[float(place)] for place in positions]


def main() -> None:
    """Film, score, print the table and draw the figures."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--painter", default="lumia", choices=("lumia", "kandinsky"), help="kandinsky is the paper's")
    ask.add_argument("--songs", type=int, help="so many, of as many genres as possible; all when left out")
    ask.add_argument("--size", type=int, default=256, help="pixels of a side; the paper has 768")
    ask.add_argument("--figures", type=Path, default=FIGURES, help="the folder for the figures")
    ask.add_argument("--set", nargs="+", default=[], metavar="KEY=VALUE", help="more of the recipe")
    told = ask.parse_args()
    values = USUAL | (WITHOUT_MODELS if told.painter == "lumia" else {})
    values |= {"film.width": told.size, "film.height": told.size} | dict(pair.split("=", 1) for pair in told.set)
    recipe = Recipe.named("paper").with_values(values)
    painter = choose(painter_part(recipe.imagine))
    print(
        "| song | AVS, energy | AVS, linear | difference | chance | ceiling | p, energy | p, linear "
        "| onset lift, energy | onset lift, linear |\n" + "|---" * 10 + "|"
    )
    studies = []
    for song in chosen(songs.fetch(), told.songs):
        studies.append(study(song, recipe, painter))
        print(row(studies[-1]), flush=True)
    print("\n" + "\n".join(verdict([one.reports for one in studies])))
    draw(studies, painter, style_book(recipe), told.figures)


def chosen(known: Sequence[songs.Song], count: int | None) -> list[songs.Song]:
    """Songs of known genre; the first of every genre come first."""
    before: Counter[str] = Counter()
    ranks = []
    for song in known:
        if song.genre:
            ranks.append((before[song.genre], song))
            before[song.genre] += 1
    return [song for _, song in sorted(ranks, key=lambda pair: pair[0])][:count]


def study(song: songs.Song, recipe: Recipe, painter: Painter) -> Study:
    """Listen to a song and paint once, film and judge it by energy and in a straight line."""
    start = max(0.0, (decode(song.path).duration - SECONDS) / 2)
    recipe = recipe.with_values({"imagine.genre": song.genre, "listen.start": start, "listen.duration": SECONDS})
    hearing = pipeline.listen(song.path, recipe.listen, genre=song.genre)
    plan = pipeline.plan(song.path, [ARTWORK], recipe, hearing=hearing)
    plans = {kind: travelling(plan, kind) for kind in KINDS}
    lanes = {kind: timeline(each, hearing) for kind, each in plans.items()}
    sound = decode(song.path, start=start, duration=SECONDS)
    maker = pipeline.keyframes(plan, painter=painter)
    keyframes = {name: maker(name) for name in plan.keyframes}

    @cache
    def between(start: Keyframe, end: Keyframe) -> paths.Path:
        return Kept(path=paths.path(start, end, painter, plan.path))

    shown: dict[str, list[Image]] = {kind: [] for kind in KINDS}
    reports = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            film = Path(folder) / f"{kind}.mp4"
            images = frames(plans[kind], lanes[kind], keyframes.__getitem__, painter, paths=between)
            images = tapped(images, moments(lanes[kind]), shown[kind])
            encode(images, film, fps=plan.rate, size=plan.size, audio=sound, crf=plan.crf)
            reports[kind] = judge(*analyse(read(film), decode(film)), song.title).report
    return Study(
        title=f"{song.genre}: {song.title}",
        genre=str(song.genre),
        sound=sound.heard,
        hearing=hearing,
        keyframes=keyframes,
        lanes=lanes,
        shown=shown,
        reports=reports,
    )


def travelling(plan: Plan, kind: str) -> Plan:
    """The same plan with another T."""
    return msgspec.structs.replace(plan, lanes=plan.lanes | {"travel": plan.lanes["travel"] | {"kind": kind}})


def tapped(images: Iterator[Image], wanted: Sequence[int], kept: list[Image]) -> Iterator[Image]:
    """All of them; some, by their numbers, are kept."""
    for number, image in enumerate(images):
        if number in wanted:
            kept.append(image)
        yield image


def row(one: Study) -> str:
    """One line of the table."""
    energy, linear = (one.reports[kind] for kind in KINDS)
    return (
        f"| {one.title} | {energy.avs:.3f} | {linear.avs:.3f} | {energy.avs - linear.avs:+.3f} "
        f"| {energy.avs_metronome:.3f} | {energy.avs_ceiling:.3f} | {energy.avs_p:.3f} | {linear.avs_p:.3f} "
        f"| {energy.onset_lift:.2f} | {linear.onset_lift:.2f} |"
    )


def verdict(reports: Sequence[Mapping[str, SyncReport]]) -> Iterator[str]:
    """What all songs say together."""
    for name, measure in (("AVS", "avs"), ("Onset lift", "onset_lift")):
        energy, linear = (np.array([getattr(each[kind], measure) for each in reports]) for kind in KINDS)
        apart = energy - linear
        yield (
            f"{name}: {energy.mean():.3f} by energy, {linear.mean():.3f} in a straight line; energy is better on "
            f"{(apart > 0).sum()} of {apart.size} songs, mean difference {apart.mean():+.4f}, p = {paired(apart):.3f}."
        )
    better = [sum(each[kind].avs_p < RARE for each in reports) for kind in KINDS]
    yield f"AVS above its own chance at p < {RARE}: {better[0]} films by energy, {better[1]} in a straight line."


def paired(differences: FloatArray) -> float:
    """Two-sided p value of paired differences: under the null each might have the other sign."""
    if differences.size < 2:
        return 1.0
    test = permutation_test((differences,), np.mean, permutation_type="samples", vectorized=True, n_resamples=np.inf)
    return float(test.pvalue)


if __name__ == "__main__":
    main()
