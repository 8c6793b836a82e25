"""What is heard: onset strength, loudness, beats and onsets, as librosa has them with its settings: the paper's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clavilux.judge.beat_tracking import beat_frames
from clavilux.judge.curve import Curve
from clavilux.kernel.dsp import mel_bands, resample, rms, stft
from clavilux.kernel.peaks import onset_peaks
from clavilux.values import FloatArray, Sound

__all__ = ["STRONG", "AudioFeatures", "analyse_audio"]

Floats = NDArray[np.float32]

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

BANDS = 128

FAINTEST = 1e-10
"""Power below which nothing is heard."""

BACK = 1 + WINDOW // (2 * HOP)
"""Values by which the onset strength is late: what rises is heard before a window's middle."""

LATE = HOP / RATE
"""Seconds by which the onset strength, a difference to the value before, is late: 24 to 25 ms on clicks, noise, kicks
and notes whose times are known. All is moved by it but the events of AVS, which are as the paper has them."""

STRONG = 0.40
"""A beat counts for AVS when its onset strength, as a share of the song's largest, exceeds this."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AudioFeatures:
    """All that is kept of a sound."""

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


def analyse_audio(audio: Sound, beats: FloatArray | None = None) -> AudioFeatures:
    """Hear what a picture could move to.

    Parameters
    ----------
    audio : Sound
        The sound, from the moment at which the video begins, and whole: librosa's tracker finds other beats in a part.
    beats : FloatArray, optional
        Seconds, ascending: the beats, from a person or a better tracker. The paper's audio events do not change by it.

    Returns
    -------
    AudioFeatures
        Without events and onsets, and without beats that were not given, when there is silence.
    """
    mean = np.concatenate([np.zeros(0, np.float32), *(block.mean(axis=0) for block in audio.blocks())])
    spectrum, loudness = _spectrum_and_loudness(resample(mean, audio.rate, RATE))
    raw = _strength(spectrum)
    times = np.arange(len(raw)) * HOP / RATE
    strength = np.asarray(raw / raw.max() if raw.any() else raw, dtype=float)
    beat = onset = np.zeros(0, dtype=int)
    if raw.any():
        # On a mean over bands, as in the paper. Left alone, librosa's tracker would take a median.
        beat = beat_frames(raw, RATE / HOP)
        onset = onset_peaks((raw - raw.min()) / np.ptp(raw), RATE / HOP)
    tracked = times[beat] - LATE
    return AudioFeatures(
        strength=Curve(times=times - LATE, values=strength),
        loudness=Curve(times=times, values=loudness),
        events=times[beat[strength[beat] > STRONG]],
        beats=tracked if beats is None else np.asarray(beats, dtype=float),
        librosa_beats=tracked,
        onsets=times[onset] - LATE,
    )


def _spectrum_and_loudness(mono: Floats) -> tuple[Floats, FloatArray]:
    """Mel spectrogram in decibels, shape [128, n], and loudness, shape [n], as librosa's for the sound as a whole."""
    spectrum, loudness, bands = [], [], mel_bands(RATE, WINDOW, BANDS)
    length = max(len(mono), WINDOW)
    for first in range(0, length // HOP + 1, BLOCK):
        start = first * HOP - WINDOW // 2
        stop = min(start + (BLOCK - 1) * HOP + WINDOW, length + WINDOW // 2)
        part = np.pad(mono[max(0, start) : stop], (max(0, -start), max(0, stop - len(mono))))
        power = bands @ np.square(np.abs(stft(part, WINDOW, HOP, centred=False)))
        spectrum.append(10 * np.log10(np.maximum(power, FAINTEST)))
        loudness.append(rms(part, WINDOW, HOP, centred=False))
    decibels = np.concatenate(spectrum, axis=1)
    return np.maximum(decibels, decibels.max() - DEEP, out=decibels), np.concatenate(loudness).astype(float)


def _strength(spectrum: Floats) -> Floats:
    """Onset strength as librosa's, shape [n]: the mean rise of the bands' levels, moved by `BACK`."""
    before = range(0, spectrum.shape[1] - 1, BLOCK)
    rises = [np.maximum(np.diff(spectrum[:, first : first + BLOCK + 1]), 0).mean(axis=0) for first in before]
    return np.pad(np.concatenate(rises), (BACK, 0))[: spectrum.shape[1]]
