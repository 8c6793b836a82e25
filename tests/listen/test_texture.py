import numpy as np
import pytest

from clavilux.listen.texture import means, texture

SR = 22050


def tone(hertz: float, seconds: float = 1.0) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SR)) / SR)).astype(np.float32)


@pytest.mark.parametrize(("hertz", "pitch"), [(261.63, 0), (440.0, 9), (493.88, 11)])
def test_a_note_is_its_pitch_class(hertz: float, pitch: int) -> None:
    heard = texture(tone(hertz), SR)
    assert heard.chroma.mean(axis=1).argmax() == pitch
    assert np.linalg.norm(heard.chroma, axis=0) == pytest.approx(np.ones(heard.chroma.shape[1]), abs=1e-5)


def test_levels_are_decibels_and_nothing_is_deeper_than_hearing() -> None:
    heard = texture(np.concatenate([tone(440), tone(440) / 10, np.zeros(SR, np.float32)]), SR)
    loudest = heard.decibels.max(axis=0)
    assert loudest[10] - loudest[32] == pytest.approx(20, abs=0.5)
    assert np.ptp(heard.decibels) <= 60 + 1e-4


def test_strokes_rise() -> None:
    heard = texture(np.concatenate([np.zeros(SR, np.float32), tone(100), tone(100)]), SR)
    assert heard.rises.sum(axis=0).argmax() * heard.step == pytest.approx(1.0, abs=2 * heard.step)


def test_silence_has_no_harmony() -> None:
    heard = texture(np.zeros(SR, np.float32), SR)
    assert not heard.chroma.any()
    assert not heard.rises.any()


def test_means_are_those_of_the_frames_between() -> None:
    features = np.arange(20, dtype=np.float32)[None]
    edges = np.array([0.25, 1.25, 3.25, 8.25])  # frames are half a second apart, and each is a quarter on either side
    assert means(features, 0.5, edges) == pytest.approx(np.array([[1.5, 4.5, 11.5]]))
