from collections.abc import Callable

import numpy as np
import pytest

from clavilux.examples import SONG
from clavilux.listen.hear import hear
from clavilux.listen.noise import is_noise
from clavilux.media.decode import decode
from clavilux.media.mono import mono
from clavilux.plan import Listen
from clavilux.values import Audio


def noise(colour: float, seconds: float = 6.0) -> np.ndarray:
    """Noise whose power falls with frequency to the power of `colour`: 0 white, 1 pink, 2 brown."""
    spectrum = np.fft.rfft(np.random.default_rng(0).standard_normal(round(seconds * 22050)))
    spectrum[1:] /= np.arange(1, len(spectrum)) ** (colour / 2)
    wave = np.fft.irfft(spectrum)
    return (0.1 * wave / wave.std()).astype(np.float32)


@pytest.mark.parametrize("colour", [0, 1, 2])
@pytest.mark.parametrize("rhythm", [0, 4])
def test_noise_of_any_colour_is_noise(colour: float, rhythm: float) -> None:
    wave = noise(colour)
    swell = 1.2 + np.sin(2 * np.pi * rhythm * np.arange(len(wave)) / 22050)
    assert is_noise((wave * swell).astype(np.float32))


def test_music_is_not(swell: Callable[..., Audio]) -> None:
    song = decode(SONG).heard.samples[:]
    assert not any(is_noise(part) for part in np.array_split(song, 6))
    assert not is_noise((mono(swell(6.0)).samples[:] + 0.3 * noise(1)[: 6 * 22050]).astype(np.float32))


def test_the_hiss_of_a_pause_does_not_make_music_noise(swell: Callable[..., Audio]) -> None:
    music = mono(swell(6.0)).samples[:]
    hiss = 1e-3 * noise(0, 12.0)
    assert not is_noise((np.pad(music, (0, len(hiss) - len(music))) + hiss).astype(np.float32))


def test_silence_and_a_blink_are_not() -> None:
    assert not is_noise(np.zeros(22050, np.float32))
    assert not is_noise(noise(0)[:100])


def test_noise_has_neither_genre_nor_tags() -> None:
    hearing = hear(mono(Audio(samples=noise(1)[None], rate=22050)), Listen(mel_bands=64))
    assert (hearing.genre, hearing.confidence) == (None, 0.0)
    assert {section.genre for section in hearing.sections} == {None}
    assert not hearing.tags
