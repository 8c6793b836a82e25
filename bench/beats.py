"""Claim: beats, downbeats and tempo are found better than by librosa's tracker, on songs whose beats are known.

The songs are played by ``band/rhythms.py``. Beat and downbeat F-measure within 70 ms; CMLt: share of the beats that are
in time and at the right octave, AMLt: at any octave or off the beat; a tempo is right within 4 %, its octave included.
With a folder as argument, recordings of known tempo are listened to as well: it must hold ``tempi.tsv``, a file and its
BPM on each line.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import librosa
import mir_eval
import numpy as np
from numpy.typing import NDArray

from band import rhythms
from clavilux.listen.beats import Rhythm, rhythm
from clavilux.media.decode import decode

Tracker = Callable[[NDArray[np.float32]], Rhythm]
NOTHING = np.empty(0)
LONGEST = 60.0  # seconds heard of each recording


def ellis(sound: NDArray[np.float32]) -> Rhythm:
    """The tracker of librosa as it is."""
    tempo, beats = librosa.beat.beat_track(y=sound, sr=rhythms.RATE, units="time")
    return Rhythm(float(np.mean(tempo)), beats, NOTHING, NOTHING)


def ellis_tuned(sound: NDArray[np.float32]) -> Rhythm:
    """The same on frames of 10 ms, a flux that forgives vibrato, and the tempo of its own beats."""
    hop = 220
    mel = librosa.feature.melspectrogram(y=sound, sr=rhythms.RATE, n_fft=1024, hop_length=hop, n_mels=64, fmax=9000)
    flux = librosa.onset.onset_strength(S=librosa.power_to_db(mel), sr=rhythms.RATE, hop_length=hop, lag=2, max_size=3)
    _, beats = librosa.beat.beat_track(onset_envelope=flux, sr=rhythms.RATE, hop_length=hop, units="time")
    tempo = 60 / float(np.median(np.diff(beats))) if len(beats) > 1 else 0.0
    return Rhythm(tempo, beats, NOTHING, NOTHING)


TRACKERS: dict[str, Tracker] = {
    "librosa": ellis,
    "librosa, finer flux, tempo from beats": ellis_tuned,
    "ours: BeatNet's networks, bars by Viterbi": rhythm,
}


def right(found: float, tempo: float) -> bool:
    """Whether a tempo is right within 4 %."""
    return abs(found / tempo - 1) <= 0.04


def marks(song: rhythms.Known, found: Rhythm) -> list[float]:
    """Beat F, downbeat F, CMLt, AMLt, tempo right."""
    _, cml, _, aml = mir_eval.beat.continuity(song.beats, found.beats)
    beat = mir_eval.beat.f_measure(song.beats, found.beats)
    downbeat = mir_eval.beat.f_measure(song.downbeats, found.downbeats) if len(found.downbeats) else 0.0
    return [beat, downbeat, cml, aml, right(found.tempo, song.tempo)]


def synthetic() -> None:
    """The table on songs whose beats are known."""
    songs = [rhythms.play(style) for style in rhythms.styles()]
    minutes = sum(len(song.sound) for song in songs) / rhythms.RATE / 60
    print(f"{len(songs)} songs, {minutes:.1f} minutes:\n")
    print("| tracker | beat F | downbeat F | CMLt | AMLt | tempo right | processor seconds per minute |")
    print("|---|---|---|---|---|---|---|")
    for name, track in TRACKERS.items():
        track(songs[0].sound)  # librosa compiles on first use
        begin = time.process_time()
        found = [track(song.sound) for song in songs]
        cost = (time.process_time() - begin) / minutes
        beat, downbeat, cml, aml, _ = np.mean([marks(s, f) for s, f in zip(songs, found, strict=True)], axis=0)
        hits = sum(right(f.tempo, s.tempo) for s, f in zip(songs, found, strict=True))
        bars = f"{downbeat:.2f}" if any(len(f.downbeats) for f in found) else "none"
        print(
            f"| {name} | {beat:.2f} | {bars} | {cml:.2f} | {aml:.2f} | {hits}/{len(songs)} | {cost:.2f} |", flush=True
        )


def recorded(folder: Path) -> None:
    """The table on recordings whose tempo is known."""
    lines = [line.split("\t") for line in (folder / "tempi.tsv").read_text().splitlines()]
    songs = [(decode(folder / name, duration=LONGEST).heard.samples[:], float(tempo)) for name, tempo in lines]
    print(f"\n{len(songs)} recordings:\n\n| tracker | tempo right | or a factor 2 off |\n|---|---|---|")
    for name, track in TRACKERS.items():
        found = [(track(sound).tempo, tempo) for sound, tempo in songs]
        hits = sum(right(f, t) for f, t in found)
        near = sum(any(right(f * k, t) for k in (0.5, 1, 2)) for f, t in found)
        print(f"| {name} | {hits}/{len(songs)} | {near}/{len(songs)} |", flush=True)


def main() -> None:
    """Print the tables."""
    synthetic()
    if len(sys.argv) > 1:
        recorded(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
