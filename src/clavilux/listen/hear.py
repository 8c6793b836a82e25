"""The whole of listening: from samples to all that is known of a song."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from clavilux.listen.beats import rhythm
from clavilux.listen.decode import RATE, mono
from clavilux.listen.energy import band_peaks, on_grid
from clavilux.listen.sections import fixed
from clavilux.recipe import Listen
from clavilux.types import Audio, Hearing, Progress, Section

__all__ = ["hear"]

SILENT = 1e-4  # peak: 80 dB below full scale, where only the noise of a converter is left
SHORT = 1.0  # seconds


def hear(
    audio: Audio, choices: Listen, *, rate: float, genre: str | None = None, progress: Progress | None = None
) -> Hearing:
    """Listen to a song.

    Parameters
    ----------
    audio : Audio
        The song, or the part of it that is wanted: all of it is heard, `choices.start` and `choices.duration` were for
        the decoder.
    choices : recipe.Listen
        Section length, separation margin and mel bands.
    rate : float
        Energy values wanted per second, Hz: the frames per second of the video.
    genre : str, optional
        Genre of the whole song when somebody knows it; every section gets it with confidence 1.
    progress : callable, optional
        Called as ``progress("listen", done, total)`` for every section, and once for the beats.

    Returns
    -------
    Hearing
        With round(duration * rate) energy values, and times from the start of `audio`.

    Warns
    -----
    UserWarning
        If the song is silent or shorter than a second. Its hearing is calm: no beats, and no energy in silence.
    """
    sound = _sound(audio)
    sections = fixed(audio.duration, choices.section)
    steps = len(sections) + 1
    tempo, beats, onsets = rhythm(sound, RATE)
    if progress:
        progress("listen", 1, steps)
    energies = []
    for done, section in enumerate(sections, start=2):
        energies.append(_energy(sound, section, choices, rate))
        if progress:
            progress("listen", done, steps)
    harmonic, percussive = np.concatenate(energies, axis=1)
    certainty, caption = (1.0 if genre else 0.0), _caption(tempo, genre)
    return Hearing(
        duration=audio.duration,
        tempo=tempo,
        beats=beats,
        downbeats=np.empty(0),
        onsets=onsets,
        harmonic=harmonic,
        percussive=percussive,
        rate=rate,
        sections=tuple(replace(section, genre=genre, confidence=certainty, caption=caption) for section in sections),
    )


def _sound(audio: Audio) -> NDArray[np.float32]:
    """The song in mono at 22050 Hz; silence made perfect, so that nothing later mistakes its noise for music."""
    sound = mono(audio)
    if np.abs(audio.samples).max() < SILENT:
        warnings.warn("the song is silent, so the video will be calm", UserWarning, stacklevel=3)
        return np.zeros_like(sound)
    if audio.duration < SHORT:
        message = f"the song is only {audio.duration:.2f} s long, so the video will be short and calm"
        warnings.warn(message, UserWarning, stacklevel=3)
    return sound


def _energy(sound: NDArray[np.float32], section: Section, choices: Listen, rate: float) -> NDArray[np.float32]:
    """Harmonic and percussive energy of a section, shape [2, n], at the song's own moments i / rate."""
    part = sound[round(section.start * RATE) : round(section.end * RATE)]
    peaks = band_peaks(part, RATE, rate=rate, margin=choices.hpss_margin, bands=choices.mel_bands)
    count = round(section.end * rate) - round(section.start * rate)
    return on_grid(np.stack(peaks), count, RATE, rate=rate)


def _caption(tempo: float, genre: str | None) -> str:
    """What is known of the song, as a sentence."""
    mood = "A calm" if tempo < 90 else "A steady" if tempo < 115 else "An energetic"
    kind = f"{genre} track" if genre else "piece of music"
    return f"{mood} {kind} at {tempo:.0f} BPM." if tempo else f"{mood} {kind}."
