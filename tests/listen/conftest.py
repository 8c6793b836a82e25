"""Small synthetic songs."""

from collections.abc import Callable

import numpy as np
import pytest

from clavilux.values import Audio

RATE = 22050


@pytest.fixture
def clicks() -> Callable[..., Audio]:
    """Decaying bursts of noise at given seconds."""

    def make(at: np.ndarray, duration: float, rate: int = RATE) -> Audio:
        noise = np.random.default_rng(3).standard_normal(rate // 50)
        burst = (0.8 * noise / np.abs(noise).max() * np.exp(-np.linspace(0, 6, len(noise)))).astype(np.float32)
        samples = np.zeros((1, round(duration * rate)), dtype=np.float32)
        for second in at:
            start = round(second * rate)
            samples[0, start : start + len(burst)] += burst[: samples.shape[1] - start]
        return Audio(samples=samples, rate=rate)

    return make


@pytest.fixture
def swell() -> Callable[..., Audio]:
    """A tone that grows evenly from silence to 0.8."""

    def make(duration: float, rate: int = RATE) -> Audio:
        time = np.arange(round(duration * rate)) / rate
        tone = 0.8 * time / duration * np.sin(2 * np.pi * 440 * time)
        return Audio(samples=tone[None].astype(np.float32), rate=rate)

    return make


@pytest.fixture
def speech() -> Callable[..., np.ndarray]:
    """A babble: vowels whose pitch glides, hisses, and pauses between words, [n]."""

    def make(seconds: float, rate: int = RATE) -> np.ndarray:
        dice = np.random.default_rng(4)
        parts, length = [], 0
        while length < seconds * rate:
            for _ in range(dice.integers(2, 6)):
                parts += [_vowel(dice, rate), _hiss(dice, rate)]
            parts.append(np.zeros(round(dice.uniform(0.2, 0.6) * rate)))
            length = sum(map(len, parts))
        return np.concatenate(parts)[: round(seconds * rate)].astype(np.float32)

    return make


def _vowel(dice: np.random.Generator, rate: int) -> np.ndarray:
    """Overtones of a gliding pitch, louder near two formants."""
    time = np.arange(round(dice.uniform(0.08, 0.2) * rate)) / rate
    pitch, glide = dice.uniform(100, 160), dice.uniform(-1, 1) * 250
    formants = dice.uniform((300, 900), (800, 2200))
    phase = 2 * np.pi * (pitch * time + glide * time**2 / 2)
    loud = [np.exp(-(((k * pitch - formants) / 250) ** 2)).sum() for k in range(1, 25)]
    return 0.2 * np.hanning(len(time)) * sum(a * np.sin(k * phase) for k, a in enumerate(loud, 1))


def _hiss(dice: np.random.Generator, rate: int) -> np.ndarray:
    length = round(dice.uniform(0.03, 0.1) * rate)
    return 0.02 * np.hanning(length) * dice.standard_normal(length)
