"""The figures of Pina & Li (arXiv 2412.05694), drawn anew from one run of ``paper.py``; what they show there is ours.

1 is the way of the data, 2 what is heard of a song, 3 frames between two keyframes, 4 the keyframes of every song, 5
one artwork in the style of every genre; ``avs.png`` is the paper's table of AVS as a picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from clavilux.direct.envelopes import normalise
from clavilux.listen.plot import plot
from clavilux.protocols import Painter
from clavilux.styles import StyleBook
from clavilux.values import Hearing, Image, Keyframe, Mono, PaintRequest, SyncReport, Timeline

from .sheets import sheet

__all__ = ["KINDS", "Study", "draw", "moments"]

KINDS = ("energy", "linear")
"""Of T: the paper's, and its baseline."""
COLOURS = {"energy": "#c2410c", "linear": "#64748b"}
SHOWN, SIDE, ACROSS = 6, 160, 6
"""Frames of a way, pixels of a picture, and pictures in a row."""


@dataclass(frozen=True, kw_only=True)
class Study:
    """One song, and its films with each T."""

    title: str
    genre: str
    sound: Mono
    hearing: Hearing
    keyframes: Mapping[str, Keyframe]
    """In their order; the first is black."""
    lanes: Mapping[str, Timeline]
    shown: Mapping[str, Sequence[Image]]
    """Frames of each film, at the `moments`."""
    reports: Mapping[str, SyncReport]

    @property
    def painted(self) -> dict[str, tuple[Image, PaintRequest]]:
        """The keyframes that were painted, and from what."""
        return {name: (key.image, key.request) for name, key in self.keyframes.items() if key.request}


def moments(lanes: Timeline) -> Sequence[int]:
    """Frames of the second section: the way between the first two keyframes that were painted."""
    first, last = lanes.borders[1:3] if len(lanes.borders) > 2 else lanes.borders[:2]
    return [int(frame) for frame in np.linspace(first, last - 1, SHOWN)]


def draw(studies: Sequence[Study], painter: Painter, book: StyleBook, folder: Path) -> None:
    """All figures, into a folder; those of one song show the first."""
    folder.mkdir(parents=True, exist_ok=True)
    one = studies[0]
    pipeline(one, folder / "figure-1.jpg")
    plot(one.sound, one.hearing, folder / "figure-2.jpg")
    between(one, folder / "figure-3.jpg")
    genres(studies, folder / "figure-4.jpg")
    styles(one, painter, book, folder / "figure-5.jpg")
    synchrony(studies, folder / "avs.png")


