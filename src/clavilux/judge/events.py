"""When something happens: strong beats in the sound, big changes in the picture.

Both follow Pina & Li, arXiv 2412.05694. Each sense has a curve over time and a rule that picks events from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import librosa
import numpy as np

from clavilux.types import Audio, FloatArray, Image

__all__ = ["CHANGED", "STRONG", "Curve", "big_changes", "frame_change", "onset_strength", "strong_beats"]

RATE = 22050
"""Hz, at which sound is analysed: librosa's default."""

HOP = 512
"""Samples between two values of the onset strength: librosa's default."""

WINDOW = 2048
"""Samples of librosa's default window; shorter sounds are filled up with silence."""

STRONG = 0.40
"""A beat counts when its onset strength, as a share of the song's largest, exceeds this."""

CHANGED = 225_000 / (768 * 768 * 3)
"""A frame counts when more than this share of its channel values differ; the paper's count, for any frame size."""

APART = 1.0
"""Seconds: visual events are at least this far apart."""

ROUNDING = 1e-6
"""Seconds by which frame times, binary fractions of a second, may miss a distance of exactly `APART`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """A quantity over time."""

    times: FloatArray
    """Seconds, ascending, shape [n]."""
    values: FloatArray
    """In [0, 1], shape [n]."""


def onset_strength(audio: Audio) -> Curve:
    """Onset strength of a sound, as a share of its maximum; all zero for silence."""
    strength = librosa.onset.onset_strength(y=_mono(audio), sr=RATE, hop_length=HOP)
    peak = strength.max()
    times = librosa.frames_to_time(np.arange(len(strength)), sr=RATE, hop_length=HOP)
    return Curve(times=times, values=strength / peak if peak > 0 else strength)


def _mono(audio: Audio) -> FloatArray:
    """The sound at `RATE`, at least a window long."""
    mono = librosa.resample(audio.mono(), orig_sr=audio.rate, target_sr=RATE)
    return np.pad(mono, (0, max(0, WINDOW - mono.size)))


def strong_beats(audio: Audio, strength: Curve) -> FloatArray:
    """Audio events: the beats of librosa's tracker at which `strength` exceeds `STRONG`.

    Parameters
    ----------
    audio : Audio
        The sound.
    strength : Curve
        Its `onset_strength`.

    Returns
    -------
    FloatArray
        Seconds, ascending; empty when there is no beat.
    """
    if not strength.values.any():
        return np.zeros(0)
    _, beats = librosa.beat.beat_track(y=_mono(audio), sr=RATE, hop_length=HOP)
    events: FloatArray = strength.times[beats[strength.values[beats] > STRONG]]
    return events


def frame_change(frames: Iterable[tuple[float, Image]]) -> Curve:
    """Share of the channel values of each frame that differ at all from the frame before; 0 for the first.

    Parameters
    ----------
    frames : iterable of (float, Image)
        Seconds and picture, in order and of one size. Two pictures are in memory at a time.
    """
    times: list[float] = []
    values: list[float] = []
    before: Image | None = None
    for time, image in frames:
        times.append(time)
        values.append(0.0 if before is None else np.count_nonzero(image != before) / image.size)
        before = image
    return Curve(times=np.array(times), values=np.array(values))


def big_changes(change: Curve) -> FloatArray:
    """Visual events: frames that change more than `CHANGED`, each at least `APART` after the last one taken.

    Parameters
    ----------
    change : Curve
        As from `frame_change`.

    Returns
    -------
    FloatArray
        Seconds, ascending.
    """
    events: list[float] = []
    for time in change.times[change.values > CHANGED]:
        if not events or time - events[-1] >= APART - ROUNDING:
            events.append(float(time))
    return np.array(events)
