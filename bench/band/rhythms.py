"""Songs whose beats are known, because they are played here: drums, bass, chords and piano out of numpy.

``bench/beats.py`` and the tests of the ears use them. Every song is deterministic and is played by a
slightly unsteady hand (a few milliseconds, a few decibels), in a small room.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve, lfilter

RATE = 22050  # Hz
Sound = NDArray[np.float64]

KEYS = {"C": 48, "D": 50, "E": 52, "F": 53, "G": 55, "A": 57, "B": 59}
MAJOR, MINOR = (0, 4, 7), (0, 3, 7)
VOICES = {"piano": (0.003, 3.0, 2.5), "pad": (0.06, 0.3, 4.0), "organ": (0.008, 1.0, 0.7)}
"""Seconds of attack, decay per second, length in beats."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Style:
    """What the band plays. Patterns are strings over one bar, `steps` to the beat: X loud, x soft, a dot for a rest."""

    name: str
    tempo: float
    meter: int = 4
    steps: int = 4
    kick: str = ""
    snare: str = ""
    hat: str = ""
    bass: str = ""
    chords: str = ""
    melody: str = ""
    voice: str = "piano"
    """Of the chords: ``piano``, ``pad`` or ``organ``."""
    harmony: str = "C Am F G"
    every: int = 1
    """Bars per chord."""
    lead_in: float = 0.4
    """Seconds of silence before the first beat."""
    drift: float = 0.0
    """Tempo at the end over tempo at the start, minus 1."""
    sway: float = 0.0
    """Amplitude of a slow rubato, as a share of the tempo."""
    silent: list[float] = field(default_factory=lambda: [1.0, 1.0])
    """Share of the song, from and to, without drums and bass."""
    live: float = 0.0
    """Deviation of the tempo of a band without a click, as a share of the tempo: it wanders over some seconds."""
    bends: list[list[float]] = field(default_factory=lambda: [[0.0, 1.0], [1.0, 1.0]])
    """Points [share of the song, tempo over `tempo`], linear between them; two at the same share are a jump."""
    # What follows is for `ensemble.py` alone.
    category: str = "styles"
    ride: str = ""
    open: str = ""
    """Open hi-hat."""
    lead: str = ""
    """A second melody, below the first."""
    swing: float = 0.5
    """Share of two steps that the first one takes; 2/3 are triplets."""
    programs: dict[str, int] = field(default_factory=dict)
    """Instruments of General MIDI, by part."""
    staccato: list[str] = field(default_factory=list)
    """Parts that are played short."""
    fills: int = 0
    """Bars after which the drummer rolls in the last beat and strikes a cymbal on the next; 0 for never."""
    transpose: int = 0
    """Semitones."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A song and the truth about it."""

    name: str
    sound: NDArray[np.float32]
    """Mono at 22050 Hz, shape [n]."""
    beats: Sound
    """Seconds."""
    downbeats: Sound
    """Seconds."""
    tempo: float
    """Median BPM."""
    meter: int
    """Beats per bar."""


def styles() -> tuple[Style, ...]:
    """All that the band knows, from ``styles.toml``."""
    book = tomllib.loads((Path(__file__).parent / "styles.toml").read_text())
    return tuple(Style(**keys) for keys in book["style"])


