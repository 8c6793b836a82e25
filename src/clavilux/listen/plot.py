"""What was heard, as a picture: Figure 2 of the paper, with beats and sections."""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from clavilux.listen.decode import RATE, mono
from clavilux.listen.hpss import separate
from clavilux.types import Audio, FloatArray, Hearing

__all__ = ["plot"]

COLUMNS = 2400  # of a waveform: about one per pixel
BANDS = 128
HZ = (100, 400, 1000, 2000, 4000, 8000)
HARMONIC, PERCUSSIVE, ENERGY, TRAVEL, BORDER = "#2a7f9e", "#d1603d", "#5b4b8a", "#1d1d26", "#8a8a94"


def plot(audio: Audio, hearing: Hearing, path: Path | str) -> None:
    """Draw a song's harmonic and percussive waveforms, mel spectrogram, energy and travel.

    The energy is E = 0.2 H + 0.8 P of the paper, each part normalised over the song, and the travel its running sum.

    Parameters
    ----------
    audio : Audio
        The song.
    hearing : Hearing
        What `hear` made of it.
    path : Path or str
        The picture to write; its ending chooses the format. Folders are created.

    Raises
    ------
    ValueError
        If there is no picture format of that ending; the message lists what there is.
    OSError
        If the file cannot be written.
    """
    sound = mono(audio)
    # Section by section, as it was heard.
    cuts = [round(section.start * RATE) for section in hearing.sections[1:]]
    harmonic, percussive = np.concatenate([separate(part) for part in np.split(sound, cuts)], axis=1)

    figure = Figure(figsize=(14, 10), layout="constrained", facecolor="white")
    axes = figure.subplots(4, 1, sharex=True, height_ratios=[1, 1, 1.6, 1.5])
    loudest = max(float(np.abs(harmonic).max()), float(np.abs(percussive).max()), 1e-3)
    _waveform(axes[0], harmonic, hearing.duration, loudest, "harmonic", HARMONIC)
    _waveform(axes[1], percussive, hearing.duration, loudest, "percussive", PERCUSSIVE)
    _spectrogram(axes[2], sound, hearing.duration)
    _energy(axes[3], hearing)
    _marks(axes, hearing)
    axes[0].set_title(_title(hearing), loc="left", fontsize=13)
    axes[3].set_xlabel("time [s]")
    axes[3].set_xlim(0, hearing.duration)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def _waveform(axis: Axes, wave: NDArray[np.float32], duration: float, loudest: float, name: str, colour: str) -> None:
    """A wave as the band between its lowest and highest value per column."""
    starts = np.unique(np.linspace(0, len(wave), COLUMNS, endpoint=False, dtype=int))
    times = starts / len(wave) * duration
    low, high = np.minimum.reduceat(wave, starts), np.maximum.reduceat(wave, starts)
    axis.fill_between(times, low, high, color=colour, linewidth=0.4, edgecolor=colour)
    axis.set_ylim(-1.05 * loudest, 1.05 * loudest)
    axis.set_ylabel(f"{name}\namplitude")


def _spectrogram(axis: Axes, sound: NDArray[np.float32], duration: float) -> None:
    """Mel power in dB below its maximum."""
    padded = np.pad(sound, (0, max(0, 2048 - len(sound))))
    power = librosa.feature.melspectrogram(y=padded, sr=RATE, n_mels=BANDS)
    decibels = librosa.power_to_db(power, ref=max(float(power.max()), 1e-2))
    image = axis.imshow(
        decibels, origin="lower", aspect="auto", extent=(0, duration, 0, BANDS), cmap="magma", vmin=-80, vmax=0
    )
    centres = librosa.mel_frequencies(n_mels=BANDS, fmax=RATE / 2)
    axis.set_yticks(np.interp(HZ, centres, np.arange(BANDS) + 0.5), [f"{hz:,}" for hz in HZ])
    axis.set_ylabel("mel spectrogram\nfrequency [Hz]")
    bar = axis.figure.colorbar(image, ax=axis, pad=0.01, format=FuncFormatter(lambda value, _: f"{value:.0f} dB"))
    bar.outline.set_visible(False)


def _energy(axis: Axes, hearing: Hearing) -> None:
    """Energy as an area, its running sum as a line."""
    energy = 0.2 * _normalised(hearing.harmonic) + 0.8 * _normalised(hearing.percussive)
    travel = np.cumsum(energy) / max(float(energy.sum()), 1e-9)
    times = np.arange(len(energy)) / hearing.rate
    axis.fill_between(times, energy, color=ENERGY, alpha=0.55, linewidth=0, label="energy E = 0.2 H + 0.8 P")
    axis.plot(times, travel, color=TRAVEL, linewidth=2, label="its running sum T, 0 to 1")
    axis.set_ylim(0, 1.05)
    axis.set_ylabel("energy")


def _marks(axes: NDArray[np.object_], hearing: Hearing) -> None:
    """Section borders through all panels, beats as ticks along the energy."""
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
        for section in hearing.sections[1:]:
            axis.axvline(section.start, color=BORDER, linestyle=(0, (4, 3)), linewidth=1.2)
    axes[3].vlines(hearing.beats, 1.0, 1.05, color=PERCUSSIVE, linewidth=1.2, label="beats")
    axes[3].plot([], [], color=BORDER, linestyle=(0, (4, 3)), label="section borders")
    axes[3].legend(loc="lower left", bbox_to_anchor=(0, 1), frameon=False, ncols=4)


def _normalised(values: FloatArray) -> FloatArray:
    """From 0 to 1; all 0 when nothing changes."""
    if not len(values) or values.max() == values.min():
        return np.zeros(len(values))
    normalised: FloatArray = (values - values.min()) / (values.max() - values.min())
    return normalised


def _title(hearing: Hearing) -> str:
    tempo = f"{hearing.tempo:.0f} BPM, {len(hearing.beats)} beats" if hearing.tempo else "no beat"
    return f"{hearing.duration:.1f} s, {tempo}, {len(hearing.onsets)} onsets"
