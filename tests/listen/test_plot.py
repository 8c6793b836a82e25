from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clavilux.listen.hear import hear
from clavilux.listen.plot import plot
from clavilux.recipe import Listen
from clavilux.types import Audio


def test_the_picture_shows_something(clicks: Callable[..., Audio], swell: Callable[..., Audio], tmp_path: Path) -> None:
    audio = clicks(np.arange(0.5, 6, 0.5), 6.0)
    path = tmp_path / "new folder" / "heard.png"
    plot(audio, hear(audio, Listen(section=3), rate=30.0), path)
    pixels = np.asarray(Image.open(path).convert("RGB")).astype(int)
    assert pixels.shape[0] > 800
    assert pixels.shape[1] > 1200
    assert 0.05 < (np.abs(pixels - 255).sum(axis=2) > 30).mean() < 0.8


@pytest.mark.filterwarnings("ignore:the song is")
@pytest.mark.parametrize("seconds", [0.1, 2.0])
def test_silence_and_blinks_can_be_drawn(clicks: Callable[..., Audio], tmp_path: Path, seconds: float) -> None:
    audio = clicks(np.array([]), seconds)
    plot(audio, hear(audio, Listen(), rate=24.0), tmp_path / "silence.svg")
    assert (tmp_path / "silence.svg").stat().st_size > 1000


def test_an_unknown_format_lists_the_known_ones(swell: Callable[..., Audio], tmp_path: Path) -> None:
    audio = swell(1.0)
    with pytest.raises(ValueError, match="png"):
        plot(audio, hear(audio, Listen(), rate=24.0), tmp_path / "heard.doc")
