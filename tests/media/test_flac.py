"""The song as browsers play it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from clavilux.errors import RenderError
from clavilux.media.decode import decode
from clavilux.media.flac import write_flac
from clavilux.values import Audio

HALF_A_LEVEL = 2**-15


def tone(rate: int, channels: int, seconds: float = 1.0) -> Audio:
    times = np.arange(round(seconds * rate)) / rate
    samples = np.stack([0.5 * np.sin(2 * np.pi * (220 + 110 * n) * times) for n in range(channels)])
    return Audio(samples=samples.astype(np.float32), rate=rate)


def written(sound: Audio, path: Path) -> np.ndarray:
    write_flac(sound, path)
    return np.concatenate(list(decode(path).blocks()), axis=1)


@pytest.mark.parametrize("seconds", [1.0, 0.01, 1.2345])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [44100, 48000, 32000])
def test_nothing_is_lost_and_it_begins_where_the_song_does(
    tmp_path: Path, rate: int, channels: int, seconds: float
) -> None:
    sound = tone(rate, channels, seconds)
    heard = written(sound, tmp_path / "a.flac")
    assert heard.shape == sound.samples.shape
    assert np.abs(heard - sound.samples).max() <= HALF_A_LEVEL


@pytest.mark.parametrize(("rate", "channels"), [(22050, 2), (96000, 1), (44100, 6)])
def test_what_browsers_do_not_play_is_converted(tmp_path: Path, rate: int, channels: int) -> None:
    write_flac(tone(rate, channels), tmp_path / "a.flac")
    song = decode(tmp_path / "a.flac")
    assert song.rate in (44100, 48000)
    assert song.channels == min(channels, 2)
    assert song.duration == pytest.approx(1.0, abs=0.01)


def test_a_part_of_a_song_is_that_part(tmp_path: Path, save: Callable[..., Path]) -> None:
    whole = tone(44100, 2, 2.0)
    part = decode(save("a.wav", whole.samples, 44100), start=0.5, duration=1.0)
    write_flac(part, tmp_path / "a.flac")
    heard = np.concatenate(list(decode(tmp_path / "a.flac").blocks()), axis=1)
    assert np.abs(heard - whole.samples[:, 22050:66150]).max() <= 2 * HALF_A_LEVEL


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="writing"):
        write_flac(tone(44100, 1), tmp_path / "none" / "a.flac")
