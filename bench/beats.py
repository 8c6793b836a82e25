"""Claim: beats, downbeats and tempo are found better than by librosa's tracker, on songs whose beats are known.

The songs are played by ``band/rhythms.py``. Beat and downbeat F-measure within 70 ms; CMLt: share of the beats that are
in time and at the right octave, AMLt: at any octave or off the beat; a tempo is right within 4 %, its octave included.
Recordings of known tempo (``songs.py``) are listened to as well: a tempo that is not right is marked with x.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import librosa
import mir_eval
import numpy as np
from numpy.typing import NDArray

import songs
from band import rhythms
from clavilux.listen.beats import Rhythm, rhythm
from clavilux.media.decode import decode
from clavilux.values import Events

Tracker = Callable[[NDArray[np.float32]], Rhythm]
NOTHING = Events(times=np.empty(0), strengths=np.empty(0))


def tracked(tempo: float, beats: NDArray[np.float64]) -> Rhythm:
    """What a tracker says that knows beats alone."""
    return Rhythm(tempo, Events(times=beats, strengths=np.ones(len(beats))), NOTHING, NOTHING)


def ellis(sound: NDArray[np.float32]) -> Rhythm:
    """The tracker of librosa as it is."""
    tempo, beats = librosa.beat.beat_track(y=sound, sr=rhythms.RATE, units="time")
    return tracked(float(np.mean(tempo)), beats)


def ellis_tuned(sound: NDArray[np.float32]) -> Rhythm:
    """The same on frames of 10 ms, a flux that forgives vibrato, and the tempo of its own beats."""
    hop = 220
    mel = librosa.feature.melspectrogram(y=sound, sr=rhythms.RATE, n_fft=1024, hop_length=hop, n_mels=64, fmax=9000)
    flux = librosa.onset.onset_strength(S=librosa.power_to_db(mel), sr=rhythms.RATE, hop_length=hop, lag=2, max_size=3)
    _, beats = librosa.beat.beat_track(onset_envelope=flux, sr=rhythms.RATE, hop_length=hop, units="time")
    tempo = 60 / float(np.median(np.diff(beats))) if len(beats) > 1 else 0.0
    return tracked(tempo, beats)


TRACKERS: dict[str, Tracker] = {
    "librosa": ellis,
    "librosa, finer flux, tempo from beats": ellis_tuned,
    "ours: BeatNet's networks, bars by Viterbi": rhythm,
}


def right(share: float) -> bool:
    """Whether a tempo, as a share of the true one, is right within 4 %."""
    return abs(share - 1) <= 0.04


def marks(song: rhythms.Known, found: Rhythm) -> list[float]:
    """Beat F, downbeat F, CMLt, AMLt, tempo right."""
    _, cml, _, aml = mir_eval.beat.continuity(song.beats, found.beats.times)
    beat = mir_eval.beat.f_measure(song.beats, found.beats.times)
    downbeat = mir_eval.beat.f_measure(song.downbeats, found.downbeats.times) if len(found.downbeats) else 0.0
    return [beat, downbeat, cml, aml, right(found.tempo / song.tempo)]


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
        hits = sum(right(f.tempo / s.tempo) for s, f in zip(songs, found, strict=True))
        bars = f"{downbeat:.2f}" if any(len(f.downbeats) for f in found) else "none"
        print(
            f"| {name} | {beat:.2f} | {bars} | {cml:.2f} | {aml:.2f} | {hits}/{len(songs)} | {cost:.2f} |", flush=True
        )


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
    synthetic()
    recorded()


if __name__ == "__main__":
    main()
