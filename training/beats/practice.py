"""Songs to practise on: thrown with dice, in all metres and feels, played with the sounds "tim".

Nothing of what ``bench/beats.py`` measures is in here: its songs are a book written by hand, played with other sounds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from feels import FEELS
from patterns import Sketch
from scipy.signal import fftconvolve

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

import songs  # noqa: F401  (it knows where the band finds its sounds)
from band.ensemble import perform
from band.rhythms import RATE, Known, Style

__all__ = ["bare", "practise", "recorded"]

Dice = np.random.Generator
BASSES = (32, 33, 34, 35, 36, 38, 39, 43, 57, 58)
CHORDS = (0, 1, 4, 5, 6, 16, 18, 19, 21, 24, 25, 26, 27, 28, 29, 30, 46, 48, 50, 52, 61, 80, 81, 88, 89, 90)
MELODIES = (0, 4, 11, 12, 22, 24, 25, 27, 30, 40, 41, 52, 56, 60, 64, 65, 66, 68, 71, 72, 73, 75, 80, 81, 105, 110)
PROGRESSIONS = (
    "C G Am F", "Am F C G", "C F G C", "Am G F E", "Dm G C Am", "C Am Dm G", "Em C G D", "C C F C G F C G",
    "Am Dm E Am", "C Bb F C", "Am Am Dm E", "C Em F G", "Dm C Bb C", "G D Em C", "C D G Em", "Am C D F",
)  # fmt: skip


def practise(seed: int, feels: Mapping[Callable[[Dice], Sketch], float] = FEELS) -> Known:
    """One song of about half a minute."""
    dice = np.random.default_rng(seed)
    feel = dice.choice(list(feels), p=np.array(list(feels.values())) / sum(feels.values()))
    style = _arranged(dice, feel(dice), f"{feel.__name__} {seed}")
    known = perform(style, "tim", float(dice.uniform(26, 36)))
    return recorded(dice, _cropped(dice, known))


def bare(seed: int) -> Known:
    """One instrument that plays beats and nothing else; trust, but nothing else, is fitted on it."""
    dice = np.random.default_rng(seed)
    part = str(dice.choice(["kick", "snare", "hat", "ride", "chords", "bass", "melody"]))
    programs = {
        "chords": int(dice.choice(CHORDS)),
        "bass": int(dice.choice(BASSES)),
        "melody": int(dice.choice(MELODIES)),
    }
    style = Style(
        name=f"bare {seed}", tempo=float(np.exp(dice.uniform(4.2, 5.2))), meter=1, steps=1, programs=programs,
        live=float(dice.choice([0.0, 0.02])), staccato=["chords", "bass", "melody"], **{part: "X"},
    )  # fmt: skip
    return recorded(dice, perform(style, "tim", 15.0))


def _arranged(dice: Dice, sketch: Sketch, name: str) -> Style:
    """Instruments, harmony and the course of the tempo."""
    programs = {"bass": int(dice.choice(BASSES)), "chords": int(dice.choice(CHORDS)),
                "melody": int(dice.choice(MELODIES)), "lead": int(dice.choice(CHORDS))}  # fmt: skip
    more = dict(sketch.more)
    drums = "kick" in sketch.parts or "snare" in sketch.parts
    style = Style(
        name=name, tempo=sketch.tempo, meter=sketch.meter, steps=sketch.steps,
        harmony=str(dice.choice(PROGRESSIONS)), every=more.pop("every", int(dice.choice([1, 1, 1, 2]))),
        transpose=int(dice.integers(-5, 7)), lead_in=float(dice.uniform(0.1, 1.2)),
        fills=int(dice.choice([4, 8])) if drums and dice.random() < 0.4 else 0,
        programs=programs | more.pop("programs", {}), **sketch.parts, **more,
    )  # fmt: skip
    if drums and dice.random() < 0.15:
        first = float(dice.uniform(0, 0.5))
        style = replace(style, silent=[0.0, first] if dice.random() < 0.4 else [first, first + 0.3])
    return replace(style, **_course(dice, sketch.tempo, drums=drums))


def _course(dice: Dice, tempo: float, *, drums: bool) -> dict[str, Any]:
    """Steady, live, faster, slower, a jump or rubato."""
    free = 0.06 if drums else 0.25
    kind = dice.choice(["steady", "live", "bend", "jump", "rubato"], p=[0.48 - free, 0.3, 0.12, 0.1, free])
    factor = float(np.clip(np.exp(dice.uniform(-0.45, 0.45)), 48 / tempo, 228 / tempo))
    a, b = np.sort(dice.uniform(0.05, 0.95, 2)).tolist()
    match kind:
        case "live":
            return {"live": float(dice.uniform(0.005, 0.035))}
        case "bend":
            return {"bends": [[0.0, 1.0], [min(a, b - 0.2), 1.0], [b, factor], [1.0, factor]]}
        case "jump":
            return {"bends": [[0.0, 1.0], [a, 1.0], [a, factor], [1.0, factor]]}
        case "rubato":
            return {"sway": float(dice.uniform(0.03, 0.13)), "live": float(dice.uniform(0.0, 0.03))}
    return {}


def _cropped(dice: Dice, known: Known) -> Known:
    """Half of the songs begin somewhere in the first bars."""
    if dice.random() < 0.5:
        return known
    start = float(dice.uniform(0, known.beats[min(8, len(known.beats) - 1)]))
    return replace(
        known,
        sound=known.sound[round(start * RATE) :],
        beats=known.beats[known.beats > start] - start,
        downbeats=known.downbeats[known.downbeats > start] - start,
    )


def recorded(dice: Dice, known: Known) -> Known:
    """A room, a microphone with a colour of its own, noise, and an amplifier that may clip."""
    sound = known.sound.astype(np.float64)
    time = np.arange(round(0.6 * RATE)) / RATE
    tail = dice.standard_normal(len(time)) * np.exp(-time * dice.uniform(5, 25)) * dice.choice([0.0, 0.01, 0.03, 0.06])
    tail[0] = 1.0
    sound = fftconvolve(sound, tail)[: len(sound)]
    spectrum = np.fft.rfft(sound)
    octave = np.log2(np.fft.rfftfreq(len(sound), 1 / RATE) + 20)
    points = np.linspace(octave[0], octave[-1], 8)
    colour = np.interp(octave, points, dice.normal(0, 5, 8)) + dice.normal(0, 1.5) * (octave - octave.mean())
    sound = np.fft.irfft(spectrum * 10 ** (colour / 20), len(sound))
    sound /= np.abs(sound).max()
    if dice.random() < 0.4:
        drive = dice.uniform(1.5, 6)
        sound = np.tanh(drive * sound) / np.tanh(drive)
    sound += 10 ** (dice.uniform(-80, -30) / 20) * dice.standard_normal(len(sound))
    return replace(known, sound=np.asarray(0.9 * sound / np.abs(sound).max(), np.float32))
