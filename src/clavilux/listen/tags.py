"""What the music is like, in tags with probabilities: two networks by Pons & Serra, 2019, run by ONNX Runtime.

musicnn listens to three seconds at a time, at 16 kHz. One network learnt Last.fm's tags (genres, moods, decades), one
those of MagnaTagATune (instruments, voices, character). ``training/convert_musicnn.py`` tells how they came here.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from clavilux.kernel.dsp import mel_bands, stft
from clavilux.listen.pieces import Resampled
from clavilux.media.mono import RATE, SILENT
from clavilux.onnx import Session, session
from clavilux.values import Samples

__all__ = ["MSD_TAGS", "MTT_TAGS", "Tagging", "log_mel", "tag"]

Floats = NDArray[np.float32]

_LISTEN = files("clavilux.listen")
_VOCABULARY = tomllib.loads((_LISTEN / "tags.toml").read_text("utf-8"))
_SHOWN = {tag: name for name, tags in _VOCABULARY["names"].items() for tag in tags}

MSD_TAGS: tuple[str, ...] = tuple(_VOCABULARY["msd"])
"""The 50 tags of the network trained on the Million Song Dataset."""
MTT_TAGS: tuple[str, ...] = tuple(_VOCABULARY["mtt"])
"""The 50 tags of the network trained on MagnaTagATune."""

EAR_RATE = 16000  # Hz, as the networks were trained
FFT, HOP, BANDS = 512, 256, 96
FRAMES = 187  # per window
WINDOW = (FRAMES - 1) * HOP + FFT  # samples that a window sees, among them half an FFT before its first moment
BATCH = 4  # windows: 8 would be a tenth faster, and take 110 MiB more, which the networks keep


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tagging:
    """Tags of the windows of a sound; a silent window has probabilities of 0."""

    times: NDArray[np.float64]
    """Shape [n], seconds: the centres of the windows, each 3 s long."""
    msd: Floats
    """Shape [n, 50], probability of each of `MSD_TAGS`."""
    mtt: Floats
    """Shape [n, 50], probability of each of `MTT_TAGS`."""

    @property
    def heard(self) -> NDArray[np.bool_]:
        """Shape [n]: False for windows of silence."""
        return np.asarray(self.msd.any(axis=1) | self.mtt.any(axis=1))

    def between(self, start: float, end: float) -> Tagging:
        """The windows whose centres lie in a stretch of time, or else the one nearest to its middle.

        Parameters
        ----------
        start, end : float
            Seconds, end exclusive.
        """
        inside = np.flatnonzero((self.times >= start) & (self.times < end))
        if not len(inside):
            inside = np.array([np.argmin(np.abs(self.times - (start + end) / 2))])
        return Tagging(times=self.times[inside], msd=self.msd[inside], mtt=self.mtt[inside])

    def later(self, seconds: float) -> Tagging:
        """The same windows at later times."""
        return Tagging(times=self.times + seconds, msd=self.msd, mtt=self.mtt)

    def mean(self) -> tuple[Floats, Floats]:
        """Mean probabilities [50] of `MSD_TAGS` and [50] of `MTT_TAGS` over all windows but silent ones."""
        heard = self.heard
        count = max(1, int(heard.sum()))
        return self.msd[heard].sum(axis=0) / count, self.mtt[heard].sum(axis=0) / count

    def tags(self, *, least: float = 0.1, most: int = 12) -> dict[str, float]:
        """The tags of both networks under one set of names, such as ``{"techno": 0.71, "beat": 0.4}``.

        Tags that mean the same are one, with the largest of their probabilities.

        Parameters
        ----------
        least : float
            Mean probability from which on a tag is named.
        most : int
            Number of tags at most.

        Returns
        -------
        dict
            Most probable first; empty in silence.
        """
        named: dict[str, float] = {}
        for tags, values in zip((MSD_TAGS, MTT_TAGS), self.mean(), strict=True):
            for tag, value in zip(tags, values, strict=True):
                name = _SHOWN.get(tag, tag.lower())
                named[name] = max(named.get(name, 0.0), float(value))
        ranked = sorted(named.items(), key=lambda item: (-item[1], item[0]))
        return {name: value for name, value in ranked[:most] if value >= least}


def tag(mono: Samples, sr: int = RATE) -> Tagging:
    """Tag a sound, window after window, so that memory does not grow with its length.

    Parameters
    ----------
    mono : Samples
        Any length. Less than a window is repeated until it fills one, as the networks were trained.
    sr : int
        Sample rate, Hz.

    Returns
    -------
    Tagging
        Windows stand side by side; the last one ends with the sound.
    """
    sound = Resampled(mono, sr, EAR_RATE)
    if len(sound) < WINDOW - FFT:
        sound = Resampled(np.resize(mono[:], -(-(WINDOW - FFT) * sr // EAR_RATE)), sr, EAR_RATE)
    starts = _starts((len(sound) + FFT - WINDOW) // HOP)
    parts = []
    for first in range(0, len(starts), BATCH):
        batch = starts[first : first + BATCH]
        heard = _mirrored(sound, batch[0] * HOP - FFT // 2, batch[-1] * HOP - FFT // 2 + WINDOW)
        parts.append(_listen(np.stack([heard[(i - batch[0]) * HOP :][:WINDOW] for i in batch])))
    msd, mtt = (np.concatenate(part) for part in zip(*parts, strict=True))
    times = (np.array(starts) + (FRAMES - 1) / 2) * HOP / EAR_RATE
    return Tagging(times=times, msd=msd, mtt=mtt)


def _mirrored(sound: Samples, first: int, last: int) -> Floats:
    """Samples `first` to `last`, exclusive, with those near an end mirrored beyond it."""
    part = sound[max(first, 0) : last]
    return np.pad(part, (max(-first, 0), max(last - len(sound), 0)), mode="reflect")


def log_mel(windows: Floats) -> Floats:
    """The picture of sound that the networks see: log10(1 + 10000 x) of the mel power spectrogram.

    Parameters
    ----------
    windows : ndarray
        Shape [n, 48128], at 16 kHz.

    Returns
    -------
    ndarray
        Shape [n, 187, 96]: frames of 16 ms, bands up to 8 kHz.
    """
    spectrum = np.square(np.abs(stft(windows, FFT, HOP, centred=False)))
    power = mel_bands(EAR_RATE, FFT, BANDS) @ spectrum
    # The networks were trained on powers that had been stored in half precision.
    stored = np.minimum(power, np.finfo(np.float16).max).astype(np.float16).astype(np.float32)
    return np.asarray(np.log10(1 + 10000 * stored).transpose(0, 2, 1), np.float32)


def _starts(last: int) -> list[int]:
    """First frame of each window, of which none may be after `last`."""
    starts = list(range(0, last + 1, FRAMES))
    return starts if starts[-1] == last else [*starts, last]


def _listen(windows: Floats) -> tuple[Floats, Floats]:
    """Tags of both networks for [n, samples]; zeros where there is silence."""
    heard = np.abs(windows).max(axis=1) >= SILENT
    msd, mtt = (np.zeros((len(windows), len(tags)), np.float32) for tags in (MSD_TAGS, MTT_TAGS))
    if heard.any():
        mel = log_mel(windows[heard])
        msd[heard], _ = _session("msd_musicnn").run(None, {"mel": mel})
        mtt[heard], _ = _session("mtt_musicnn").run(None, {"mel": mel})
    return msd, mtt


@cache
def _session(network: str) -> Session:
    return session((_LISTEN / "weights" / f"{network}.onnx").read_bytes())
