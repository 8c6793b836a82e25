"""Small files of sound."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """Write samples [channels, n] into a file of the test's folder; the ending chooses the format."""

    def write(name: str, samples: np.ndarray, rate: int) -> Path:
        path = tmp_path / name
        soundfile.write(path, samples.T, rate)
        return path

    return write
