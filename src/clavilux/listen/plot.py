"""What was heard, as a picture: Figure 2 of the paper, with sections, genres and beats."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator
from matplotlib.transforms import blended_transform_factory
from numpy.typing import NDArray

from clavilux.kernel.dsp import mel_bands, mel_frequencies, stft
from clavilux.listen.hpss import separate
from clavilux.listen.pieces import Excerpt, pieces
from clavilux.media.output import appearing, write_errors
from clavilux.values import FloatArray, Hearing, Mono, Section

__all__ = ["plot"]

WIDTH, HEIGHT, DPI = 14, 12, 110
COLUMNS = 2400  # of a curve: about two per pixel
BANDS, WINDOW, HOP = 128, 2048, 512
HZ = (100, 400, 1000, 2000, 4000, 8000)
MINUTES = 120.0  # seconds; longer songs are labelled in minutes
HARMONIC, PERCUSSIVE, ENERGY, TRAVEL = "#2a7f9e", "#d1603d", "#5b4b8a", "#1d1d26"
LETTER = 0.01  # of the song's length: what the letter of a section takes
LANES = {"kick": PERCUSSIVE, "snare": "#c9973a", "bass": "#2a7f9e", "melody": ENERGY}
"""Curves of single instruments, from below, and their colours."""
LOUD = 95  # percentile that counts as full
BORDER, UNKNOWN = "#8a8a94", "#b9b9c2"


def plot(audio: Mono, hearing: Hearing, path: Path | str) -> None:
    """Draw a song's sections and genres, harmonic and percussive waves, mel spectrogram, energy, beats, instruments.

    The energy is E = 0.2 H + 0.8 P of the paper; with it comes the travel, its running sum, both in every section anew.
    Below are the curves of kick, snare, bass and melody, as amplitudes over the loud level of each.

    Parameters
    ----------
    audio : Mono
        The song.
    hearing : Hearing
        What `hear` made of it.
    path : Path or str
        The picture to write; its ending chooses the format. Folders are created.

    Raises
    ------
    ValueError
        If there is no picture format of that ending; the message lists what there is.
    UserError, RenderError
        If the file cannot be written, or not to its end.
    """
    times, harmonic, percussive = _waves(audio, hearing)

    figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained", facecolor="white")
    axes = figure.subplots(6, 1, sharex=True, height_ratios=[0.3, 1, 1, 1.7, 1.6, 1.4])
    loudest = max(float(np.abs(np.stack([harmonic, percussive])).max()), 1e-3)
    _sections(axes[0], hearing)
    _waveform(axes[1], times, harmonic, loudest, "harmonic", HARMONIC)
    _waveform(axes[2], times, percussive, loudest, "percussive", PERCUSSIVE)
    _spectrogram(axes[3], audio)
    _energy(axes[4], hearing)
    _beats(axes[4], hearing)
    _lanes(axes[5], hearing)
    _borders(axes[1:], hearing)
    axes[0].set_title(_title(hearing), loc="left", fontsize=14, pad=24)
    _time(axes[5], hearing.duration)
    with appearing(path) as part, write_errors(path):
        figure.savefig(part, dpi=DPI, format=Path(path).suffix[1:])


def _sections(axis: Axes, hearing: Hearing) -> None:
    """Sections as blocks in the colour of their genre, paler where it is doubtful; neighbours share one label.

    Above them the letters of the form, where there is room.
    """
    genres = sorted({section.genre for section in hearing.sections if section.genre})
    colours = {genre: colormaps["tab10"](index % 10) for index, genre in enumerate(genres)}
    for genre, run in groupby(hearing.sections, key=lambda section: section.genre):
        sections = list(run)
        for section in sections:
            colour = colours[genre] if genre else UNKNOWN
            strength = 0.25 + 0.6 * section.confidence if genre else 0.4
            axis.axvspan(section.start, section.end, color=colour, alpha=strength, linewidth=0)
        _label(axis, sections, hearing.duration)
    above = blended_transform_factory(axis.transData, axis.transAxes)
    for section in hearing.sections:
        if (section.end - section.start) / hearing.duration >= LETTER * len(section.label):
            centre = (section.start + section.end) / 2
            axis.text(centre, 1.04, section.label, ha="center", va="bottom", color=TRAVEL, transform=above)
    for section in hearing.sections[1:]:
        axis.axvline(section.start, color="white", linewidth=1.2)
    axis.set(ylim=(0, 1), yticks=[])
    axis.set_ylabel("genre", rotation=0, ha="right", va="center")
    axis.spines[:].set_visible(False)
    axis.tick_params(bottom=False)


def _label(axis: Axes, sections: list[Section], duration: float) -> None:
    """The genre of neighbouring sections and its mean confidence, where there is room for it."""
    name = sections[0].genre or "unknown"
    start, end = sections[0].start, sections[-1].end
    confidence = float(np.average([part.confidence for part in sections], weights=[s.end - s.start for s in sections]))
    letters = 150 * (end - start) / duration
    for text in (f"{name} {confidence:.0%}" if sections[0].genre else name, name):
        if len(text) + 1 <= letters:
            axis.text((start + end) / 2, 0.48, text, ha="center", va="center", fontsize=11, color=TRAVEL)
            return


def _waves(audio: Mono, hearing: Hearing) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Times of the picture's columns, and in each the lowest and highest value of both parts, shape [2, columns].

    Separated section by section, as the song was heard.
    """
    width = max(1, round(audio.duration * audio.rate / COLUMNS))
    times, waves = [], []
    for section in hearing.sections:
        part = audio.between(section.start, section.end)
        starts = np.arange(0, len(part), width)
        times.append(section.start + starts / audio.rate)
        waves.append([[bound.reduceat(wave, starts) for bound in (np.minimum, np.maximum)] for wave in separate(part)])
    harmonic, percussive = np.concatenate(waves, axis=2)
    return np.concatenate(times), harmonic, percussive


