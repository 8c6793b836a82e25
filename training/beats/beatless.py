"""What has no beat, to practise on: noise, drones, a voice that speaks, notes and strokes at random moments."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from practice import recorded

from band.orchestra import DRUMS, Note, play
from band.rhythms import RATE, Known

__all__ = ["beatless"]

Dice = np.random.Generator


def beatless(seed: int) -> Known:
    """Half a minute of what has no beat: noise, drones, a voice that speaks, notes and strokes at random moments."""
    dice = np.random.default_rng(seed)
    kind = dice.choice([_hiss, _drone, _babble, _scattered])
    sound = kind(dice, 30.0)
    none = np.empty(0)
    known = Known(name=f"{kind.__name__} {seed}", sound=sound, beats=none, downbeats=none, tempo=0.0, meter=0)
    return recorded(dice, known)


def _hiss(dice: Dice, seconds: float) -> NDArray[np.float32]:
    """Wind and waves: noise whose level wanders."""
    noise = dice.standard_normal(round(seconds * RATE))
    points = np.arange(0, seconds + 3, float(dice.uniform(0.5, 3)))
    level = np.interp(np.arange(len(noise)) / RATE, points, dice.uniform(0.1, 1, len(points)))
    return np.asarray(noise * level / 4, np.float32)


def _drone(dice: Dice, seconds: float) -> NDArray[np.float32]:
    """Tones that swell and fade."""
    time = np.arange(round(seconds * RATE)) / RATE
    sound = np.zeros(len(time))
    for _ in range(dice.integers(1, 6)):
        points = np.arange(0, seconds + 8, float(dice.uniform(2, 8)))
        pitch = 440 * 2 ** (dice.integers(-36, 24) / 12)
        level = np.interp(time, points, dice.uniform(0, 1, len(points)))
        sound += level * sum(np.sin(2 * np.pi * pitch * k * time) / k for k in range(1, dice.integers(2, 8)))
    return np.asarray(0.5 * sound / np.abs(sound).max(), np.float32)


def _babble(dice: Dice, seconds: float) -> NDArray[np.float32]:
    """Syllables: buzzes of gliding pitch under formants, hisses between them, breaths after some."""
    sound = np.zeros(round((seconds + 2) * RATE))
    at = 0.1
    while at < seconds:
        for _ in range(dice.integers(2, 9)):
            length = float(dice.uniform(0.07, 0.22))
            time = np.arange(round(length * RATE)) / RATE
            pitch = dice.uniform(90, 240) * (1 + dice.uniform(-1, 1) * time)
            formants = np.array([dice.uniform(300, 900), dice.uniform(900, 2400)])
            tone = sum(
                np.exp(-(((k * pitch[0] - formants) / 200) ** 2)).sum()
                * np.sin(2 * np.pi * k * np.cumsum(pitch) / RATE)
                for k in range(1, 25)
            )
            start = round(at * RATE)
            sound[start : start + len(time)] += dice.uniform(0.3, 1) * np.hanning(len(time)) * tone
            at += length * dice.uniform(0.8, 1.1)
            hiss = np.hanning(round(dice.uniform(0.03, 0.1) * RATE)) * 0.2
            sound[round(at * RATE) : round(at * RATE) + len(hiss)] += hiss * dice.standard_normal(len(hiss))
            at += float(dice.choice([0.0, 0.05]))
        at += float(dice.uniform(0.15, 0.9))
    sound = sound[: round(seconds * RATE)]
    return np.asarray(0.5 * sound / np.abs(sound).max(), np.float32)


def _scattered(dice: Dice, seconds: float) -> NDArray[np.float32]:
    """Notes and strokes without a pulse."""
    starts = np.sort(dice.uniform(0, seconds, dice.integers(15, 150)))
    programs = [DRUMS] if dice.random() < 0.3 else dice.choice([0, 11, 14, 24, 46, 48, 73, 89], 2).tolist()
    lengths = dice.uniform(0.1, 2, len(starts))
    notes = [
        Note(start=float(a), end=float(a + b), pitch=int(dice.integers(36, 52) if programs == [DRUMS] else
             dice.integers(36, 90)), velocity=int(dice.integers(40, 120)), program=int(dice.choice(programs)))
        for a, b in zip(starts, lengths, strict=True)
    ]  # fmt: skip
    return play(notes, seconds, "tim")
