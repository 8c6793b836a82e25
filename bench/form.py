"""Claim: the form of a song is heard: borders where its parts begin, and the same letter for the same part.

Songs of known form, played by ``band/forms.py`` with the sounds of real instruments, and tracker modules by people,
whose order lists say what is played when (``band/modules.py``). Border F within 0.5 and 3 s, the ends of the song not
counted; pairwise F: of all pairs of moments, which are of the same letter; V: its entropy-based sister (normalised
conditional entropy with marginals). All by mir_eval; borders and V are not defined for songs of one part. *fixed* are
sections of 10 s, a letter each. *true beats*: ours, if beats and downbeats were heard without fault. What was tuned was
tuned on other songs with other sounds; ``python form.py tuned`` measures those.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

import mir_eval
import numpy as np

import songs  # noqa: F401  (it knows where the archives are)
from band import forms, modules
from clavilux.listen.beats import rhythm
from clavilux.listen.sections import fixed, musical
from clavilux.values import FloatArray, Section

MARKS = ("F 0.5 s", "F 3 s", "pairwise F", "V")
NOT_DEFINED = float("nan")
Cut = Callable[[forms.Known], Sequence[Section]]


def heard(song: forms.Known) -> Sequence[Section]:
    """Ours, with the beats that we hear."""
    found = rhythm(song.sound, song.rate)
    return musical(song.sound, song.rate, beats=found.beats.times, downbeats=found.downbeats.times)


def informed(song: forms.Known) -> Sequence[Section]:
    """Ours, with true beats."""
    return musical(song.sound, song.rate, beats=song.beats, downbeats=song.downbeats)


def paper(song: forms.Known) -> Sequence[Section]:
    """Ten seconds each."""
    return fixed(len(song.sound) / song.rate, 10.0)


def letters(sections: Sequence[Section]) -> list[str]:
    """Labels; sections without one are all different."""
    return [section.label or str(index) for index, section in enumerate(sections)]


def marks(song: forms.Known, sections: Sequence[Section]) -> list[float]:
    """How well sections agree with the truth: `MARKS`."""
    begin = song.borders[0]
    truth = _intervals(song.borders - begin)
    found, labels = mir_eval.util.adjust_intervals(
        np.array([(max(0.0, section.start - begin), section.end - begin) for section in sections]),
        letters(sections),
        0.0,
        truth[-1, 1],
    )
    borders = [
        mir_eval.segment.detection(truth, found, window=window, trim=True)[2] if len(truth) > 1 else NOT_DEFINED
        for window in (0.5, 3.0)
    ]
    pairwise = mir_eval.segment.pairwise(truth, song.labels, found, labels)[2]
    several = len(set(song.labels)) > 1
    v = mir_eval.segment.vmeasure(truth, song.labels, found, labels)[2] if several else NOT_DEFINED
    return [*borders, pairwise, v]


def _intervals(borders: FloatArray) -> FloatArray:
    return np.column_stack([borders[:-1], borders[1:]])


def table(title: str, played: Iterable[forms.Known], cuts: dict[str, Cut]) -> None:
    """Print a table, a row for each song and their means."""
    print(f"{title}\n")
    print("| song | its form | form heard |", *(f"{name}: {mark} |" for name in cuts for mark in MARKS))
    print("|---|---|---|" + "---|" * len(MARKS) * len(cuts))
    rows = []
    for song in played:
        sections = {name: cut(song) for name, cut in cuts.items()}
        rows.append([mark for found in sections.values() for mark in marks(song, found)])
        first = " ".join(letters(next(iter(sections.values()))))
        print(f"| {song.name} | {' '.join(song.labels)} | {first} | {_cells(rows[-1])} |", flush=True)
    print(f"| mean | | | {_cells(np.nanmean(rows, axis=0))} |\n", flush=True)


def _cells(values: Iterable[float]) -> str:
    return " | ".join("" if np.isnan(value) else f"{value:.2f}" for value in values)


def performances(sounds: str) -> Iterator[forms.Known]:
    """Play the songs of one set of sounds."""
    return (forms.perform(song) for song in forms.forms() if song.sounds == sounds)


def main() -> None:
    """Print the tables."""
    sounds, use = ("tim", "tuned") if sys.argv[1:] == ["tuned"] else ("fluid", "measured")
    table("Songs played here:", performances(sounds), {"ours": heard, "true beats": informed, "fixed": paper})
    table("Tracker modules:", modules.modules(use), {"ours": heard, "fixed": paper})


if __name__ == "__main__":
    main()