def _waveform(axis: Axes, times: FloatArray, wave: FloatArray, loudest: float, name: str, colour: str) -> None:
    """A wave as the band between its lowest and highest values, [2, columns]."""
    axis.fill_between(times, *wave, color=colour, linewidth=0.4, edgecolor=colour)
    axis.set_ylim(-1.05 * loudest, 1.05 * loudest)
    axis.set_ylabel(f"{name}\namplitude")


def _spectrogram(axis: Axes, audio: Mono) -> None:
    """Mel power in dB below its maximum; of each column the largest."""
    duration = audio.duration
    sound = Excerpt.of(audio)
    spectra = (stft(part, WINDOW, HOP, centred=False) for part in pieces(sound, WINDOW, HOP))
    bands = mel_bands(audio.rate, WINDOW, BANDS)
    power = np.concatenate([bands @ np.square(np.abs(spectrum)) for spectrum in spectra], axis=1)
    power = np.maximum.reduceat(power, np.arange(0, power.shape[1], -(-power.shape[1] // COLUMNS)), axis=1)
    decibels = 10 * np.log10(np.maximum(power, 1e-10) / max(float(power.max()), 1e-2))
    image = axis.imshow(
        decibels, origin="lower", aspect="auto", extent=(0, duration, 0, BANDS), cmap="magma", vmin=-80, vmax=0
    )
    centres = mel_frequencies(BANDS, 0.0, audio.rate / 2)
    axis.set_yticks(np.interp(HZ, centres, np.arange(BANDS) + 0.5), [f"{hz:,}" for hz in HZ])
    axis.set_ylabel("mel spectrogram\nfrequency [Hz]")
    bar = axis.figure.colorbar(image, ax=axis, pad=0.01, format=FuncFormatter(lambda value, _: f"{value:.0f} dB"))
    bar.outline.set_visible(False)


def _energy(axis: Axes, hearing: Hearing) -> None:
    """Energy as an area, its running sum in every section as a line."""
    harmonic, percussive = hearing.signals["harmonic"], hearing.signals["percussive"]
    spans = [(section.start, section.end) for section in hearing.sections]
    energies = [
        0.2 * _normalised(harmonic.between(*span)) + 0.8 * _normalised(percussive.between(*span)) for span in spans
    ]
    sums = [np.cumsum(energy) / max(float(energy.sum()), 1e-9) for energy in energies]
    energy = np.concatenate(energies)
    if len(energy):
        starts = np.arange(0, len(energy), -(-len(energy) // COLUMNS))
        times, energy = starts / harmonic.rate, np.maximum.reduceat(energy, starts)
        axis.fill_between(times, energy, color=ENERGY, alpha=0.55, linewidth=0, label="energy E = 0.2 H + 0.8 P")
    for position, section in zip(sums, hearing.sections, strict=True):
        label = "its running sum T, from keyframe to keyframe" if section.start == 0 else None
        times = np.linspace(section.start, section.end, len(position), endpoint=False)
        axis.plot(times, position, color=TRAVEL, linewidth=1.6, label=label)
    axis.set_ylim(0, 1.14)
    axis.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axis.set_ylabel("energy, travel")


def _lanes(axis: Axes, hearing: Hearing) -> None:
    """The amplitude of every instrument, one above the other, each over its own loud level.

    A missing one shows what others leave in its frequencies.
    """
    for floor, (name, colour) in enumerate(LANES.items()):
        signal = hearing.signals[name]
        if not len(signal.values):
            continue
        starts = np.arange(0, len(signal.values), -(-len(signal.values) // COLUMNS))
        power = np.maximum.reduceat(signal.values, starts).astype(float)
        full = float(np.percentile(signal.values, LOUD))
        height = 0.9 * np.sqrt(np.clip(power / full, 0, 1)) if full > 0 else np.zeros(len(power))
        axis.fill_between(starts / signal.rate, floor, floor + height, color=colour, linewidth=0)
    axis.set(ylim=(0, len(LANES)), yticks=np.arange(len(LANES)) + 0.45)
    axis.set_yticklabels(list(LANES))
    axis.tick_params(left=False)


def _beats(axis: Axes, hearing: Hearing) -> None:
    """Beats as short and downbeats as long ticks above the energy, finer the more there are."""
    place = blended_transform_factory(axis.transData, axis.transAxes)
    for name, low, colour in (("beats", 0.955, PERCUSSIVE), ("downbeats", 0.915, TRAVEL)):
        if len(times := hearing.events[name].times):
            width = min(1.4, 300 / len(times))
            axis.vlines(times, low, 1.0, color=colour, linewidth=width, transform=place)
            axis.plot([], [], color=colour, linewidth=1.4, marker="|", linestyle="", label=name)


def _borders(axes: NDArray[np.object_], hearing: Hearing) -> None:
    """Section borders through all panels, and the legend of the energy below the last."""
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
    dashes = (0, (4, 3))
    for section in hearing.sections[1:]:
        for axis in axes:
            colour = "white" if axis.images else BORDER
            axis.axvline(section.start, color=colour, linestyle=dashes, linewidth=1.0, alpha=0.8)
    axes[-2].plot([], [], color=BORDER, linestyle=dashes, label="section borders")
    axes[-1].legend(
        *axes[-2].get_legend_handles_labels(), loc="upper center", bbox_to_anchor=(0.5, -0.2), frameon=False, ncols=5
    )


def _time(axis: Axes, duration: float) -> None:
    """Label the time axis in seconds, or in minutes and seconds."""
    axis.set_xlim(0, duration)
    if duration < MINUTES:
        axis.set_xlabel("time [s]")
        return
    step = next((step for step in (10, 20, 30, 60, 120, 300, 600) if duration / step <= 16), duration // 10)
    axis.xaxis.set_major_locator(MultipleLocator(step))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda second, _: f"{second // 60:.0f}:{second % 60:02.0f}"))
    axis.set_xlabel("time [min:s]")


def _normalised(values: FloatArray) -> FloatArray:
    """From 0 to 1; all 0 when nothing changes."""
    if not len(values) or values.max() == values.min():
        return np.zeros(len(values))
    normalised: FloatArray = (values - values.min()) / (values.max() - values.min())
    return normalised


def _title(hearing: Hearing) -> str:
    tempo = f"{hearing.tempo:.0f} BPM, {len(hearing.events['beats'])} beats" if hearing.tempo else "no beat"
    genre = f"{hearing.genre}, " if hearing.genre else ""
    count = len(hearing.sections)
    sections = f"{count} section{'s' if count > 1 else ''}"
    return f"{genre}{tempo}, {len(hearing.events['onsets'])} onsets, {sections} in {hearing.duration:.1f} s"
