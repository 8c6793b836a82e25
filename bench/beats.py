"""Claim: beats, downbeats and tempo are found in all metres and feels, and it is known how far they can be trusted.

Songs whose beats are known are played by ``band/``: 21 with numpy, 100 with real instruments' sounds out of the book
``played.toml``. What was tuned and trained never saw them: it plays other patterns, thrown with dice, with other
sounds (``training/beats/practice.py``); but which kinds of evidence judge a grid of beats against its rivals was
chosen after a look at these songs, too (``training/README.md``). Beat and downbeat F-measure within 70 ms; CMLt: share
of the beats that are in time and at the right octave, AMLt: at any octave or off the beat; a tempo is right within 4
%, its octave included, and is asked of songs that have one. Recordings of known tempo (``songs.py``) are listened to
as well: a tempo that is not right is marked with x. *BeatNet alone* are its networks with our bars. Beat This
(Foscarin et al. 2024) is missing: its weights were not at hand.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import librosa
import mir_eval
import numpy as np
from numpy.typing import NDArray

import songs
from band import ensemble, rhythms
from clavilux.listen.beat_network import FPS, beat_activations
from clavilux.listen.beats import Rhythm, rhythm
from clavilux.listen.meter import bar_positions, beat_frames
from clavilux.media.decode import decode
from clavilux.values import Events, FloatArray

Tracker = Callable[[NDArray[np.float32]], Rhythm]
BINS = (0, 0.25, 0.5, 0.7, 0.8, 0.9, 1)
BEATNET_EARLY = 0.008  # seconds by which its networks, which see 32 ms ahead, hear a stroke before its attack
NOTHING = Events(times=np.empty(0), strengths=np.empty(0))


def tracked(tempo: float, beats: NDArray[np.float64]) -> Rhythm:
    """What a tracker says that knows beats alone."""
    return Rhythm(tempo, Events(times=beats, strengths=np.ones(len(beats))), NOTHING, NOTHING)


def ellis(sound: NDArray[np.float32]) -> Rhythm:
    """The tracker of librosa as it is."""
    tempo, beats = librosa.beat.beat_track(y=sound, sr=rhythms.RATE, units="time")
    return tracked(float(np.mean(tempo)), beats)


def beatnet(sound: NDArray[np.float32]) -> Rhythm:
    """What the networks of BeatNet say, with our way from probabilities to beats and bars."""
    said = beat_activations(sound).probabilities
    frames = beat_frames(said.sum(axis=1))
    near = np.clip(frames.astype(int)[:, None] + np.arange(-2, 3), 0, len(said) - 1)
    beat, downbeat = said[near].sum(axis=2).max(axis=1), said[near, 1].max(axis=1)
    times = frames / FPS + BEATNET_EARLY
    found = tracked(60 / float(np.median(np.diff(times))), times)
    first = bar_positions(downbeat / np.maximum(beat, 1e-6)) == 0
    return found._replace(downbeats=Events(times=times[first], strengths=downbeat[first]))


TRACKERS: dict[str, Tracker] = {
    "librosa": ellis,
    "BeatNet alone": beatnet,
    "ours": rhythm,
}


def right(share: float) -> bool:
    """Whether a tempo, as a share of the true one, is right within 4 %."""
    return abs(share - 1) <= 0.04


def steady(song: rhythms.Known) -> bool:
    """Whether it has one tempo."""
    intervals = np.diff(song.beats)
    return bool(np.ptp(intervals) < 0.1 * np.median(intervals))


def marks(song: rhythms.Known, found: Rhythm) -> list[float]:
    """Beat F, downbeat F, CMLt, AMLt."""
    _, cml, _, aml = mir_eval.beat.continuity(song.beats, found.beats.times)
    beat = mir_eval.beat.f_measure(song.beats, found.beats.times)
    downbeat = mir_eval.beat.f_measure(song.downbeats, found.downbeats.times) if len(found.downbeats) else 0.0
    return [beat, downbeat, cml, aml]


def played() -> None:
    """The tables on songs whose beats are known."""
    by_category: dict[str, list[rhythms.Known]] = {}
    for style in rhythms.styles():
        by_category.setdefault("21 songs played with numpy", []).append(rhythms.play(style))
    for style in ensemble.measured():
        by_category.setdefault(style.category, []).append(ensemble.perform(style, "fluid"))
    found: dict[tuple[str, str], Rhythm] = {}
    costs: list[str] = []
    every = [song for group in by_category.values() for song in group]
    minutes = sum(len(song.sound) for song in every) / rhythms.RATE / 60
    for name, track in TRACKERS.items():
        track(every[0].sound)  # librosa compiles on first use
        begin = time.process_time()
        found |= {(name, song.name): track(song.sound) for song in every}
        costs.append(f"{(time.process_time() - begin) / minutes:.2f}")
    print(f"{len(every)} songs, {minutes:.0f} minutes. Each cell: beat F / downbeat F / CMLt / AMLt / tempo right.\n")
    print(f"| music | {' | '.join(TRACKERS)} |\n|---|{'---|' * len(TRACKERS)}")
    for category, group in (by_category | {"**all**": every}).items():
        print(f"| {category} | {' | '.join(_cell(name, group, found) for name in TRACKERS)} |")
    print(f"| processor seconds per minute of music | {' | '.join(costs)} |")
    trusted([(song, found["ours", song.name]) for song in every])


def _cell(name: str, group: list[rhythms.Known], found: dict[tuple[str, str], Rhythm]) -> str:
    means = np.mean([marks(song, found[name, song.name]) for song in group], axis=0)
    even = [right(found[name, song.name].tempo / song.tempo) for song in group if steady(song)]
    return " / ".join([*(f"{mean:.2f}" for mean in means), f"{sum(even)} of {len(even)}" if even else "-"])


def trusted(pairs: list[tuple[rhythms.Known, Rhythm]]) -> None:
    """The table of how far our trust in beats and downbeats can be believed."""
    sure = [found.confidence for _, found in pairs]
    well = [marks(song, found)[0] for song, found in pairs]
    bars = [_near(song.downbeats, found.downbeats.times) for song, found in pairs]
    rows = {
        "songs, confidence and beat F": (np.array(sure), np.array(well)),
        "downbeats, strength and share that is right": (
            np.concatenate([found.downbeats.strengths for _, found in pairs]),
            np.concatenate(bars),
        ),
    }
    print(f"\n| trust | {' | '.join(f'{low:g} to {high:g}' for low, high in pairwise(BINS))} |")
    print(f"|---|{'---|' * (len(BINS) - 1)}")
    for name, (told, true) in rows.items():
        cells = []
        for low, high in pairwise(BINS):
            here = (told >= low) & (told < high + (high == 1))
            cells.append(
                f"{told[here].mean():.2f} and {true[here].mean():.2f} ({here.sum()})" if here.any() else "none"
            )
        print(f"| {name} | {' | '.join(cells)} |")


def _near(truth: NDArray[np.float64], times: FloatArray) -> NDArray[np.bool_]:
    """Which of the times are true."""
    return np.asarray(np.abs(times[:, None] - truth).min(axis=1) <= 0.07) if len(times) else np.empty(0, bool)


def recorded() -> None:
    """The table on recordings whose tempo is known."""
    print(f"\n| song | BPM | {' | '.join(TRACKERS)} |\n|---|---|{'---|' * len(TRACKERS)}")
    shares = []
    for song in songs.fetch():
        if song.tempo:
            sound = decode(song.path).heard.samples[:]
            found = np.array([track(sound).tempo for track in TRACKERS.values()]) / song.tempo
            shares.append(found)
            cells = (f"{share * song.tempo:.1f}{'' if right(share) else ' x'}" for share in found)
            print(f"| {song.artist}: {song.title} | {song.tempo:g} | {' | '.join(cells)} |", flush=True)
    hits = np.array([[[right(share * k) for k in (1, 0.5, 2)] for share in found] for found in shares])
    for label, counted in (("right", hits[..., :1]), ("right, or a factor 2 off", hits)):
        print(f"| {label}, of {len(hits)} | | {' | '.join(map(str, counted.any(-1).sum(0)))} |")


def main() -> None:
    """Print the tables."""
    played()
    recorded()


if __name__ == "__main__":
    main()
