"""Small synthetic songs."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from clavilux.types import Audio

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
def save(tmp_path: Path) -> Callable[..., Path]:
    """Write samples [channels, n] into a file of the test's folder; the ending chooses the format."""

    def write(name: str, samples: np.ndarray, rate: int) -> Path:
        path = tmp_path / name
        soundfile.write(path, samples.T, rate)
        return path

    return write