@cache
def play(style: Style, seconds: float = 32.0) -> Known:
    """Play a style for about `seconds`, in whole bars."""
    hand = np.random.default_rng(sum(style.name.encode()))
    beats = beat_times(style, seconds)
    bars = (len(beats) - 1) // style.meter
    total = round((beats[-1] + 1.0) * RATE)
    drums, rest = np.zeros(total), np.zeros(total)
    grid = np.interp(np.arange(bars * style.meter * style.steps) / style.steps, np.arange(len(beats)), beats)
    per_bar = style.meter * style.steps
    harmony = style.harmony.split()
    for i, at in enumerate(grid):
        bar, step = divmod(i, per_bar)
        hush = style.silent[0] <= bar / bars < style.silent[1]
        root, triad = chord(harmony[bar // style.every % len(harmony)])
        length = float(np.median(np.diff(beats)))
        for part in ("kick", "snare", "hat", "bass", "chords", "melody"):
            mark = (getattr(style, part) or ".")[step % max(len(getattr(style, part)), 1)]
            if mark == "." or (hush and part in ("kick", "snare", "hat", "bass")):
                continue
            gain = (1.0 if mark == "X" else 0.6) * 10 ** (hand.normal(0, 1.0) / 20)
            start = max(0, round((at + float(np.clip(hand.normal(0, 0.003), -0.006, 0.006))) * RATE))
            tone = _voice(part, style, root, triad, length, hand, i)[: total - start]
            (drums if part in ("kick", "snare", "hat") else rest)[start : start + len(tone)] += gain * tone
    sound = _room(drums + rest)
    downbeats = beats[: bars * style.meter : style.meter]
    tempo = float(60 / np.median(np.diff(beats)))
    return Known(name=style.name, sound=sound, beats=beats[: bars * style.meter], downbeats=downbeats, tempo=tempo,
                 meter=style.meter)  # fmt: skip


def beat_times(style: Style, seconds: float) -> Sound:
    """Seconds of all beats, one more than is played."""
    bars = max(2, round(seconds * style.tempo / 60 / style.meter))
    count = bars * style.meter
    share = np.arange(count) / count
    bends = np.interp(share, *np.transpose(style.bends))
    tempo = style.tempo * bends * (1 + style.drift * share) * (1 + style.sway * np.sin(2 * np.pi * share * seconds / 9))
    if style.live:
        tempo *= 1 + style.live * _wander(count, np.random.default_rng(sum(style.name.encode()) + 1))
    return np.asarray(style.lead_in + np.concatenate([[0.0], np.cumsum(60 / tempo)]))


def _wander(count: int, dice: np.random.Generator) -> Sound:
    """Noise of deviation 1 that remembers about eight beats."""
    walk = lfilter([1.0], [1.0, -0.88], dice.standard_normal(count + 50))[50:]
    return np.asarray(walk * np.sqrt(1 - 0.88**2))


def chord(name: str) -> tuple[int, tuple[int, ...]]:
    """MIDI note of the root, and semitones of the triad above it; of names such as C, Am or F#m."""
    sharp = 1 if "#" in name else -1 if "b" in name else 0
    return KEYS[name[0]] + sharp, MINOR if name.endswith("m") else MAJOR


def _voice(
    part: str, style: Style, root: int, triad: tuple[int, ...], beat: float, hand: np.random.Generator, i: int
) -> Sound:
    """One note or stroke."""
    match part:
        case "kick":
            t = np.arange(round(0.25 * RATE)) / RATE
            return np.asarray(0.9 * np.sin(2 * np.pi * (50 * t + 4.5 * (1 - np.exp(-t * 40)))) * np.exp(-t * 14))
        case "snare":
            t = np.arange(round(0.2 * RATE)) / RATE
            rattle = 0.35 * hand.standard_normal(len(t))
            return np.asarray((rattle + 0.3 * np.sin(2 * np.pi * 185 * t)) * np.exp(-t * 22))
        case "hat":
            t = np.arange(round(0.08 * RATE)) / RATE
            return np.asarray(0.16 * lfilter([1, -1], [1], hand.standard_normal(len(t))) * np.exp(-t * 60))
        case "bass":
            return 0.4 * _note(root - 12, beat * 0.9, partials=4, decay=3.0, attack=0.005)
        case "melody":
            return 0.2 * _note(root + 24 + triad[i * 7 // 3 % len(triad)], beat, partials=6, decay=4.0, attack=0.003)
        case _:
            attack, decay, length = VOICES[style.voice]
            notes = [_note(root + 12 + k, beat * length, partials=8, decay=decay, attack=attack) for k in triad]
            return np.asarray(0.14 * np.sum(notes, axis=0))


def _note(pitch: int, seconds: float, *, partials: int, decay: float, attack: float) -> Sound:
    """A tone of harmonic partials that decay, higher ones sooner."""
    t = np.arange(round(seconds * RATE)) / RATE
    hertz = 440 * 2 ** ((pitch - 69) / 12)
    tone = sum(np.sin(2 * np.pi * hertz * k * t) / k * np.exp(-t * decay * k**0.5) for k in range(1, partials + 1))
    release = np.clip((seconds - t) / 0.03, 0, 1)
    return np.asarray(tone * np.clip(t / attack, 0, 1) * release)


def _room(dry: Sound) -> NDArray[np.float32]:
    """A little reverberation, and full scale."""
    t = np.arange(round(0.4 * RATE)) / RATE
    tail = np.random.default_rng(7).standard_normal(len(t)) * np.exp(-t * 12) * 0.02
    tail[0] = 1.0
    wet = fftconvolve(dry, tail)[: len(dry)]
    return np.asarray(0.9 * wet / np.abs(wet).max(), np.float32)
