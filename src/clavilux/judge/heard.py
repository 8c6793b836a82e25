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
    """Seconds, ascending: the tracker's beats at which the strength exceeds `STRONG`; the paper's audio events."""
    beats: FloatArray
    """Seconds, ascending: all beats, the tracker's or those that were given."""
    onsets: FloatArray
    """Seconds, ascending: where notes and drums begin."""


def listen(audio: Sound, beats: FloatArray | None = None) -> Heard:
    """Hear what a picture could move to.

    Parameters
    ----------
    audio : Sound
        From the moment at which the video begins.
    beats : FloatArray, optional
        Seconds, ascending: the beats, from a person or a better tracker. The paper's audio events do not change by it.

    Returns
    -------
    Heard
        Without events and onsets, and without beats that were not given, when there is silence.
    """
    mean = np.concatenate([np.zeros(0, np.float32), *(block.mean(axis=0) for block in audio.blocks())])
    mono = librosa.resample(mean, orig_sr=audio.rate, target_sr=RATE)
    spectrum, loudness = _analysed(np.pad(mono, (0, max(0, WINDOW - mono.size))))
    raw = librosa.onset.onset_strength(S=spectrum, sr=RATE)
    times = librosa.frames_to_time(np.arange(len(raw)), sr=RATE, hop_length=HOP)
    strength = np.asarray(raw / raw.max() if raw.any() else raw, dtype=float)
    tracked = onsets = np.zeros(0, dtype=int)
    if raw.any():
        # The tracker's own strength is a median over bands, where the paper's threshold is on a mean.
        pulse = librosa.onset.onset_strength(S=spectrum, sr=RATE, aggregate=np.median)
        _, tracked = librosa.beat.beat_track(onset_envelope=pulse, sr=RATE, hop_length=HOP)
        onsets = librosa.onset.onset_detect(onset_envelope=raw, sr=RATE, hop_length=HOP)
    return Heard(
        strength=Curve(times=times - LATE, values=strength),
        loudness=Curve(times=times, values=loudness),
        events=times[tracked[strength[tracked] > STRONG]],
        beats=times[tracked] - LATE if beats is None else np.asarray(beats, dtype=float),
        onsets=times[onsets] - LATE,
    )


def _analysed(mono: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mel spectrogram in decibels, shape [128, n], and loudness, shape [n], as librosa's for the sound as a whole."""
    padded = np.pad(mono, WINDOW // 2)
    mel, loudness = [], []
    for first in range(0, len(mono) // HOP + 1, BLOCK):
        part = padded[first * HOP : (first + BLOCK - 1) * HOP + WINDOW]
        mel.append(librosa.feature.melspectrogram(y=part, sr=RATE, n_fft=WINDOW, hop_length=HOP, center=False))
        loudness.append(librosa.feature.rms(y=part, frame_length=WINDOW, hop_length=HOP, center=False)[0])
    return librosa.power_to_db(np.concatenate(mel, axis=1)), np.concatenate(loudness).astype(float)
