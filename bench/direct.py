"""Claim: a film is cut with the music and shows another place in every part of it.

*Cuts*: songs of known bars, played by ``band/forms.py`` with the sounds of real instruments; of all cuts of the default
plan (transitions that take their time are none), how many are more than 70 ms off a true downbeat, and off any beat.
*Variety*: whole
songs (``songs.py``) and one painting, Lumia at 320x180 and 6 frames a second, with no effects, so that only shots and
pictures count. All of luma under a blur of 1/16 of the height. *Neighbours*: correlation of the middles of one shot and
the next, and how many are above .7. *Same part*: how much two parts of the form of one letter differ, in the mean over
each, as a multiple of how much parts of different letters do. *Quiet*: what moves in the quietest tenth of the song, as
a share of that in the loudest, by the median of the difference from frame to frame over half a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

import songs
from band import forms
from clavilux import pipeline
from clavilux.direct import director
from clavilux.direct.timeline import timeline
from clavilux.examples import ARTWORK
from clavilux.imagine.painters.choose import choose
from clavilux.listen.hear import hear
from clavilux.plan import FileRef, Plan
from clavilux.recipe import Recipe
from clavilux.render.frames import frames
from clavilux.values import FloatArray, Hearing, Mono

TITLES = ("Motorway", "War of freedom", "Vibe Ace", "Morning Mood", "Glow on the Overpass", "City Blues")
LATE = 0.07
FPS = 6
SIZE = 320, 180
ALIKE = 0.7
NOWHERE = FileRef(path="none", sha256="0" * 64)
Lumas = NDArray[np.float32]


def cuts(plan: Plan) -> list[float]:
    """Seconds at which a shot begins without a transition that takes its time."""
    soft = ("dissolve", "luma-wipe")
    return [shot.start for shot in plan.shots[1:] if not shot.transition or shot.transition["use"] not in soft]


def played() -> Iterator[forms.Known]:
    """Songs that nothing was trained on; from which trust on one cuts was chosen after a look at them, too."""
    return (forms.perform(song) for song in forms.forms() if song.sounds == "fluid")


def table_of_cuts() -> None:
    """Print how many cuts are off the downbeat."""
    print("| song | cuts | off a downbeat | off a beat |\n|---|---|---|---|")
    counts = []
    for song in played():
        seconds = len(song.sound) / song.rate
        hearing = hear(Mono(samples=song.sound, rate=song.rate, duration=seconds), Recipe().listen, captioner=None)
        plan = director.plan(hearing, Recipe(), song=NOWHERE, pictures={"art": NOWHERE})
        made = np.array(cuts(plan))
        off, lost = (
            sum(float(np.abs(known - cut).min()) > LATE for cut in made) for known in (song.downbeats, song.beats)
        )
        counts.append((len(made), off, lost))
        print(f"| {song.name} | {len(made)} | {off} | {lost} |", flush=True)
    total, off, lost = np.sum(counts, axis=0)
    print(f"| all | {total} | {off} ({100 * off / total:.1f} %) | {lost} ({100 * lost / total:.1f} %) |\n")


def filmed(path: Path) -> tuple[Plan, Hearing, Lumas]:
    """A song's plan, what was heard, and the blurred luma of every frame, [frames, rows, columns]."""
    recipe = Recipe().with_values(
        {"film.width": SIZE[0], "film.height": SIZE[1], "film.fps": str(FPS), "film.safe": False}
        | {f"effects.{name}": None for name in Recipe().effects}
    )
    hearing = pipeline.listen(path, recipe.listen)
    plan = pipeline.plan(path, [ARTWORK], recipe, hearing=hearing)
    painter = choose(plan.painter)
    shown = frames(plan, timeline(plan, hearing), pipeline.keyframes(plan, painter=painter), painter)
    return plan, hearing, np.stack([_blurred(image) for image in shown])


def _blurred(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    luma = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(luma, (0, 0), SIZE[1] / 16)[::4, ::4], np.float32)


def neighbours(plan: Plan, lumas: Lumas) -> FloatArray:
    """Correlations of shots with the next."""
    middles = [lumas[min(round((shot.start + shot.end) / 2 * FPS), len(lumas) - 1)].ravel() for shot in plan.shots]
    return np.array([np.corrcoef(before, after)[0, 1] for before, after in pairwise(middles)])


def same_part(hearing: Hearing, lumas: Lumas) -> float:
    """Difference of parts of one letter over that of parts of different letters."""
    parts = [(s.label, lumas[round(s.start * FPS) : round(s.end * FPS)].mean(axis=0)) for s in hearing.sections]
    gaps: dict[bool, list[float]] = {True: [], False: []}
    for (one, here), (other, there) in combinations(parts, 2):
        gaps[one == other].append(float(np.abs(here - there).mean()))
    return float(np.mean(gaps[True]) / np.mean(gaps[False])) if gaps[True] and gaps[False] else float("nan")


def quiet(hearing: Hearing, lumas: Lumas) -> float:
    """Motion where it is quietest over motion where it is loudest."""
    moved = np.abs(np.diff(lumas, axis=0)).mean(axis=(1, 2))
    halves = moved[: len(moved) // (FPS // 2) * (FPS // 2)].reshape(-1, FPS // 2)
    motion, seconds = np.median(halves, axis=1), (np.arange(len(halves)) + 0.5) / 2
    loud = hearing.signals["loudness"].at(seconds)
    order, tenth = np.argsort(loud), max(1, len(loud) // 10)
    return float(motion[order[:tenth]].mean() / motion[order[-tenth:]].mean())


def table_of_variety() -> None:
    """Print how much films vary."""
    print("| song | shots | keyframes | neighbours, median | above .7 | same part | quiet |\n" + "|---" * 7 + "|")
    for song in songs.fetch():
        if song.title in TITLES:
            plan, hearing, lumas = filmed(song.path)
            near = neighbours(plan, lumas)
            alike = f"{np.median(near):.2f} | {100 * np.mean(near > ALIKE):.0f} %"
            counts = f"{len(plan.shots)} | {len(plan.keyframes)} | {alike}"
            shares = f"{same_part(hearing, lumas):.2f} | {quiet(hearing, lumas):.2f}"
            print(f"| {song.title} | {counts} | {shares} |", flush=True)


if __name__ == "__main__":
    table_of_cuts()
    table_of_variety()