def pipeline(one: Study, file: Path) -> None:
    """Every room with what it made of the song, and what it hands on."""
    figure, axes = plt.subplots(1, 5, figsize=(14, 3.4), layout="constrained", width_ratios=(4, 4, 2, 4, 4))
    lanes, report = one.lanes["energy"], one.reports["energy"]
    for part, colour in (("harmonic", "#2a7f9e"), ("percussive", "#d1603d")):
        signal = one.hearing.signals[part]
        loud = normalise(np.sqrt(np.asarray(signal.values, float)))
        axes[0].plot(np.arange(loud.size) / signal.rate, loud, color=colour, linewidth=0.6, label=part)
    for kind in KINDS:
        for n, travel in enumerate(np.split(lanes_of(one, kind), lanes.borders[1:-1])):
            moved = (lanes.borders[n] + np.arange(travel.size)) / float(lanes.fps)
            axes[1].plot(moved, travel, color=COLOURS[kind], label=None if n else f"T, {kind}")
    image, request = next(iter(one.painted.values()))
    axes[2].imshow(np.concatenate([request.artwork, image]))
    axes[3].imshow(one.shown["energy"][SHOWN // 2])
    for height, (times, label) in enumerate(((report.visual_events, "picture"), (report.audio_events, "sound"))):
        axes[4].vlines(times, height + 0.1, height + 0.9, color="#1d1d26", linewidth=1)
        axes[4].text(0, height + 0.93, f"{len(times)} events of the {label}", fontsize=9)
    style = request.style.movement if request.style else "no style"
    rooms = {
        "listen": f"Hearing: {one.genre}",
        "direct": f"Plan: {style}",
        "imagine": "keyframe",
        "render": "film",
        "judge": f"AVS {report.avs:.3f}",
    }
    for axis, (room, gives) in zip(axes, rooms.items(), strict=True):
        axis.set_title(f"{room} \N{RIGHTWARDS ARROW}\n{gives}", loc="left", fontsize=11)
        axis.spines[:].set_visible(False)
        axis.set_yticks([])
    for axis in axes[:2]:
        axis.legend(loc="upper left", fontsize=8, frameon=False)
    for axis in axes[2:4]:
        axis.set_xticks([])
    for axis in (axes[0], axes[1], axes[4]):
        axis.set_xlabel("seconds")
    save(figure, file)


def between(one: Study, file: Path) -> None:
    """The same moments of both films, on the way from one keyframe to the next."""
    places = moments(one.lanes[KINDS[0]])
    rows = [
        [
            (picture, f"{kind}, T = {lanes_of(one, kind)[frame]:.2f}")
            for picture, frame in zip(one.shown[kind], places, strict=True)
        ]
        for kind in KINDS
    ]
    sheet(rows, SIDE, file)


def genres(studies: Sequence[Study], file: Path) -> None:
    """The artwork, and the keyframes of every song; two songs in a row."""
    rows = []
    for one in studies:
        images, requests = zip(*one.painted.values(), strict=True)
        rows.append([(requests[0].artwork, one.genre), *((image, "") for image in images)])
    sheet([[*chain.from_iterable(rows[n : n + 2])] for n in range(0, len(rows), 2)], SIDE, file)


def styles(one: Study, painter: Painter, book: StyleBook, file: Path) -> None:
    """One artwork, by one seed, in the style of every genre of the paper's table."""
    _, request = next(iter(one.painted.values()))
    pictures = [(request.artwork, "the artwork")]
    pictures += [(painter.paint(replace(request, style=book.for_genre(genre))), genre) for genre in book.genres]
    sheet([pictures[n : n + ACROSS] for n in range(0, len(pictures), ACROSS)], SIDE, file)


def synchrony(studies: Sequence[Study], file: Path) -> None:
    """AVS of both films of every song, between chance and ceiling."""
    figure, axis = plt.subplots(figsize=(8, 0.35 * len(studies) + 1.2), layout="constrained")
    heights = np.arange(len(studies))
    values = {kind: [one.reports[kind].avs for one in studies] for kind in KINDS}
    axis.hlines(heights, values["energy"], values["linear"], color="#b9b9c2", linewidth=2)
    for kind in KINDS:
        axis.plot(
            values[kind], heights, "o", color=COLOURS[kind], label=f"T by {kind}" if kind == "energy" else "T linear"
        )
    energy = [one.reports["energy"] for one in studies]
    axis.plot(
        [v.avs_metronome for v in energy], heights, "|", color="#1d1d26", markersize=12, label="chance (metronome)"
    )
    axis.plot(
        [v.avs_ceiling for v in energy],
        heights,
        "|",
        color="#2a7f9e",
        markersize=12,
        label="ceiling (every strong beat)",
    )
    axis.set_yticks(heights, [one.title for one in studies])
    axis.set_xlabel("AVS")
    axis.invert_yaxis()
    axis.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside lower center", ncols=4, frameon=False, fontsize=9)
    save(figure, file)


def lanes_of(one: Study, kind: str) -> NDArray[np.float32]:
    """T of every frame."""
    return one.lanes[kind].position["travel"]


def save(figure: Figure, file: Path) -> None:
    """Write a figure and forget it."""
    figure.savefig(file, dpi=100)
    plt.close(figure)
