"""What is heard: onset strength, loudness, beats and onsets, all by librosa with its own settings, as in the paper."""

from __future__ import annotations

from dataclasses import dataclass

import librosa
import numpy as np

from clavilux.judge.curve import Curve
from clavilux.types import FloatArray, Sound

__all__ = ["STRONG", "Heard", "listen"]

RATE = 22050
"""Hz, at which sound is analysed: librosa's default."""

HOP = 512
"""Samples between two values of a curve: librosa's default."""

WINDOW = 2048
"""Samples of librosa's default window; shorter sounds are filled up with silence."""

BLOCK = 512
"""Values of a curve that are computed at a time, to keep spectrograms of long songs small."""

DEEP = 80.0
"""Decibels below the loudest, where librosa's spectrograms end."""

BACK = 3
"""Values before its own that an onset strength rests on."""

TEMPO_WINDOW = int(librosa.time_to_frames(8.0, sr=RATE, hop_length=HOP))
"""Values of the onset strength in which librosa looks for a tempo."""

TEMPO_BLOCK = 16384
"""Values of the onset strength, three minutes, of which the tempo is sought at a time."""

LATE = HOP / RATE
"""Seconds by which the onset strength, a difference to the value before, is late: 24 to 25 ms on clicks, noise, kicks
and notes whose times are known. All is moved by it but the events of AVS, which are as the paper has them."""

STRONG = 0.40
"""A beat counts for AVS when its onset strength, as a share of the song's largest, exceeds this."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """All that the judge keeps of a sound."""

    strength: Curve
    """Onset strength as a share of its maximum, in [0, 1]; all 0 for silence. Its peaks stand where sounds begin."""
    loudness: Curve
    """Root mean square, in [0, 1] of full scale."""
    events: FloatArray
    """Seconds, ascending: librosa's beats at which the strength exceeds `STRONG`; the paper's audio events."""
    beats: FloatArray
    """Seconds, ascending: all beats, librosa's or those that were given."""
    librosa_beats: FloatArray
    """Seconds, ascending: all beats of librosa's tracker."""
    onsets: FloatArray
    """Seconds, ascending: where notes and drums begin."""


def listen(audio: Sound, beats: FloatArray | None = None) -> Heard:
    """Hear what a picture could move to.

    Parameters
    ----------
    audio : Sound
        The sound, from the moment at which the video begins, and whole: librosa's tracker finds other beats in a part.
    beats : FloatArray, optional
        Seconds, ascending: the beats, from a person or a better tracker. The paper's audio events do not change by it.

    Returns
    -------
    Heard
        Without events and onsets, and without beats that were not given, when there is silence.
    """
    mean = np.concatenate([np.zeros(0, np.float32), *(block.mean(axis=0) for block in audio.blocks())])
    spectrum, loudness = _analysed(librosa.resample(mean, orig_sr=audio.rate, target_sr=RATE))
    raw = _strength(spectrum)
    times = librosa.frames_to_time(np.arange(len(raw)), sr=RATE, hop_length=HOP)
    strength = np.asarray(raw / raw.max() if raw.any() else raw, dtype=float)
    beat = onset = np.zeros(0, dtype=int)
    if raw.any():
        # On a mean over bands, as in the paper. Left alone, the tracker would take a median.
        _, beat = librosa.beat.beat_track(onset_envelope=raw, sr=RATE, hop_length=HOP, bpm=_tempo(raw))
        onset = librosa.onset.onset_detect(onset_envelope=raw, sr=RATE, hop_length=HOP)
    tracked = times[beat] - LATE
    return Heard(
        strength=Curve(times=times - LATE, values=strength),
        loudness=Curve(times=times, values=loudness),
        events=times[beat[strength[beat] > STRONG]],
        beats=tracked if beats is None else np.asarray(beats, dtype=float),
        librosa_beats=tracked,
        onsets=times[onset] - LATE,
    )


def _analysed(mono: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mel spectrogram in decibels, shape [128, n], and loudness, shape [n], as librosa's for the sound as a whole."""
    spectrum, loudness = [], []
    length = max(len(mono), WINDOW)
    for first in range(0, length // HOP + 1, BLOCK):
        start = first * HOP - WINDOW // 2
        stop = min(start + (BLOCK - 1) * HOP + WINDOW, length + WINDOW // 2)
        part = np.pad(mono[max(0, start) : stop], (max(0, -start), max(0, stop - len(mono))))
        mel = librosa.feature.melspectrogram(y=part, sr=RATE, n_fft=WINDOW, hop_length=HOP, center=False)
        spectrum.append(librosa.power_to_db(mel, top_db=None))
        loudness.append(librosa.feature.rms(y=part, frame_length=WINDOW, hop_length=HOP, center=False)[0])
    decibels = np.concatenate(spectrum, axis=1)
    return np.maximum(decibels, decibels.max() - DEEP, out=decibels), np.concatenate(loudness).astype(float)


def _strength(spectrum: FloatArray) -> FloatArray:
    """Onset strength as librosa's for the sound as a whole, a mean over bands, shape [n]."""
    parts = []
    for first in range(0, spectrum.shape[1], BLOCK):
        before = min(first, BACK)
        part = librosa.onset.onset_strength(S=spectrum[:, first - before : first + BLOCK], sr=RATE)
        parts.append(part[before:])
    return np.concatenate(parts)


def _tempo(strength: FloatArray) -> FloatArray:
    """Tempo as librosa's, BPM, shape [1]: that of the mean tempogram, which for an hour takes a gigabyte as a whole."""
    around = np.pad(strength, TEMPO_WINDOW // 2, mode="linear_ramp")
    total = np.zeros(TEMPO_WINDOW)
    for first in range(0, len(strength), TEMPO_BLOCK):
        count = min(TEMPO_BLOCK, len(strength) - first)
        part = around[first : first + count + TEMPO_WINDOW - 1]
        total += librosa.feature.tempogram(
            onset_envelope=part, sr=RATE, hop_length=HOP, win_length=TEMPO_WINDOW, center=False
        ).sum(axis=1)
    tempo: FloatArray = librosa.feature.tempo(tg=total[:, None] / len(strength), sr=RATE, hop_length=HOP)
    return tempo
